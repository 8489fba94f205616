//! What pages are made of.

mod act;
pub(crate) mod chat;
mod composer;
pub(crate) mod detail;
mod icon;
pub(crate) mod keys;
pub(crate) mod notices;
mod palette;
mod row;
pub(crate) mod sidebar;
pub(crate) mod tasks;
pub(crate) mod toasts;

pub(crate) use act::Act;
pub(crate) use icon::Icon;
#[cfg(feature = "ssr")]
pub(crate) use notices::Problem;
