//! What every part of a page can reach, and the rules behind it, as plain data.

pub(crate) mod actions;
pub(crate) mod browser;
pub(crate) mod bulk;
pub(crate) mod chunks;
pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod draft;
pub(crate) mod fields;
mod hands;
pub(crate) mod kept;
pub(crate) mod live;
mod matches;
pub(crate) mod page;
pub(crate) mod post;
pub(crate) mod route;
pub(crate) mod sections;
pub(crate) mod shortcut;
pub(crate) mod shown;
mod speech;
pub(crate) mod store;
pub(crate) mod tasks;
pub(crate) mod toasts;
mod undo;
pub(crate) mod view;
pub(crate) mod words;
