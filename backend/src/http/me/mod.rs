//! The person's own account.

mod delete;
mod read;
mod update;

use axum::{Router, routing::get};

use crate::state::App;

pub(super) fn router() -> Router<App> {
    Router::new().route(
        "/",
        get(read::handler)
            .patch(update::handler)
            .delete(delete::handler),
    )
}
