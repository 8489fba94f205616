//! `POST /api/v1/tasks/{id}/complete`

use axum::{extract::State, response::Response};
use shared::api::CompleteTask;

use super::super::{
    author::{self, Write},
    input::{Id, IfMatch, OptionalInput},
};
use crate::{error::Problem, state::App};

/// Completes a task; of a repeat, closes the occurrence that is named, or the current one.
#[utoipa::path(
    post,
    path = "/{id}/complete",
    operation_id = "complete_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    request_body = Option<CompleteTask>,
    responses((status = 200, body = shared::api::Completed)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<OptionalInput<CompleteTask>>,
) -> Result<Response, Problem> {
    let (mut work, task) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let OptionalInput(input) = &request.input;
    let completed = work.complete(&task, input.occurrence).await?;
    author::finish(work, 200, Some(&completed), completed.task.version).await
}
