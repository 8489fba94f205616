//! `POST /api/v1/tasks/{id}/complete`

use axum::{extract::State, response::Response};
use shared::api::{CompleteTask, Task};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, IfMatch, OptionalInput},
};
use crate::state::App;

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
    if_match: IfMatch,
    request: Write<OptionalInput<CompleteTask>>,
) -> Result<Response, Settled> {
    let (mut work, task) = author::open_item::<Task>(&app, &request.author, id).await?;
    if_match.check(task.version)?;
    let OptionalInput(input) = &request.input;
    let completed = work.complete(&task, input.occurrence).await?;
    author::finish(work, 200, Some(&completed), completed.task.version).await
}
