//! Conversations and their messages.

mod index;
mod messages;

use axum::{Router, routing::get};

use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index::handler))
        .route("/{id}/messages", get(messages::handler))
}
