//! What the person was reminded of.

mod index;
mod read;
mod read_all;
mod snooze;

use crate::state::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler))
        .routes(routes!(read_all::handler))
        .routes(routes!(read::handler))
        .routes(routes!(snooze::handler))
}
