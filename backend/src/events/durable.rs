//! What durable consumers share: reading the envelope, one effect per event, and telling poison from an outage.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use shared::api::{EVENT_SCHEMA_VERSION, EventData};
use tracing::Instrument as _;

use super::{activity, notify};
use crate::{
    metrics,
    runtime::{CloudEvent, Outcome},
    state::App,
    store::{
        self, Fault,
        activity::mark_consumed,
        dead_letters::{self, DeadLetter},
    },
    telemetry,
};

/// How often an event may fail for a reason that nobody foresaw.
const ATTEMPTS: u32 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    Activity,
    Notify,
}

impl Consumer {
    /// As in `consumed_events` and `dead_letters`: never to be changed.
    fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Notify => "notify",
        }
    }
}

/// How often events failed in this process for unforeseen reasons, by consumer and event. Shared by clones.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Arc<Mutex<HashMap<(&'static str, String), u32>>>);

impl Attempts {
    /// Counts one more failure; `true` when it was the last.
    fn is_exhausted(&self, consumer: Consumer, event: &str) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts
            .entry((consumer.name(), event.to_owned()))
            .or_default();
        *count += 1;
        *count >= ATTEMPTS
    }

    fn forget(&self, consumer: Consumer, event: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&(consumer.name(), event.to_owned()));
    }
}

/// Takes a batch: one transaction for all of it. Where that fails, each event has its own, so that a bad one hurts
/// no other.
pub async fn consume(
    app: &App,
    consumer: Consumer,
    topic: &str,
    envelopes: &[&[u8]],
) -> Vec<Outcome> {
    let parsed: Vec<_> = envelopes.iter().map(|envelope| parse(envelope)).collect();
    let readable: Vec<_> = parsed.iter().flatten().collect();
    let together = effect(app, consumer, &readable).await;
    let alone = matches!(&together, Err(error) if error.fault() != Fault::Passing);
    let mut outcomes = Vec::with_capacity(envelopes.len());
    for (envelope, parsed) in envelopes.iter().zip(&parsed) {
        let outcome = match parsed {
            Err(reason) => record(app, consumer.name(), topic, envelope, reason).await,
            Ok(event) if alone && readable.len() > 1 => {
                let again = async {
                    let written = effect(app, consumer, &[event]).await;
                    judge(app, consumer, topic, envelope, event, &written).await
                };
                again.instrument(span(consumer, event)).await
            }
            Ok(event) => {
                let judged = judge(app, consumer, topic, envelope, event, &together);
                judged.instrument(span(consumer, event)).await
            }
        };
        metrics::consumed(consumer.name(), outcome);
        outcomes.push(outcome);
    }
    outcomes
}

/// In the trace of the request that wrote the event, whatever carried it here.
fn span(consumer: Consumer, (event, _): &Event) -> tracing::Span {
    let span = tracing::info_span!(
        "consume",
        otel.kind = "consumer",
        consumer = consumer.name(),
        event.id = %event.id,
        trace.id = tracing::field::Empty,
    );
    telemetry::join_trace(&span, event.traceparent.as_deref());
    span
}

/// What becomes of an event whose effect was, or was not, written.
async fn judge(
    app: &App,
    consumer: Consumer,
    topic: &str,
    envelope: &[u8],
    (event, _): &Event,
    written: &Result<(), store::Error>,
) -> Outcome {
    let id = event.id.to_string();
    let Err(error) = written else {
        tracing::debug!("event.consumed");
        app.attempts.forget(consumer, &id);
        return Outcome::Done;
    };
    let cause = error.cause();
    let poison = match error.fault() {
        Fault::Passing => false,
        Fault::Data => true,
        Fault::Unknown => app.attempts.is_exhausted(consumer, &id),
    };
    if poison {
        let outcome = record(app, consumer.name(), topic, envelope, &cause).await;
        if outcome == Outcome::Drop {
            app.attempts.forget(consumer, &id);
        }
        return outcome;
    }
    tracing::warn!(
        event.id = id,
        consumer = consumer.name(),
        cause,
        "event.retried"
    );
    Outcome::Retry
}

/// An event that could be read.
pub type Event = (CloudEvent, EventData);

fn parse(envelope: &[u8]) -> Result<Event, String> {
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

/// Writes the effects and the marks in one transaction: a repeat finds its mark and does nothing.
async fn effect(app: &App, consumer: Consumer, events: &[&Event]) -> Result<(), store::Error> {
    if events.is_empty() {
        return Ok(());
    }
    let mut tx = app.begin().await?;
    let ids: Vec<_> = events.iter().map(|(event, _)| event.id).collect();
    let fresh = mark_consumed(&mut tx, consumer.name(), &ids, app.clock.now()).await?;
    let mut events = events.to_vec();
    // An id that comes twice in one batch has its effect once.
    let mut left = fresh;
    events.retain(|(event, _)| left.remove(&event.id));
    match consumer {
        Consumer::Activity => activity::effect(&mut tx, &events).await?,
        Consumer::Notify => notify::effect(&mut tx, &events).await?,
    }
    Ok(tx.commit().await?)
}

/// Keeps what nobody can use. `Retry` when it cannot be kept right now.
pub(super) async fn record(
    app: &App,
    consumer: &str,
    topic: &str,
    payload: &[u8],
    reason: &str,
) -> Outcome {
    let event_id = event_id(payload);
    tracing::error!(event.id = event_id, consumer, topic, reason, "event.poison");
    let letter = DeadLetter {
        id: app.clock.new_id(),
        topic: topic.to_owned(),
        consumer: consumer.to_owned(),
        event_id,
        reason: reason.to_owned(),
        payload: payload.to_vec(),
        received_at: app.clock.now(),
    };
    match dead_letters::insert(&app.pool, &letter).await {
        Ok(()) => Outcome::Drop,
        Err(error) => {
            tracing::warn!(cause = error.cause(), "dead_letter.waiting");
            Outcome::Retry
        }
    }
}

/// The id that an envelope claims, where it is one that the database takes.
pub(super) fn event_id(envelope: &[u8]) -> Option<String> {
    let event: serde_json::Value = serde_json::from_slice(envelope).ok()?;
    let id = event.get("id")?.as_str()?;
    (id.len() <= 200 && !id.contains('\0')).then(|| id.to_owned())
}
