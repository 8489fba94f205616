//! The runtime within this process: delivery at least once, in order per key, repeated by the relay; state keys in a
//! table.

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::future::BoxFuture;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Message, Outcome, StateUnavailable};
use crate::store::{self, state};

/// Receives a topic and envelopes as JSON, as a broker's consumer would, and answers one outcome each.
pub type Subscriber =
    Arc<dyn Fn(String, Vec<Vec<u8>>) -> BoxFuture<'static, Vec<Outcome>> + Send + Sync>;

#[derive(Clone)]
pub struct Embedded {
    pool: PgPool,
    subscriber: Arc<OnceLock<Subscriber>>,
}

impl Embedded {
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self {
            pool,
            subscriber: Arc::default(),
        }
    }

    /// Connects the consumers. Later calls change nothing.
    pub fn subscribe(&self, subscriber: Subscriber) {
        let _first_wins = self.subscriber.set(subscriber);
    }

    pub(super) async fn publish(&self, topic: &str, batch: Vec<Message>) -> HashSet<Uuid> {
        let Some(subscriber) = self.subscriber.get() else {
            return HashSet::new();
        };
        let (ids, envelopes): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|message| (message.id, message.envelope))
            .unzip();
        let outcomes = subscriber(topic.to_owned(), envelopes).await;
        let taken = ids
            .into_iter()
            .zip(outcomes)
            .filter(|(_, outcome)| *outcome != Outcome::Retry);
        taken.map(|(id, _)| id).collect()
    }

    pub(super) async fn claim(
        &self,
        key: &str,
        value: &[u8],
        ttl: Duration,
    ) -> Result<bool, StateUnavailable> {
        Ok(state::claim(&self.pool, key, value, ttl).await?)
    }

    pub(super) async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StateUnavailable> {
        Ok(state::find(&self.pool, key).await?)
    }

    pub(super) async fn write(
        &self,
        key: &str,
        value: &[u8],
        ttl: Duration,
    ) -> Result<(), StateUnavailable> {
        Ok(state::upsert(&self.pool, key, value, ttl).await?)
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), StateUnavailable> {
        Ok(state::delete(&self.pool, key).await?)
    }
}

impl From<store::Error> for StateUnavailable {
    fn from(error: store::Error) -> Self {
        Self(error.cause())
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded")
            .field("connected", &self.subscriber.get().is_some())
            .finish_non_exhaustive()
    }
}
