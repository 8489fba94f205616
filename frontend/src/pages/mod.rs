//! The pages: the app, which the browser takes over, and plain documents around it, which need no script.

#[cfg(feature = "ssr")]
pub(crate) mod fragments;
pub(crate) mod home;
#[cfg(feature = "ssr")]
pub(crate) mod import;
#[cfg(feature = "ssr")]
pub(crate) mod plain;
#[cfg(feature = "ssr")]
pub(crate) mod settings;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in;
