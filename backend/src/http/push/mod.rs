//! Web Push: browsers that are told of a person's notifications.

mod read;
mod subscribe;
mod unsubscribe;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::handler))
        .routes(routes!(subscribe::handler))
        .routes(routes!(unsubscribe::handler))
}
