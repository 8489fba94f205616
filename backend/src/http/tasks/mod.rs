//! Tasks.

mod activity;
mod batch;
mod complete;
mod create;
mod delete;
mod index;
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

use super::author;
use crate::{
    error::Problem,
    state::App,
    store::unit::{Author, Unit},
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

/// Opens the unit of work for one task, under the request's conditions; or answers as it was answered before.
async fn open<'a>(
    app: &'a App,
    author: &'a Author,
    id: Uuid,
    if_match: Option<i64>,
) -> Result<Result<(Unit<'a>, Task), Response>, Problem> {
    let mut work = match author::open(app, author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(Err(replayed)),
    };
    let task = work
        .task(id)
        .await?
        .ok_or_else(|| Problem::not_found("task"))?;
    if if_match.is_some_and(|version| version != task.version) {
        return Err(Problem::precondition_failed());
    }
    Ok(Ok((work, task)))
}

/// Answers with the task as it is now.
async fn finish(work: Unit<'_>, task: &Task) -> Result<Response, Problem> {
    author::finish(work, 200, Some(task), task.version).await
}
