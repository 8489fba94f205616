//! The durable consumer `activity`: the history of tasks and people.

use shared::api::{EVENT_SCHEMA_VERSION, EventData};

use super::notify;
use crate::{
    runtime::{CloudEvent, Outcome},
    state::App,
    store::{
        self,
        activity::{self, DeadLetter},
        unit::NOTIFICATIONS,
    },
};

const CONSUMER: &str = "activity";

pub async fn consume(app: &App, topic: &str, envelope: &[u8]) -> Outcome {
    let (event, data) = match parse(envelope) {
        Ok(parsed) => parsed,
        Err(reason) => return bury(app, topic, envelope, &reason).await,
    };
    match effect(app, topic, &event, &data).await {
        Ok(()) => Outcome::Done,
        Err(store::Error::Unavailable(_)) => Outcome::Retry,
        Err(error) => bury(app, topic, envelope, &cause(&error)).await,
    }
}

fn parse(envelope: &[u8]) -> Result<(CloudEvent, EventData), String> {
    let event: CloudEvent = serde_json::from_slice(envelope).map_err(|error| error.to_string())?;
    let version = event
        .data
        .get("schema_version")
        .and_then(serde_json::Value::as_u64);
    if version != Some(u64::from(EVENT_SCHEMA_VERSION)) {
        return Err(format!(
            "schema_version {version:?} is not {EVENT_SCHEMA_VERSION}"
        ));
    }
    let data = serde_json::from_value(event.data.clone()).map_err(|error| error.to_string())?;
    Ok((event, data))
}

/// Writes the row and the mark in one transaction: a repeat finds the mark and does nothing.
async fn effect(
    app: &App,
    topic: &str,
    event: &CloudEvent,
    data: &EventData,
) -> Result<(), store::Error> {
    let mut tx = app.begin().await?;
    if topic == NOTIFICATIONS {
        if activity::mark_consumed(&mut tx, notify::CONSUMER, event.id, app.clock.now()).await? {
            notify::effect(&mut tx, event, data).await?;
        }
        return Ok(tx.commit().await?);
    }
    if activity::mark_consumed(&mut tx, CONSUMER, event.id, app.clock.now()).await? {
        activity::insert(
            &mut tx,
            event.id,
            &event.r#type,
            event.subject,
            event.time,
            data,
        )
        .await?;
    }
    Ok(tx.commit().await?)
}

fn cause(error: &store::Error) -> String {
    match error {
        store::Error::Database(cause) | store::Error::Unavailable(cause) => cause.to_string(),
        store::Error::Inconsistent { .. } => error.to_string(),
    }
}

/// Records poison, then lets its partition move on.
async fn bury(app: &App, topic: &str, envelope: &[u8], reason: &str) -> Outcome {
    let event_id = serde_json::from_slice::<serde_json::Value>(envelope)
        .ok()
        .and_then(|event| event.get("id")?.as_str().map(str::to_owned));
    tracing::error!(event.id = event_id, topic, reason, "event.poison");
    let letter = DeadLetter {
        id: app.clock.new_id(),
        topic,
        consumer: CONSUMER,
        event_id: event_id.as_deref(),
        reason,
        payload: envelope,
    };
    match activity::insert_dead_letter(&app.pool, &letter, app.clock.now()).await {
        Ok(()) => Outcome::Drop,
        Err(_) => Outcome::Retry,
    }
}
