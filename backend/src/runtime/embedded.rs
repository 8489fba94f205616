//! Delivery within this process: at least once, ordered per person, retried by the relay.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use futures::future::BoxFuture;

/// What a subscriber made of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its effect is written.
    Done,
    /// It is poison: recorded, never to be delivered again.
    Drop,
    /// It cannot be handled right now.
    Retry,
}

/// Receives the topic and the envelope as JSON, as a broker's consumer would.
pub type Subscriber = Arc<dyn Fn(String, Vec<u8>) -> BoxFuture<'static, Outcome> + Send + Sync>;

#[derive(Clone, Default)]
pub struct Embedded {
    subscriber: Arc<OnceLock<Subscriber>>,
}

impl Embedded {
    /// Connects the consumers. Later calls change nothing.
    pub fn subscribe(&self, subscriber: Subscriber) {
        let _first_wins = self.subscriber.set(subscriber);
    }

    /// Hands an event to the consumers; `false` when it must be published again.
    pub async fn publish(&self, topic: &str, envelope: Vec<u8>) -> bool {
        match self.subscriber.get() {
            Some(subscriber) => subscriber(topic.to_owned(), envelope).await != Outcome::Retry,
            None => false,
        }
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded")
            .field("connected", &self.subscriber.get().is_some())
            .finish()
    }
}
