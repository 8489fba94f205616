//! `POST /api/v1/tasks/{id}/move`

use axum::{extract::State, response::Response};
use shared::api::MoveTask;

use super::super::{
    author::Write,
    input::{Id, IfMatch, Input},
};
use crate::{error::Problem, state::App};

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
    IfMatch(version): IfMatch,
    request: Write<Input<MoveTask>>,
) -> Result<Response, Problem> {
    let (mut work, task) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let Input(to) = &request.input;
    let task = work.relocate(&task, to).await?;
    super::finish(work, &task).await
}
