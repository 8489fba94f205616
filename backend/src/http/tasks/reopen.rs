//! `POST /api/v1/tasks/{id}/reopen`

use axum::{extract::State, response::Response};

use super::super::{
    author::{Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{error::Problem, state::App};

/// Opens a task again, with the subtasks that were completed with it.
#[utoipa::path(
    post,
    path = "/{id}/reopen",
    operation_id = "reopen_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::Task)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Problem> {
    let (mut work, task) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let task = work.reopen(&task).await?;
    super::finish(work, &task).await
}
