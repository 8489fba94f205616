//! `POST /api/v1/webhooks/{id}/rotate-secret`

use axum::{extract::State, http::StatusCode, response::Response};
use jiff::ToSpan as _;
use shared::api::Webhook;

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{state::App, store::webhooks};

/// How long the secret before is good, too.
const GRACE_HOURS: i64 = 24;

/// Makes a new signing secret and shows it, this once. For 24 hours deliveries are signed with the one before, too.
#[utoipa::path(
    post,
    path = "/{id}/rotate-secret",
    operation_id = "rotate_webhook_secret",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Webhook)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, mut webhook) = author::open_item::<Webhook>(&app, &request.author, id).await?;
    let now = work.now().timestamp();
    let until = now.saturating_add(GRACE_HOURS.hours()).unwrap_or(now);
    let (secret, sealed) = super::new_secret(&app, id)?;
    webhooks::rotate(work.connection(), id, &sealed, until).await?;
    webhook.old_secret_until = Some(until);
    webhook.secret = Some(secret);
    author::show_once(work, StatusCode::OK, &webhook).await
}
