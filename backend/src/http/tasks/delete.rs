//! `DELETE /api/v1/tasks/{id}`

use axum::{extract::State, response::Response};
use shared::api::Task;

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::{Id, IfMatch},
};
use crate::state::App;

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
    if_match: IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, task) = author::open_item::<Task>(&app, &request.author, id).await?;
    if_match.check(task.version)?;
    let task = work.delete(&task).await?;
    author::finish(work, 204, None::<&Task>, task.version).await
}
