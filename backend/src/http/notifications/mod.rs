//! What the person was reminded of, or told.

mod index;
mod read;
mod read_all;
pub(super) mod snooze;

use shared::api::Notification;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::author::Item;
use crate::{
    state::App,
    store::{self, notifications, unit::Unit},
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler))
        .routes(routes!(read_all::handler))
        .routes(routes!(read::handler))
        .routes(routes!(snooze::handler))
}

impl Item for Notification {
    const NAME: &'static str = "notification";

    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        let user = work.author().user;
        notifications::find(work.connection(), user, id).await
    }
}
