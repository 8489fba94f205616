//! The port to Dapr: what carries events to their consumers, and keeps keys of state. It knows envelopes and keys,
//! but no task.

mod cloud_event;
mod dapr;
mod embedded;

use std::{collections::HashSet, time::Duration};

use uuid::Uuid;

pub use cloud_event::CloudEvent;
pub use dapr::Dapr;
pub use embedded::{Embedded, Subscriber};

/// Where events and state keys go: through this process, or through the sidecar beside it. Both keep the same rules;
/// one conformance suite runs against both.
#[derive(Debug, Clone)]
pub enum Runtime {
    Embedded(Embedded),
    Dapr(Dapr),
}

/// An event on its way to a topic.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: Uuid,
    /// Messages of one key keep their order: the person.
    pub key: Uuid,
    /// The CloudEvent, structured mode.
    pub envelope: Vec<u8>,
}

/// What a consumer made of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its effect is written.
    Done,
    /// It is poison: recorded, never to be delivered again.
    Drop,
    /// It cannot be handled right now.
    Retry,
}

/// The state store does not answer: the caller goes on without it.
#[derive(Debug, thiserror::Error)]
#[error("the state store does not answer: {0}")]
pub struct StateUnavailable(pub String);

/// A question to a language model that is answered by calls of tools.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// The name of the Dapr component.
    pub component: String,
    pub system: String,
    pub user: String,
    pub tools: Vec<Tool>,
    pub timeout: Duration,
}

/// What a model may call.
#[derive(Debug, Clone)]
pub struct Tool {
    pub name: &'static str,
    pub description: &'static str,
    /// The JSON Schema of its arguments, an object.
    pub parameters: serde_json::Value,
}

/// What a model called; nothing of it is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    pub name: String,
    /// JSON, if the model kept to it.
    pub arguments: String,
}

/// No model answers: the caller goes on without one.
#[derive(Debug, thiserror::Error)]
#[error("the language model does not answer: {0}")]
pub struct ModelUnavailable(pub String);

impl Runtime {
    /// Asks a language model. Only a sidecar leads to one.
    pub async fn converse(&self, prompt: Prompt) -> Result<Vec<ToolCall>, ModelUnavailable> {
        match self {
            Self::Embedded(_) => Err(ModelUnavailable("there is no sidecar".to_owned())),
            Self::Dapr(dapr) => dapr.converse(prompt).await,
        }
    }

    /// Publishes messages of one topic, of which no two have the same key, and returns the ids of those that were
    /// acknowledged. Anything else has to be published again.
    pub async fn publish(&self, topic: &str, batch: Vec<Message>) -> HashSet<Uuid> {
        match self {
            Self::Embedded(embedded) => embedded.publish(topic, batch).await,
            Self::Dapr(dapr) => dapr.publish(topic, batch).await,
        }
    }

    /// Why events wait, where the last ones were refused: for operators.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        match self {
            // What it refuses, consumers have told of.
            Self::Embedded(_) => None,
            Self::Dapr(dapr) => dapr.refusal(),
        }
    }

    /// Writes a key that is absent or expired. `false` when somebody else has it.
    pub async fn claim(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StateUnavailable> {
        match self {
            Self::Embedded(embedded) => embedded.claim(key, &value, ttl).await,
            Self::Dapr(dapr) => dapr.claim(key, value, ttl).await,
        }
    }

    pub async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StateUnavailable> {
        match self {
            Self::Embedded(embedded) => embedded.read(key).await,
            Self::Dapr(dapr) => dapr.read(key).await,
        }
    }

    /// Writes a key, whoever had it.
    pub async fn write(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<(), StateUnavailable> {
        match self {
            Self::Embedded(embedded) => embedded.write(key, &value, ttl).await,
            Self::Dapr(dapr) => dapr.write(key, value, ttl).await,
        }
    }

    pub async fn delete(&self, key: &str) -> Result<(), StateUnavailable> {
        match self {
            Self::Embedded(embedded) => embedded.delete(key).await,
            Self::Dapr(dapr) => dapr.delete(key).await,
        }
    }
}
