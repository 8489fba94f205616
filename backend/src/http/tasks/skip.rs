//! `POST /api/v1/tasks/{id}/skip`

use axum::{extract::State, response::Response};
use shared::api::Task;

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::{Id, IfMatch},
};
use crate::state::App;

/// Moves a repeat on to its next occurrence, undone.
#[utoipa::path(
    post,
    path = "/{id}/skip",
    operation_id = "skip_occurrence",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::Task)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, task) = author::open_item::<Task>(&app, &request.author, id).await?;
    if_match.check(task.version)?;
    let task = work.skip(&task).await?;
    super::finish(work, &task).await
}
