//! `PATCH /api/v1/tasks/{id}`

use axum::{extract::State, response::Response};
use serde_json::Value;
use shared::api::Task;

use super::super::{
    author::{self, Settled, Write},
    input::{Id, IfMatch, Input},
};
use crate::state::App;

/// Applies a JSON merge patch (RFC 7396).
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "update_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    request_body = shared::api::CreateTask,
    responses((status = 200, body = shared::api::Task)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Input<Value>>,
) -> Result<Response, Settled> {
    let (mut work, task) = author::open_item::<Task>(&app, &request.author, id).await?;
    if_match.check(task.version)?;
    let Input(patch) = &request.input;
    let task = work.update(&task, patch).await?;
    super::finish(work, &task).await
}
