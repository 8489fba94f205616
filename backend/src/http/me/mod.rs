//! The person's own account.

mod delete;
mod merge;
mod read;
mod recovery_codes;
mod update;

use crate::state::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::handler, update::handler, delete::handler))
        .routes(routes!(merge::handler))
        .routes(routes!(recovery_codes::handler))
}
