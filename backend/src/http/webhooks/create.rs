//! `POST /api/v1/webhooks`

use axum::{extract::State, http::StatusCode, response::Response};
use shared::api::{CreateWebhook, Webhook};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    domain::webhook::{self, MAX},
    error::Problem,
    state::App,
    store::{unit::Rejected, webhooks},
};

/// Registers a webhook and shows its signing secret, this once.
///
/// Each event is sent by POST as `{type, timestamp, data}` with the headers of the Standard Webhooks specification:
/// `webhook-id`, `webhook-timestamp` and `webhook-signature`. Any 2xx takes it; redirects are not followed. What fails is
/// tried again for a day, in order, and not before `Retry-After` is over; then, and after 410, the webhook is disabled and
/// its person is notified.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "create_webhook",
    tag = "webhooks",
    request_body = CreateWebhook,
    responses((status = 201, body = Webhook)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<CreateWebhook>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    super::offered(&app)?;
    if request.user.guest {
        return Err(Problem::forbidden("Register first: guests have no webhooks.").into());
    }
    let name = webhook::name(input.name.as_deref().unwrap_or_default())?;
    let events = webhook::events(input.events.as_deref().unwrap_or_default())?;
    let url = app.webhooks.check(&input.url).await?;
    let mut work = author::open(&app, &request.author).await?;
    let others = webhooks::all(work.connection(), request.user.id, None).await?;
    Rejected::beyond(MAX, others.len(), "webhooks", "delete")?;
    let id = app.clock.new_id();
    let (secret, sealed) = super::new_secret(&app, id)?;
    let webhook = Webhook {
        id,
        url,
        name,
        events,
        enabled: true,
        disabled_reason: None,
        disabled_at: None,
        failures: 0,
        created_at: work.now().timestamp(),
        old_secret_until: None,
        secret: Some(secret),
    };
    let since = work.before();
    webhooks::insert(work.connection(), request.user.id, &webhook, &sealed, since).await?;
    author::show_once(work, StatusCode::CREATED, &webhook).await
}
