//! The feed for calendars: made, looked at and revoked by its person, read by whoever has its address.

mod create;
mod delete;
mod feed;
mod read;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::handler, read::handler, delete::handler))
        .routes(routes!(feed::handler))
}
