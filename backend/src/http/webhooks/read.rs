//! `GET /api/v1/webhooks/{id}`

use axum::{Json, extract::State};
use shared::api::Webhook;

use super::super::{author::CurrentUser, input::Id};
use crate::{error::Problem, state::App};

/// A webhook, without its secret: whether it is enabled, and if not, why.
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "read_webhook",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Webhook)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Webhook>, Problem> {
    super::find(&app.pool, user.id, id).await.map(Json)
}
