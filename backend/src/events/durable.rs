//! What durable consumers share: reading the envelope, one effect per event, and telling poison from an outage.

use std::collections::HashSet;

use serde::Deserialize;
use shared::api::{EVENT_SCHEMA_VERSION, EVENT_TYPES, EventData};
use tracing::Instrument as _;
use uuid::Uuid;

use super::{activity, notify, webhooks};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    Activity,
    Notify,
    Webhooks,
}

impl Consumer {
    /// As in `consumed_events` and `dead_letters`: never to be changed.
    fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Notify => "notify",
            Self::Webhooks => "webhooks",
        }
    }
}

/// Takes a batch, consumer by consumer: what one could not take, or gave up, the next ones do not see.
pub async fn consume(
    app: &App,
    consumers: &[Consumer],
    topic: &str,
    envelopes: &[&[u8]],
) -> Vec<Outcome> {
    let deliveries: Vec<_> = envelopes
        .iter()
        .map(|envelope| (*envelope, parse(envelope)))
        .collect();
    let mut outcomes = vec![Outcome::Done; envelopes.len()];
    for consumer in consumers {
        take(app, *consumer, topic, &deliveries, &mut outcomes).await;
    }
    outcomes
}

type Delivery<'a> = (&'a [u8], Result<Event, String>);

/// One transaction for all of a batch. Where that fails, each event has its own, so that a bad one hurts no other.
/// Once an event waits, later ones of its person wait behind it.
async fn take(
    app: &App,
    consumer: Consumer,
    topic: &str,
    deliveries: &[Delivery<'_>],
    outcomes: &mut [Outcome],
) {
    let open: Vec<_> = deliveries
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| **outcome == Outcome::Done)
        .collect();
    let readable = || {
        open.iter()
            .filter_map(|((_, parsed), _)| parsed.as_ref().ok())
    };
    // Who has an event that failed before: theirs are tried one by one.
    let suspects: HashSet<Uuid> = readable()
        .filter(|(event, _)| app.attempts.has_failed(consumer.name(), event.id))
        .map(|(_, data)| data.user_id)
        .collect();
    let together: Vec<_> = readable()
        .filter(|(_, data)| !suspects.contains(&data.user_id))
        .collect();
    let written = effect(app, consumer, &together).await;
    let passing = matches!(&written, Err(error) if error.fault() == Fault::Passing);
    let settled = together.len() == 1 || written.is_ok() || passing;
    let mut waits = HashSet::new();
    let now = app.clock.now();
    for ((envelope, parsed), outcome) in open {
        *outcome = match parsed {
            Err(reason) => record(app, consumer.name(), topic, envelope, reason).await,
            Ok((_, data)) if waits.contains(&data.user_id) => Outcome::Retry,
            Ok(event) => {
                let trial = Trial {
                    app,
                    consumer,
                    topic,
                    envelope,
                    event,
                };
                let suspect = suspects.contains(&event.1.user_id);
                let outcome = async {
                    if settled && !suspect {
                        return trial.judge(&written, 1).await;
                    }
                    let alone = effect(app, consumer, &[event]).await;
                    // It failed among the others, too.
                    trial.judge(&alone, if suspect { 1 } else { 2 }).await
                };
                outcome.instrument(span(consumer, event)).await
            }
        };
        if let (Outcome::Retry, Ok((_, data))) = (*outcome, parsed) {
            waits.insert(data.user_id);
        }
        metrics::consumed(consumer.name(), *outcome);
        if let Ok((event, _)) = parsed {
            metrics::consumer_lag(consumer.name(), now.duration_since(event.time));
        }
    }
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

/// An event whose effect was tried.
struct Trial<'a> {
    app: &'a App,
    consumer: Consumer,
    topic: &'a str,
    envelope: &'a [u8],
    event: &'a Event,
}

impl Trial<'_> {
    /// What becomes of the event, once its effect was, or was not, written in so many tries.
    async fn judge(&self, written: &Result<(), store::Error>, tries: u32) -> Outcome {
        let (consumer, id) = (self.consumer.name(), self.event.0.id);
        let attempts = &self.app.attempts;
        let Err(error) = written else {
            tracing::debug!("event.consumed");
            attempts.forget(consumer, id);
            return Outcome::Done;
        };
        let cause = error.cause();
        let poison = match error.fault() {
            Fault::Passing => false,
            Fault::Data => true,
            Fault::Unknown => attempts.is_exhausted(consumer, id, tries),
        };
        if poison {
            let outcome = record(self.app, consumer, self.topic, self.envelope, &cause).await;
            if outcome == Outcome::Drop {
                attempts.forget(consumer, id);
            }
            return outcome;
        }
        tracing::warn!(event.id = %id, consumer, cause, "event.retried");
        Outcome::Retry
    }
}

/// An event that could be read.
pub type Event = (CloudEvent, EventData);

#[derive(Deserialize)]
struct Versioned {
    schema_version: Option<u32>,
}

fn parse(envelope: &[u8]) -> Result<Event, String> {
    let event: CloudEvent = serde_json::from_slice(envelope).map_err(|error| error.to_string())?;
    if !EVENT_TYPES.contains(&event.r#type.as_str()) {
        return Err(format!("its type {:?} is unknown", event.r#type));
    }
    let data = event.data.get();
    let Versioned { schema_version } =
        serde_json::from_str(data).map_err(|error| error.to_string())?;
    if schema_version != Some(EVENT_SCHEMA_VERSION) {
        return Err(format!(
            "schema_version {schema_version:?} is not {EVENT_SCHEMA_VERSION}"
        ));
    }
    let data = serde_json::from_str(data).map_err(|error| error.to_string())?;
    Ok((event, data))
}

/// Writes the effects and the marks in one transaction: a repeat finds its mark and does nothing.
async fn effect(app: &App, consumer: Consumer, events: &[&Event]) -> Result<(), store::Error> {
    if events.is_empty() || (consumer == Consumer::Webhooks && !webhooks::any(app, events).await?) {
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
        Consumer::Notify => notify::effect(app, &mut tx, &events).await?,
        Consumer::Webhooks => webhooks::effect(app, &mut tx, &events).await?,
    }
    tx.commit().await?;
    match consumer {
        Consumer::Activity => {}
        Consumer::Notify => app.pushes_due.notify_one(),
        Consumer::Webhooks => app.webhooks_due.notify_one(),
    }
    Ok(())
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
        user_id: user_id(payload),
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

#[derive(Deserialize)]
struct Identified {
    id: String,
}

/// The id that an envelope claims, where it is one that the database takes.
pub(super) fn event_id(envelope: &[u8]) -> Option<String> {
    let Identified { id } = serde_json::from_slice(envelope).ok()?;
    (id.len() <= 200 && !id.contains('\0')).then_some(id)
}

#[derive(Deserialize)]
struct Owned {
    data: Owner,
}

#[derive(Deserialize)]
struct Owner {
    user_id: Uuid,
}

/// Whose event it says it is.
fn user_id(envelope: &[u8]) -> Option<Uuid> {
    let Owned { data } = serde_json::from_slice(envelope).ok()?;
    Some(data.user_id)
}
