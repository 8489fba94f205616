//! `PATCH /api/v1/webhooks/{id}`

use axum::{extract::State, response::Response};
use shared::api::{PatchWebhook, Webhook};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, Input},
};
use crate::{
    domain::webhook,
    error::Problem,
    state::App,
    store::{
        unit::{self, Unit},
        webhook_deliveries, webhooks,
    },
};

/// Changes a webhook. Disabling it forgets what waits for it; enabling it, or another address, forgets its failures. What
/// happened while it was disabled is not sent.
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "update_webhook",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path)),
    request_body = PatchWebhook,
    responses((status = 200, body = Webhook)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Input<PatchWebhook>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    super::find(&app.pool, request.user.id, id).await?;
    let url = match &input.url {
        Some(url) => Some(app.webhooks.check(url).await?),
        None => None,
    };
    let (mut work, mut webhook) = author::open_item::<Webhook>(&app, &request.author, id).await?;
    let fresh = url.is_some() || input.enabled == Some(true);
    let was_enabled = webhook.enabled;
    change(&mut webhook, url, input)?;
    if input.enabled == Some(false) && webhook.disabled_at.is_none() {
        webhook.disabled_at = Some(work.now().timestamp());
    }
    let since = (webhook.enabled && !was_enabled).then(|| work.before());
    save(&mut work, &webhook, since, fresh).await?;
    let answer = unit::answer(200, &webhook, None)?;
    let answered = author::commit(work, answer).await?;
    app.webhooks_due.notify_one();
    Ok(answered)
}

fn change(webhook: &mut Webhook, url: Option<String>, input: &PatchWebhook) -> Result<(), Problem> {
    if let Some(name) = &input.name {
        webhook.name = webhook::name(name)?;
    }
    if let Some(events) = &input.events {
        webhook.events = webhook::events(events)?;
    }
    if url.is_some() || input.enabled == Some(true) {
        webhook.failures = 0;
    }
    if let Some(url) = url {
        webhook.url = url;
    }
    if let Some(enabled) = input.enabled {
        webhook.enabled = enabled;
        if enabled {
            webhook.disabled_at = None;
            webhook.disabled_reason = None;
        }
    }
    Ok(())
}

/// `since`: one that is enabled again is sent what comes after that change; `fresh`: what waits for another attempt has it
/// at once.
async fn save(
    work: &mut Unit<'_>,
    webhook: &Webhook,
    since: Option<i64>,
    fresh: bool,
) -> Result<(), Problem> {
    let now = work.now().timestamp();
    let conn = work.connection();
    webhooks::update(conn, webhook, since).await?;
    if !webhook.enabled {
        webhook_deliveries::give_up(conn, webhook.id, "the webhook was disabled", now).await?;
    } else if fresh {
        webhook_deliveries::hurry(conn, webhook.id, now).await?;
    }
    webhooks::schedule(conn, &[webhook.id]).await?;
    Ok(())
}
