//! Tags. A tag is there while a task carries it.

mod delete;
mod index;
mod rename;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler))
        .routes(routes!(rename::handler, delete::handler))
}
