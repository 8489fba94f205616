//! Files of tasks: read in beside the requests, and written out.

mod cancel;
mod create;
mod read;

use axum::extract::DefaultBodyLimit;
use shared::api::Import;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::author::Item;
use crate::{
    state::App,
    store::{self, imports, unit::Unit},
};

const FILE_LIMIT: usize = 16 * 1024 * 1024;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::handler))
        .layer(DefaultBodyLimit::max(FILE_LIMIT))
        .routes(routes!(read::handler))
        .routes(routes!(cancel::handler))
}

impl Item for Import {
    const NAME: &'static str = "import";

    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        let user = work.author().user;
        imports::find(work.connection(), user, id).await
    }
}
