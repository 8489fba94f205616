//! The durable consumer `webhooks`: puts each event on its way to the webhooks of its person that ask for it.

use shared::api::WebhookPayload;
use sqlx::PgConnection;

use super::durable::Event;
use crate::{
    domain::webhook::Targets,
    state::App,
    store::{
        self,
        webhook_deliveries::{self, NewDelivery},
        webhooks,
    },
};

/// Whether anybody in this batch has a webhook: most people have none, and cost nothing more than this.
pub async fn any(app: &App, events: &[&Event]) -> Result<bool, store::Error> {
    if app.config.webhook_targets == Targets::Off {
        return Ok(false);
    }
    webhooks::any(&app.pool, &people(events)).await
}

/// Webhooks are told of what happens after they were made, or enabled again.
pub async fn effect(
    app: &App,
    conn: &mut PgConnection,
    events: &[&Event],
) -> Result<(), store::Error> {
    let subscribers = webhooks::lock(conn, &people(events)).await?;
    let mut deliveries = Vec::new();
    for (event, data) in events {
        let theirs = subscribers.iter().filter(|webhook| {
            webhook.user == data.user_id
                && webhook.since < data.seq
                && (webhook.events.is_empty() || webhook.events.contains(&event.r#type))
        });
        for webhook in theirs {
            let payload = WebhookPayload {
                r#type: event.r#type.clone(),
                timestamp: event.time,
                data,
            };
            deliveries.push(NewDelivery {
                id: app.clock.new_id(),
                webhook: webhook.id,
                event: Some(event.id),
                seq: data.seq,
                kind: event.r#type.clone(),
                body: webhook_deliveries::body(&payload)?,
            });
        }
    }
    if deliveries.is_empty() {
        return Ok(());
    }
    webhook_deliveries::insert(conn, &deliveries, app.clock.now()).await?;
    let ids: Vec<_> = subscribers.iter().map(|webhook| webhook.id).collect();
    webhooks::schedule(conn, &ids).await
}

fn people(events: &[&Event]) -> Vec<uuid::Uuid> {
    let mut people: Vec<_> = events.iter().map(|(_, data)| data.user_id).collect();
    people.sort_unstable();
    people.dedup();
    people
}
