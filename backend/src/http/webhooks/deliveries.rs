//! `GET /api/v1/webhooks/{id}/deliveries`

use axum::{Json, extract::State};
use shared::api::{Page, WebhookDelivery};

use super::super::{
    author::CurrentUser,
    input::{Id, Query},
    page::{PageQuery, Window},
};
use crate::{error::Problem, state::App, store::webhook_deliveries};

/// A page of what was, or is to be, sent to a webhook in the last 7 days, newest first.
#[utoipa::path(
    get,
    path = "/{id}/deliveries",
    operation_id = "list_webhook_deliveries",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<WebhookDelivery>)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<WebhookDelivery>>, Problem> {
    let window = Window::new(query.cursor.as_deref(), query.limit)?;
    let webhook = super::find(&app.pool, user.id, id).await?;
    let items =
        webhook_deliveries::page(&app.pool, webhook.id, window.before, window.rows()).await?;
    Ok(Json(window.page(items, |delivery| delivery.id)))
}
