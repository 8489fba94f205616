//! Tasks.

mod activity;
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

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use shared::api::Task;
use uuid::Uuid;

use super::author;
use crate::{
    error::Problem,
    state::App,
    store::unit::{Author, Unit},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index::handler).post(create::handler))
        .route("/quick", post(quick::handler))
        .route(
            "/{id}",
            get(read::handler)
                .patch(update::handler)
                .delete(delete::handler),
        )
        .route("/{id}/complete", post(complete::handler))
        .route("/{id}/reopen", post(reopen::handler))
        .route("/{id}/restore", post(restore::handler))
        .route("/{id}/activity", get(activity::handler))
        .route("/{id}/move", post(move_::handler))
        .route("/{id}/skip", post(skip::handler))
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
