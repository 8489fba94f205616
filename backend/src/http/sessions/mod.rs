//! The sessions of a person.

mod delete;
mod index;

use axum::{
    Router,
    routing::{delete, get},
};

use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index::handler))
        .route("/{id}", delete(delete::handler))
}
