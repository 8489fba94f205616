//! `GET /api/v1/filters`

use axum::{Json, extract::State};
use shared::api::{Page, SavedFilter};

use super::super::author::CurrentUser;
use crate::{error::Problem, state::App, store::filters};

/// The person's saved filters, by name.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_filters",
    tag = "filters",
    responses((status = 200, body = Page<SavedFilter>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Page<SavedFilter>>, Problem> {
    let items = filters::all(&app.pool, user.id, None).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
