//! Conversations and their messages.

mod index;
mod messages;

use crate::state::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler))
        .routes(routes!(messages::handler))
}
