//! What the person was reminded of.

mod index;
mod read;
mod read_all;
mod snooze;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index::handler))
        .route("/read", post(read_all::handler))
        .route("/{id}/read", post(read::handler))
        .route("/{id}/snooze", post(snooze::handler))
}
