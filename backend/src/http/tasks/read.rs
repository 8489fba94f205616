//! `GET /api/v1/tasks/{id}`

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::super::{author::CurrentUser, input::Id};
use crate::{error::Problem, state::App, store::tasks};

/// Reads one task, in the trash or not.
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "read_task",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::Task)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
) -> Result<Response, Problem> {
    let task = tasks::find(&app.pool, user.id, id)
        .await?
        .ok_or_else(|| Problem::not_found("task"))?;
    Ok((
        [(header::ETAG, format!("\"{}\"", task.version))],
        Json(task),
    )
        .into_response())
}
