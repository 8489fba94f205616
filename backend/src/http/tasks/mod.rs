//! Tasks.

mod complete;
mod create;
mod delete;
mod index;
mod quick;
mod read;
mod reopen;
mod restore;
mod update;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Serialize;
use shared::api::Task;
use uuid::Uuid;

use super::author;
use crate::{
    domain::task::Change,
    error::Problem,
    state::App,
    store::{
        idempotency::Answer,
        unit::{self, Author},
    },
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
}

/// Changes one task by a rule of the domain, under the request's conditions, and answers with `shape`.
async fn change<B: Serialize>(
    app: &App,
    author: &Author,
    id: Uuid,
    if_match: Option<i64>,
    rule: impl FnOnce(&Task, Timestamp) -> Result<Option<Change>, Problem>,
    shape: impl FnOnce(Task) -> (u16, Option<B>),
) -> Result<Response, Problem> {
    let mut work = match author::open(app, author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let task = work
        .task(id)
        .await?
        .ok_or_else(|| Problem::not_found("task"))?;
    if if_match.is_some_and(|version| version != task.version) {
        return Err(Problem::precondition_failed());
    }
    let change = rule(&task, app.clock.now())?;
    if let Some(change) = &change {
        work.write(change).await?;
    }
    let undo = work.undo_token().await?;
    let task = change.map_or(task, |change| change.after);
    let version = task.version;
    let (status, body) = shape(task);
    let mut answer = match body {
        Some(body) => unit::answer(status, &body, undo.as_ref())?,
        None => Answer {
            body: None,
            ..unit::answer(status, &(), undo.as_ref())?
        },
    };
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{version}\"")));
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
