//! `GET /api/v1/lists`

use axum::{Json, extract::State};
use shared::api::{List, Page};

use super::author::CurrentUser;
use crate::{error::Problem, state::App, store::lists};

/// All lists of the person, the Inbox first.
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
