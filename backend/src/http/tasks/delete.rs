//! `DELETE /api/v1/tasks/{id}`

use axum::{extract::State, response::Response};
use shared::api::Task;

use super::super::{
    author::{self, Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{error::Problem, state::App};

/// Moves a task to the trash, with its subtasks.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "delete_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
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
    let task = work.delete(&task).await?;
    author::finish(work, 204, None::<&Task>, task.version).await
}
