//! `GET /api/v1/tokens`

use axum::{Json, extract::State};
use shared::api::{Page, Token};

use super::super::author::SignedIn;
use crate::{error::Problem, state::App, store::sessions};

/// The person's tokens, without their secrets, the newest first.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_tokens",
    tag = "me",
    responses((status = 200, body = Page<Token>)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
) -> Result<Json<Page<Token>>, Problem> {
    let items = sessions::tokens(&app.pool, user.id).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
