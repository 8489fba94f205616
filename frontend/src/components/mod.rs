//! What pages are made of.

mod act;
pub(crate) mod chat;
mod composer;
mod icon;
pub(crate) mod notices;
mod row;
pub(crate) mod sidebar;
pub(crate) mod tasks;
pub(crate) mod toasts;

pub(crate) use act::Act;
pub(crate) use icon::Icon;
pub(crate) use notices::Problem;
