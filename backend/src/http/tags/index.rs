//! `GET /api/v1/tags`

use axum::{Json, extract::State};
use shared::api::{Page, Tag};

use super::super::author::CurrentUser;
use crate::{error::Problem, state::App, store::tasks};

/// The tags of the person's tasks outside the trash, by name.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_tags",
    tag = "tasks",
    responses((status = 200, body = Page<Tag>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Page<Tag>>, Problem> {
    let items = tasks::tags(&app.pool, user.id).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
