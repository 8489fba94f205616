//! `GET /api/v1/tasks/{id}/activity`

use axum::{Json, extract::State};
use shared::api::{Activity, Page};

use super::super::{
    activity::{self, Window},
    author::CurrentUser,
    input::{Id, Query},
};
use crate::{error::Problem, state::App, store::tasks};

/// What happened to a task, newest first.
#[utoipa::path(
    get,
    path = "/{id}/activity",
    operation_id = "list_task_activity",
    tag = "tasks",
    params(("id" = uuid::Uuid, Path), Window),
    responses((status = 200, body = Page<Activity>)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
    Query(window): Query<Window>,
) -> Result<Json<Page<Activity>>, Problem> {
    if tasks::find(&app.pool, user.id, id).await?.is_none() {
        return Err(Problem::not_found("task"));
    }
    activity::page_of(&app, user.id, Some(id), &window).await
}
