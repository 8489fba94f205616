//! The wire contract: requests, responses, problems and events, as JSON. Times of day are "17:00", dates
//! "2026-11-24", instants RFC 3339 in UTC. Request types refuse unknown fields.

mod account;
mod activity;
mod batch;
mod calendar;
mod change;
mod chat;
mod event;
mod filter;
mod import;
mod list;
mod notification;
mod problem;
mod push;
mod recovery;
mod task;
pub mod text;
mod webhook;

pub use account::*;
pub use activity::*;
pub use batch::*;
pub use calendar::*;
pub use change::*;
pub use chat::*;
pub use event::*;
pub use filter::*;
pub use import::*;
pub use list::*;
pub use notification::*;
pub use problem::*;
pub use push::*;
pub use recovery::*;
pub use task::*;
pub use webhook::*;

use serde::{Deserialize, Serialize};

/// One page of a listing; `next_cursor` is opaque, and null on the last page.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}
