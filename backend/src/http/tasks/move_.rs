//! `POST /api/v1/tasks/{id}/move`

use axum::{extract::State, response::Response};
use shared::api::{MoveTask, Task};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, IfMatch, Input},
};
use crate::state::App;

/// Moves a task to another list, under another task, or beside one of its new neighbours.
#[utoipa::path(
    post,
    path = "/{id}/move",
    operation_id = "move_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    request_body = MoveTask,
    responses((status = 200, body = shared::api::Task)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Input<MoveTask>>,
) -> Result<Response, Settled> {
    let (mut work, task) = author::open_item::<Task>(&app, &request.author, id).await?;
    if_match.check(task.version)?;
    let Input(to) = &request.input;
    let task = work.relocate(&task, to).await?;
    super::finish(work, &task).await
}
