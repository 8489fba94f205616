//! The runtime within this process: delivery at least once, in order per key, repeated by the relay; state keys in a
//! table.

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::{StreamExt as _, future::BoxFuture, stream};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Message, Outcome, StateUnavailable};
use crate::store::{self, state};

const CONCURRENCY: usize = 8;

/// Receives the topic and the envelope as JSON, as a broker's consumer would.
pub type Subscriber = Arc<dyn Fn(String, Vec<u8>) -> BoxFuture<'static, Outcome> + Send + Sync>;

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
        stream::iter(batch)
            .map(async |message| {
                let outcome = subscriber(topic.to_owned(), message.envelope).await;
                (outcome != Outcome::Retry).then_some(message.id)
            })
            .buffer_unordered(CONCURRENCY)
            .filter_map(std::future::ready)
            .collect()
            .await
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
