//! Lists.

mod create;
mod delete;
mod index;
mod move_;
mod read;
mod restore;
mod update;

use shared::api::List;
use uuid::Uuid;

use super::author::Item;
use crate::{
    state::App,
    store::{self, unit::Unit},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(read::handler, update::handler, delete::handler))
        .routes(routes!(restore::handler))
        .routes(routes!(move_::handler))
}

impl Item for List {
    const NAME: &'static str = "list";

    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        work.list(id).await
    }
}
