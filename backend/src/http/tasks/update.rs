//! `PATCH /api/v1/tasks/{id}`

use axum::{extract::State, response::Response};
use serde_json::Value;

use super::super::{
    author::Write,
    input::{Id, IfMatch, Input},
};
use crate::{error::Problem, state::App};

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
    IfMatch(version): IfMatch,
    request: Write<Input<Value>>,
) -> Result<Response, Problem> {
    let (mut work, task) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let Input(patch) = &request.input;
    let task = work.update(&task, patch).await?;
    super::finish(work, &task).await
}
