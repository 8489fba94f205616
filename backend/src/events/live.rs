//! Wakes the open streams of a person. Carries no data: a stream reads what is new from the database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Deserialize;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{state::App, telemetry};

/// The open streams of this replica, by person.
#[derive(Debug, Clone, Default)]
pub struct Wakes(Arc<Mutex<HashMap<Uuid, watch::Sender<()>>>>);

impl Wakes {
    #[must_use]
    pub fn subscribe(&self, user: Uuid) -> watch::Receiver<()> {
        self.lock()
            .entry(user)
            .or_insert_with(|| watch::channel(()).0)
            .subscribe()
    }

    pub fn wake(&self, user: Uuid) {
        let mut senders = self.lock();
        // The last stream of the person has ended.
        if senders
            .get(&user)
            .is_some_and(|sender| sender.send(()).is_err())
        {
            senders.remove(&user);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: String,
    traceparent: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    user_id: Uuid,
}

pub fn consume(app: &App, envelope: &[u8]) {
    let read = serde_json::from_slice::<Envelope>(envelope);
    if let Ok(event) = read.or_else(|_| serde_json::from_slice(&super::as_it_came(envelope))) {
        let span = tracing::info_span!(
            "wake",
            otel.kind = "consumer",
            event.id = event.id,
            trace.id = tracing::field::Empty,
        );
        telemetry::join_trace(&span, event.traceparent.as_deref());
        span.in_scope(|| app.wakes.wake(event.data.user_id));
    }
}
