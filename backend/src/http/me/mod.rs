//! The person's own account.

mod delete;
mod read;
mod update;

use crate::state::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read::handler, update::handler, delete::handler))
}
