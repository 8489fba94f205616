//! `GET /api/v1/sessions`

use axum::{Json, extract::State};
use shared::api::{Page, Session};

use super::super::author::SignedIn;
use crate::{error::Problem, state::App, store::sessions};

/// Where the person is signed in, the latest first.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_sessions",
    tag = "me",
    responses((status = 200, body = Page<Session>)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, session }: SignedIn,
) -> Result<Json<Page<Session>>, Problem> {
    let items = sessions::all(&app.pool, user.id, &session, app.clock.now()).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
