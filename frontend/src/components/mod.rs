//! What pages are made of.

mod act;
mod bulk;
pub(crate) mod chat;
mod composer;
pub(crate) mod detail;
mod dictation;
pub(crate) mod fragment;
pub(crate) mod gestures;
mod icon;
pub(crate) mod keys;
mod line;
pub(crate) mod notices;
mod palette;
mod parts;
pub(crate) mod refusals;
mod row;
pub(crate) mod sidebar;
pub(crate) mod tasks;
pub(crate) mod toasts;
mod week;

pub(crate) use act::Act;
pub(crate) use icon::Icon;
#[cfg(feature = "ssr")]
pub(crate) use notices::Problem;
