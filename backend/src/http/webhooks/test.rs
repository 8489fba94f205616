//! `POST /api/v1/webhooks/{id}/test`

use axum::{extract::State, response::Response};
use serde_json::json;
use shared::api::{DeliveryStatus, Webhook, WebhookDelivery, WebhookPayload};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{
    error::Problem,
    state::App,
    store::{
        unit,
        webhook_deliveries::{self, NewDelivery, PING},
        webhooks,
    },
};

/// Sends a signed `webhook.ping`, before all that waits, once: `deliveries` tells what came of it. When it is taken,
/// what waited for another attempt follows at once.
#[utoipa::path(
    post,
    path = "/{id}/test",
    operation_id = "test_webhook",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 202, body = WebhookDelivery)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, webhook) = author::open_item::<Webhook>(&app, &request.author, id).await?;
    super::offered(&app)?;
    if !webhook.enabled {
        return Err(Problem::conflict("The webhook is disabled; enable it first.").into());
    }
    if webhook_deliveries::is_tested(work.connection(), id).await? {
        return Err(Problem::conflict("A test is on its way already.").into());
    }
    let now = work.now().timestamp();
    let payload = WebhookPayload {
        r#type: PING.to_owned(),
        timestamp: now,
        data: json!({"webhook_id": id}),
    };
    let ping = NewDelivery {
        id: app.clock.new_id(),
        webhook: id,
        event: None,
        seq: 0,
        kind: PING.to_owned(),
        body: webhook_deliveries::body(&payload)?,
    };
    webhook_deliveries::insert(work.connection(), std::slice::from_ref(&ping), now).await?;
    webhooks::schedule(work.connection(), &[id]).await?;
    let delivery = WebhookDelivery {
        id: ping.id,
        r#type: ping.kind,
        event_id: None,
        status: DeliveryStatus::Pending,
        attempts: 0,
        last_status: None,
        last_error: None,
        next_attempt_at: Some(now),
        created_at: now,
        finished_at: None,
    };
    let answer = unit::answer(202, &delivery, None)?;
    let answered = author::commit(work, answer).await?;
    app.webhooks_due.notify_one();
    Ok(answered)
}
