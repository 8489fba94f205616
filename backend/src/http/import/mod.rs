//! Files of tasks: read in beside the requests, and written out.

mod cancel;
mod create;
mod read;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

const FILE_LIMIT: usize = 16 * 1024 * 1024;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::handler))
        .layer(DefaultBodyLimit::max(FILE_LIMIT))
        .routes(routes!(read::handler))
        .routes(routes!(cancel::handler))
}
