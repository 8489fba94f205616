//! Personal tokens for programs.

mod create;
mod delete;
mod index;

use crate::state::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(delete::handler))
}
