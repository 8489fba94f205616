//! Tasks.

mod activity;
pub(super) mod batch;
mod complete;
mod create;
mod delete;
pub(super) mod index;
mod move_;
mod quick;
mod read;
mod reopen;
mod restore;
mod skip;
mod update;

use axum::{extract::DefaultBodyLimit, response::Response};
use shared::api::Task;
use uuid::Uuid;

use super::author::{self, Item, Settled};
use crate::{
    state::App,
    store::{self, unit::Unit},
};
use utoipa_axum::{router::OpenApiRouter, routes};

const BATCH_LIMIT: usize = 2 * 1024 * 1024;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(quick::handler))
        .merge(batches())
        .routes(routes!(read::handler, update::handler, delete::handler))
        .routes(routes!(complete::handler))
        .routes(routes!(reopen::handler))
        .routes(routes!(restore::handler))
        .routes(routes!(activity::handler))
        .routes(routes!(move_::handler))
        .routes(routes!(skip::handler))
}

/// A batch may be larger than other bodies.
fn batches() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(batch::handler))
        .layer(DefaultBodyLimit::max(BATCH_LIMIT))
}

impl Item for Task {
    const NAME: &'static str = "task";

    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        work.task(id).await
    }
}

/// Answers with the task as it is now.
async fn finish(work: Unit<'_>, task: &Task) -> Result<Response, Settled> {
    author::finish(work, 200, Some(task), task.version).await
}
