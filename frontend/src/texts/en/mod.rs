//! English.

pub(crate) mod acts;
pub(crate) mod chat;
pub(crate) mod dates;
#[cfg(feature = "ssr")]
pub(crate) mod forms;
#[cfg(feature = "ssr")]
pub(crate) mod import;
pub(crate) mod keyboard;
pub(crate) mod notices;
#[cfg(feature = "ssr")]
pub(crate) mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod settings;
pub(crate) mod tasks;
pub(crate) mod views;

/// As HTML names it (BCP 47).
#[cfg(feature = "ssr")]
pub(crate) const LANGUAGE: &str = "en";
pub(crate) const APP: &str = "todo-chatbot";
