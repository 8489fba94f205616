//! Publishes the outbox: of each person one event at a time, in seq order, the next after its acknowledgement.
//!
//! Of several replicas the holder of a lease relays. Order does not hang on it: whoever publishes an event has seen
//! all earlier ones of the person acknowledged, so two that relay at once only repeat each other.

mod net;
mod queue;
mod told;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    time::Duration,
};

use sqlx::postgres::PgListener;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::{net::Net, queue::Queue};
use crate::{
    metrics,
    runtime::{CloudEvent, Message, Runtime},
    state::App,
    store::{
        self, leases,
        outbox::{self, Waiting},
    },
    telemetry,
};
pub use told::Told;

/// A round: so many people, so many events each, and no more bytes than this.
const PEOPLE: usize = 256;
const EACH: usize = 8;
const BYTES: i64 = 4 * 1024 * 1024;
/// Where several write at once, the next round waits a little and takes what comes meanwhile along.
const GATHER: Duration = Duration::from_millis(20);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
pub const LEASE: &str = "relay";
/// A replica that dies is replaced after the lease and one renewal: below 5 s.
const LEASE_TTL: Duration = Duration::from_secs(3);
const RENEWAL: Duration = Duration::from_secs(1);

/// Runs until it is told to stop; the round in hand is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut relay = Relay::new(app.clone());
    tokio::spawn(listen(app.clone(), relay.heard.clone(), stop.clone()));
    let heard = relay.heard.clone();
    while !stop.is_cancelled() {
        let wait = match relay.turn().await {
            Ok(Turn::More) => continue,
            Ok(Turn::Gather) => {
                tokio::time::sleep(GATHER).await;
                continue;
            }
            Ok(Turn::Empty) => net::EVERY,
            Ok(Turn::Refused) => PAUSE_AFTER_FAILURE,
            Ok(Turn::Standby) => RENEWAL,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "outbox.waiting");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.told.news() => {}
            () = heard.news(), if relay.leads() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    relay.release().await;
}

/// Hears of the other replicas' commits, and of what an operator has published once more.
async fn listen(app: App, heard: Told, stop: CancellationToken) {
    loop {
        let hearing = async {
            let mut listener = PgListener::connect_with(&app.pool).await?;
            listener.listen(outbox::CHANNEL).await?;
            loop {
                match listener.try_recv().await? {
                    Some(told) => heard.hear(told.payload()),
                    // The connection was lost and is there again.
                    None => heard.tell_of_others(),
                }
            }
        };
        let lost: Result<std::convert::Infallible, sqlx::Error> = tokio::select! {
            () = stop.cancelled() => return,
            ended = hearing => ended,
        };
        let Err(error) = lost;
        tracing::warn!(error = &error as &dyn std::error::Error, "outbox.unheard");
        heard.tell_of_others();
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RENEWAL) => {}
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// There may be more to publish at once.
    More,
    /// More comes soon.
    Gather,
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
    /// What other replicas told.
    heard: Told,
    queue: Queue,
    net: Net,
}

/// What came of a round.
#[derive(Debug, Default)]
struct Published {
    ids: Vec<Uuid>,
    /// The last seq of each person that was acknowledged.
    up_to: HashMap<Uuid, i64>,
    /// Whose event was not.
    refused: HashSet<Uuid>,
}

impl Relay {
    fn new(app: App) -> Self {
        Self {
            holder: app.clock.new_id(),
            app,
            held_until: None,
            asked: None,
            heard: Told::default(),
            queue: Queue::default(),
            net: Net::new(),
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
                // What was told meanwhile went to another, who may have died.
                self.queue.clear();
                self.net.whole();
                tracing::info!(relay.leads = held, "relay.lease");
            }
        }
        Ok(self.leads())
    }

    /// What this replica's commits told concerns the one that relays.
    async fn pass_on(&self) -> Result<(), store::Error> {
        let _heard_by_that_one_too = self.heard.take();
        let news = self.app.told.take();
        for payload in news.payloads() {
            if let Err(error) = outbox::notify(&self.app.pool, &payload).await {
                self.app.told.give_back(news);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn release(&self) {
        if self.held_until.is_some() {
            let _expires_anyway = leases::release(&self.app.pool, LEASE, self.holder).await;
        }
    }

    async fn turn(&mut self) -> Result<Turn, store::Error> {
        if !self.lead().await? {
            self.pass_on().await?;
            return Ok(Turn::Standby);
        }
        for news in [self.app.told.take(), self.heard.take()] {
            if news.others {
                self.net.whole();
            }
            for (user, seq) in news.people {
                self.queue.add(user, seq);
            }
        }
        // Who waits already comes first; the net finds the others then.
        let more_to_see =
            self.queue.len() < PEOPLE && self.net.look(&self.app, &mut self.queue).await?;
        let people = self.queue.next(PEOPLE, Instant::now());
        if people.is_empty() {
            return Ok(if more_to_see {
                Turn::More
            } else if self.queue.is_empty() {
                Turn::Empty
            } else {
                Turn::Refused
            });
        }
        let round = self.round(&people).await;
        if round.is_err() {
            for (user, from) in people {
                self.queue.again(user, from, None);
            }
        }
        round
    }

    /// Publishes what waits of these people, and settles who comes back into the queue.
    async fn round(&mut self, people: &[(Uuid, i64)]) -> Result<Turn, store::Error> {
        let each = i64::try_from(EACH).unwrap_or(i64::MAX);
        let entries = outbox::waiting(&self.app.pool, people, each, BYTES).await?;
        let bytes: i64 = entries.iter().map(|entry| i64::from(entry.size)).sum();
        // Whether there may be entries that did not fit.
        let mut cut = bytes >= BYTES;
        let read = by_person(entries);
        let counts: HashMap<_, _> = read
            .iter()
            .filter_map(|events| Some((events.front()?.user_id, events.len())))
            .collect();
        let published = self.publish(read).await;
        outbox::mark_published(&self.app.pool, &published.ids, self.app.clock.now()).await?;
        let rest = Instant::now() + PAUSE_AFTER_FAILURE;
        // From the last to the first, as what was cut is at the end.
        for (user, from) in people.iter().rev() {
            let count = counts.get(user).copied().unwrap_or_default();
            let from = published.up_to.get(user).map_or(*from, |seq| seq + 1);
            if published.refused.contains(user) {
                self.queue.again(*user, from, Some(rest));
            } else if cut || count == EACH || (count > 0 && !published.up_to.contains_key(user)) {
                self.queue.again(*user, from, None);
            } else {
                self.queue.done(*user);
            }
            cut &= count == 0;
        }
        Ok(
            if published.ids.is_empty() && !published.refused.is_empty() {
                Turn::Refused
            } else if counts.len() > 1 && self.queue.len() < PEOPLE {
                Turn::Gather
            } else {
                Turn::More
            },
        )
    }

    /// Publishes wave by wave: a person's next event leaves once the one before it was acknowledged.
    async fn publish(&self, mut people: Vec<VecDeque<Waiting>>) -> Published {
        let mut published = Published::default();
        while self.leads() {
            let wave: Vec<_> = people.iter_mut().filter_map(VecDeque::pop_front).collect();
            if wave.is_empty() {
                break;
            }
            let sent: Vec<_> = wave
                .iter()
                .map(|entry| (entry.id, entry.user_id, entry.seq))
                .collect();
            let taken = self.publish_wave(wave).await;
            for (id, user, seq) in sent {
                if taken.contains(&id) {
                    published.ids.push(id);
                    published.up_to.insert(user, seq);
                } else {
                    published.refused.insert(user);
                }
            }
            people.retain(|events| {
                let next = events.front();
                next.is_some_and(|event| !published.refused.contains(&event.user_id))
            });
        }
        published
    }

    async fn publish_wave(&self, wave: Vec<Waiting>) -> HashSet<Uuid> {
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
fn trace(entry: &mut Waiting) -> Option<tracing::Span> {
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
fn by_person(entries: Vec<Waiting>) -> Vec<VecDeque<Waiting>> {
    let mut people: Vec<VecDeque<Waiting>> = Vec::new();
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
