//! Publishes the outbox: of each person one event at a time, in seq order, the next after its acknowledgement.
//!
//! Of several replicas the holder of a lease relays. Order does not hang on it: whoever publishes an event has seen
//! all earlier ones of the person acknowledged, so two that relay at once only repeat each other.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use sqlx::postgres::PgListener;
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    metrics,
    runtime::{CloudEvent, Message, Runtime},
    state::App,
    store::{
        self, leases,
        outbox::{self, Entry},
    },
    telemetry,
};

const PEOPLE: i64 = 256;
const EACH: i64 = 8;
/// How long events may wait that no commit told of.
const POLL: Duration = Duration::from_secs(1);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
pub const LEASE: &str = "relay";
/// A replica that dies is replaced after the lease and one renewal: below 5 s.
const LEASE_TTL: Duration = Duration::from_secs(3);
const RENEWAL: Duration = Duration::from_secs(1);

/// Runs until it is told to stop; the round in hand is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let told = Arc::new(Notify::new());
    if matches!(app.runtime, Runtime::Dapr(_)) {
        tokio::spawn(listen(app.clone(), Arc::clone(&told), stop.clone()));
    }
    let mut relay = Relay::new(app.clone());
    while !stop.is_cancelled() {
        let wait = match relay.turn().await {
            Ok(Turn::More) => continue,
            Ok(Turn::Empty) => POLL,
            Ok(Turn::Refused) => PAUSE_AFTER_FAILURE,
            Ok(Turn::Standby) => RENEWAL,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "outbox.waiting");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.outbox_written.notified() => relay.tell().await,
            () = told.notified(), if relay.leads() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    relay.release().await;
}

/// Hears of the other replicas' commits.
async fn listen(app: App, told: Arc<Notify>, stop: CancellationToken) {
    loop {
        let heard = async {
            let mut listener = PgListener::connect_with(&app.pool).await?;
            listener.listen(outbox::CHANNEL).await?;
            loop {
                // Nothing means that the connection was lost and is there again.
                listener.try_recv().await?;
                told.notify_one();
            }
        };
        let lost: Result<std::convert::Infallible, sqlx::Error> = tokio::select! {
            () = stop.cancelled() => return,
            ended = heard => ended,
        };
        let Err(error) = lost;
        tracing::warn!(error = &error as &dyn std::error::Error, "outbox.unheard");
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// There may be more to publish at once.
    More,
    Empty,
    /// The transport took nothing: wait before the next try.
    Refused,
    /// Another replica relays.
    Standby,
}

struct Relay {
    app: App,
    holder: Uuid,
    /// Until when this replica holds the lease, and when it was last asked for.
    held_until: Option<Instant>,
    asked: Option<Instant>,
    /// The person after whom the next round begins: everybody has a turn.
    cursor: Uuid,
    /// Whose event was refused lately.
    resting: HashMap<Uuid, Instant>,
}

impl Relay {
    fn new(app: App) -> Self {
        Self {
            holder: app.clock.new_id(),
            app,
            held_until: None,
            asked: None,
            cursor: Uuid::nil(),
            resting: HashMap::new(),
        }
    }

    /// The only backend on its database need not ask.
    fn leads(&self) -> bool {
        matches!(self.app.runtime, Runtime::Embedded(_))
            || self.held_until.is_some_and(|until| Instant::now() < until)
    }

    async fn lead(&mut self) -> Result<bool, store::Error> {
        let now = Instant::now();
        let due = self.asked.is_none_or(|asked| now >= asked + RENEWAL);
        if due && matches!(self.app.runtime, Runtime::Dapr(_)) {
            self.asked = Some(now);
            let led = self.leads();
            let held = leases::hold(&self.app.pool, LEASE, self.holder, LEASE_TTL).await?;
            self.held_until = held.then(|| now + LEASE_TTL);
            metrics::relay_leads(held);
            if held != led {
                tracing::info!(relay.leads = held, "relay.lease");
            }
        }
        Ok(self.leads())
    }

    /// A commit of this replica concerns the one that relays.
    async fn tell(&self) {
        if !self.leads()
            && let Err(error) = outbox::notify(&self.app.pool).await
        {
            tracing::warn!(cause = error.cause(), "outbox.untold");
        }
    }

    async fn release(&self) {
        if self.held_until.is_some() {
            let _expires_anyway = leases::release(&self.app.pool, LEASE, self.holder).await;
        }
    }

    async fn turn(&mut self) -> Result<Turn, store::Error> {
        if !self.lead().await? {
            return Ok(Turn::Standby);
        }
        let began_at = self.cursor;
        let entries = outbox::pending(&self.app.pool, began_at, PEOPLE, EACH).await?;
        let people = by_person(entries);
        let full = i64::try_from(people.len()).is_ok_and(|count| count == PEOPLE);
        self.cursor = match people.last().and_then(|events| events.front()) {
            Some(last) if full => last.user_id,
            _ => Uuid::nil(),
        };
        if people.is_empty() {
            // Those before the cursor have their turn next.
            return Ok(if began_at.is_nil() {
                Turn::Empty
            } else {
                Turn::More
            });
        }
        let now = Instant::now();
        self.resting.retain(|_, until| now < *until);
        let published = self.publish(people).await;
        outbox::mark_published(&self.app.pool, &published, self.app.clock.now()).await?;
        Ok(if published.is_empty() {
            Turn::Refused
        } else {
            Turn::More
        })
    }

    /// Publishes wave by wave: a person's next event leaves once the one before it was acknowledged.
    async fn publish(&mut self, mut people: Vec<VecDeque<Entry>>) -> Vec<Uuid> {
        people.retain(|events| {
            events
                .front()
                .is_some_and(|event| !self.resting.contains_key(&event.user_id))
        });
        let mut published = Vec::new();
        while self.leads() {
            let wave: Vec<_> = people.iter_mut().filter_map(VecDeque::pop_front).collect();
            if wave.is_empty() {
                break;
            }
            let ids: Vec<_> = wave.iter().map(|entry| (entry.id, entry.user_id)).collect();
            let taken = self.publish_wave(wave).await;
            for (_, person) in ids.iter().filter(|(id, _)| !taken.contains(id)) {
                self.resting
                    .insert(*person, Instant::now() + PAUSE_AFTER_FAILURE);
            }
            people.retain(|events| {
                events
                    .front()
                    .is_some_and(|event| !self.resting.contains_key(&event.user_id))
            });
            published.extend(taken);
        }
        published
    }

    async fn publish_wave(&self, wave: Vec<Entry>) -> HashSet<Uuid> {
        let mut topics: HashMap<String, Vec<Message>> = HashMap::new();
        // They end once their events are acknowledged.
        let mut spans = Vec::new();
        for mut entry in wave {
            spans.extend(trace(&mut entry));
            let (id, key, topic) = (entry.id, entry.user_id, entry.topic.clone());
            match serde_json::to_vec(&CloudEvent::from(entry)) {
                Ok(envelope) => {
                    topics
                        .entry(topic)
                        .or_default()
                        .push(Message { id, key, envelope });
                }
                Err(error) => tracing::error!(event.id = %id, %error, "event.unwritable"),
            }
        }
        let mut taken = HashSet::new();
        for (topic, batch) in topics {
            let sent = batch.len();
            let acknowledged = self.app.runtime.publish(&topic, batch).await;
            metrics::published(&topic, acknowledged.len(), sent - acknowledged.len());
            taken.extend(acknowledged);
        }
        taken
    }
}

/// In the trace of the request that wrote the event; whoever consumes it goes on from here.
fn trace(entry: &mut Entry) -> Option<tracing::Span> {
    entry.traceparent.as_ref()?;
    let span = tracing::info_span!(
        parent: None,
        "publish",
        otel.kind = "producer",
        event.id = %entry.id,
        trace.id = tracing::field::Empty,
    );
    telemetry::join_trace(&span, entry.traceparent.as_deref());
    let here = span.in_scope(telemetry::traceparent);
    entry.traceparent = here.or(entry.traceparent.take());
    Some(span)
}

/// One queue a person, in the order of the rows.
fn by_person(entries: Vec<Entry>) -> Vec<VecDeque<Entry>> {
    let mut people: Vec<VecDeque<Entry>> = Vec::new();
    for entry in entries {
        match people.last_mut() {
            Some(events)
                if events
                    .back()
                    .is_some_and(|last| last.user_id == entry.user_id) =>
            {
                events.push_back(entry);
            }
            _ => people.push(VecDeque::from([entry])),
        }
    }
    people
}
