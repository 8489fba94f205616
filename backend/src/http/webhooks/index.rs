//! `GET /api/v1/webhooks`

use axum::{Json, extract::State};
use shared::api::{Page, Webhook};

use super::super::author::CurrentUser;
use crate::{error::Problem, state::App, store::webhooks};

/// The person's webhooks, without their secrets, the oldest first.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_webhooks",
    tag = "webhooks",
    responses((status = 200, body = Page<Webhook>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Page<Webhook>>, Problem> {
    let items = webhooks::all(&app.pool, user.id, None).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
