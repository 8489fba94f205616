//! The runtime behind the sidecar's gRPC port.

mod converse;
mod suspects;

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use dapr::dapr::proto::{
    common::v1::{
        StateItem, StateOptions,
        state_options::{StateConcurrency, StateConsistency},
    },
    runtime::v1::{
        BulkPublishRequest, BulkPublishRequestEntry, DeleteStateRequest, GetStateRequest,
        SaveStateRequest, dapr_client::DaprClient,
    },
};
use futures::{StreamExt as _, stream};
use tokio::time::Instant;
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

use self::suspects::{Suspects, refused_by_broker};
use super::{Message, StateUnavailable};
use crate::telemetry;

const PUBSUB: &str = "pubsub";
const STATE_STORE: &str = "statestore";
const BULK: usize = 100;
/// The sidecar takes messages of 4 MiB; a bulk call stays well below.
const BULK_BYTES: usize = 2 * 1024 * 1024;
/// Bulk calls in flight at once. They hold different keys, so that they may overtake each other.
const CALLS: usize = 4;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const STATE_TIMEOUT: Duration = Duration::from_millis(2500);
/// The sidecar's own limit of a publish is 5 s: it answers first.
const PUBLISH_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub struct Dapr {
    client: DaprClient<Channel>,
    token: Option<MetadataValue<Ascii>>,
    refused: Arc<Refused>,
}

/// What clones share of what was refused.
#[derive(Debug, Default)]
struct Refused {
    /// Why the last call to publish was; `None` once one was taken.
    reason: Mutex<Option<String>>,
    suspects: Suspects,
}

impl Dapr {
    /// Does not connect yet: the sidecar may come later, or again.
    #[must_use]
    pub fn new(sidecar: Endpoint, token: Option<MetadataValue<Ascii>>) -> Self {
        let channel = sidecar.connect_timeout(CONNECT_TIMEOUT).connect_lazy();
        Self {
            client: DaprClient::new(channel),
            token,
            refused: Arc::default(),
        }
    }

    /// A request with the sidecar's token, within the trace that the caller is in.
    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        if let Some(parent) = telemetry::traceparent().and_then(|parent| parent.parse().ok()) {
            request.metadata_mut().insert("traceparent", parent);
        }
        if let Some(token) = &self.token {
            request
                .metadata_mut()
                .insert("dapr-api-token", token.clone());
        }
        request
    }

    pub(super) async fn publish(&self, topic: &str, batch: Vec<Message>) -> HashSet<Uuid> {
        let (usual, suspects) = self.refused.suspects.split(batch, Instant::now());
        let mut taken = self.publish_bulks(topic, bulks(usual)).await;
        let alone = suspects.into_iter().map(|message| vec![message]).collect();
        taken.extend(self.publish_bulks(topic, alone).await);
        taken
    }

    async fn publish_bulks(&self, topic: &str, bulks: Vec<Vec<Message>>) -> HashSet<Uuid> {
        stream::iter(bulks)
            .map(|bulk| self.publish_bulk(topic, bulk))
            .buffer_unordered(CALLS)
            .concat()
            .await
    }

    async fn publish_bulk(&self, topic: &str, bulk: Vec<Message>) -> HashSet<Uuid> {
        let mut taken: HashSet<_> = bulk.iter().map(|message| message.id).collect();
        let keys: Vec<_> = bulk.iter().map(|message| message.key).collect();
        let request = self.request(BulkPublishRequest {
            pubsub_name: PUBSUB.to_owned(),
            topic: topic.to_owned(),
            entries: bulk.into_iter().map(entry).collect(),
            // The envelope is complete: it goes out as it is, with the trace that it was written in.
            metadata: HashMap::from([("rawPayload".to_owned(), "true".to_owned())]),
        });
        let mut client = self.client.clone();
        match within(PUBLISH_TIMEOUT, client.bulk_publish_event(request)).await {
            Ok(answer) => {
                let failed = answer.into_inner().failed_entries;
                self.remember(failed.first().map(|entry| entry.error.clone()));
                if let Some(first) = failed.first() {
                    tracing::warn!(topic, failed = failed.len(), error = %first.error, "publish.refused");
                }
                for entry in failed {
                    taken.retain(|id| id.to_string() != entry.entry_id);
                }
                if let [key] = keys[..]
                    && !taken.is_empty()
                {
                    self.refused.suspects.clear(key);
                }
                taken
            }
            Err(status) => {
                tracing::warn!(topic, code = ?status.code(), error = status.message(), "publish.refused");
                self.remember(Some(format!("{:?}: {}", status.code(), status.message())));
                match (refused_by_broker(status.message()), &keys[..]) {
                    (Some(_), [key]) => self.refused.suspects.blame(*key, Instant::now()),
                    (Some(refused), keys) if refused < keys.len() => {
                        self.refused.suspects.add(keys, Instant::now());
                    }
                    _ => {}
                }
                HashSet::new()
            }
        }
    }

    /// While the sidecar does not even try, what made it give up stays the reason.
    fn remember(&self, refusal: Option<String>) {
        let mut kept = self
            .refused
            .reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let untried = refusal
            .as_ref()
            .is_some_and(|reason| reason.contains("circuit breaker is open"));
        if !untried || kept.is_none() {
            *kept = refusal;
        }
    }

    pub(super) fn refusal(&self) -> Option<String> {
        self.refused
            .reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) async fn claim(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StateUnavailable> {
        match self
            .save(key, value, ttl, StateConcurrency::ConcurrencyFirstWrite)
            .await
        {
            Ok(()) => Ok(true),
            // What the PostgreSQL store says when the first write was somebody else's.
            Err(status)
                if status.code() == Code::Internal
                    && status.message().contains("no item was updated") =>
            {
                Ok(false)
            }
            Err(status) => Err(status.into()),
        }
    }

    pub(super) async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StateUnavailable> {
        let request = self.request(GetStateRequest {
            store_name: STATE_STORE.to_owned(),
            key: key.to_owned(),
            consistency: StateConsistency::ConsistencyStrong.into(),
            metadata: HashMap::new(),
        });
        let mut client = self.client.clone();
        let answer = within(STATE_TIMEOUT, client.get_state(request))
            .await?
            .into_inner();
        // An absent key is an empty value without an etag.
        Ok((!answer.etag.is_empty()).then_some(answer.data))
    }

    pub(super) async fn write(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<(), StateUnavailable> {
        Ok(self
            .save(key, value, ttl, StateConcurrency::ConcurrencyLastWrite)
            .await?)
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), StateUnavailable> {
        let request = self.request(DeleteStateRequest {
            store_name: STATE_STORE.to_owned(),
            key: key.to_owned(),
            etag: None,
            options: None,
            metadata: HashMap::new(),
        });
        let mut client = self.client.clone();
        within(STATE_TIMEOUT, client.delete_state(request)).await?;
        Ok(())
    }

    async fn save(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
        concurrency: StateConcurrency,
    ) -> Result<(), Status> {
        let request = self.request(SaveStateRequest {
            store_name: STATE_STORE.to_owned(),
            states: vec![StateItem {
                key: key.to_owned(),
                value,
                etag: None,
                metadata: HashMap::from([(
                    "ttlInSeconds".to_owned(),
                    ttl.as_secs().max(1).to_string(),
                )]),
                options: Some(StateOptions {
                    concurrency: concurrency.into(),
                    consistency: StateConsistency::ConsistencyStrong.into(),
                }),
            }],
        });
        let mut client = self.client.clone();
        within(STATE_TIMEOUT, client.save_state(request)).await?;
        Ok(())
    }
}

impl From<Status> for StateUnavailable {
    fn from(status: Status) -> Self {
        Self(format!("{:?}: {}", status.code(), status.message()))
    }
}

async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
        Err(Status::deadline_exceeded(
            "the sidecar did not answer in time",
        ))
    })
}

fn entry(message: Message) -> BulkPublishRequestEntry {
    BulkPublishRequestEntry {
        entry_id: message.id.to_string(),
        event: message.envelope,
        content_type: "application/cloudevents+json".to_owned(),
        metadata: HashMap::from([("partitionKey".to_owned(), message.key.to_string())]),
    }
}

/// Splits a batch into calls that the sidecar takes.
fn bulks(batch: Vec<Message>) -> Vec<Vec<Message>> {
    let mut bulks: Vec<Vec<Message>> = Vec::new();
    let mut bytes = 0;
    for message in batch {
        bytes += message.envelope.len();
        match bulks.last_mut() {
            Some(bulk) if bulk.len() < BULK && bytes <= BULK_BYTES => bulk.push(message),
            _ => {
                bytes = message.envelope.len();
                bulks.push(vec![message]);
            }
        }
    }
    bulks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bulk_calls_stay_below_the_sidecars_limits_and_keep_their_order() {
        let message = |number: u128, size| Message {
            id: Uuid::from_u128(number),
            key: Uuid::nil(),
            envelope: vec![b' '; size],
        };
        let small: Vec<_> = (0..250).map(|number| message(number, 10)).collect();
        let sizes: Vec<_> = bulks(small).iter().map(Vec::len).collect();
        assert_eq!(sizes, [100, 100, 50]);

        let large: Vec<_> = (0..5)
            .map(|number| message(number, BULK_BYTES / 2))
            .collect();
        let split = bulks(large);
        assert_eq!(split.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        let ids: Vec<_> = split.concat().iter().map(|message| message.id).collect();
        assert!(ids.is_sorted());
    }
}
