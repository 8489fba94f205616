//! `GET /api/v1/lists`

use axum::{Json, extract::State};
use shared::api::{List, Page};

use super::super::author::CurrentUser;
use crate::{error::Problem, state::App, store::lists};

/// All lists of the person outside the trash, archived ones too: the Inbox first, then in their order.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_lists",
    tag = "lists",
    responses((status = 200, body = Page<List>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Page<List>>, Problem> {
    let items = lists::all(&app.pool, user.id).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
