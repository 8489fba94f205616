//! The fast path in front of `idempotency_requests`: equal requests that come at once wait here, without a
//! connection, until the first one is answered. It may lose what it knows; the unique key in SQL is the guarantee.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::idempotency::{self, Answer, Recorded, Request};
use crate::runtime::{Runtime, StateUnavailable};

/// A request that takes longer, or died, gives way to the next one: SQL tells it what was done.
const CLAIM_TTL: Duration = Duration::from_secs(30);
const ANSWER_TTL: Duration = Duration::from_hours(7 * 24);
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LAST_LOOK: Duration = Duration::from_millis(250);

#[derive(Serialize, Deserialize)]
struct Entry {
    hash: [u8; 32],
    /// `None` while the request still runs.
    answer: Option<Answer>,
}

/// The right to run a request. Dropped without an answer, it is given back.
#[derive(Debug)]
pub struct Claim {
    runtime: Runtime,
    key: Option<String>,
    hash: [u8; 32],
}

#[derive(Debug)]
pub enum Claimed {
    /// Run it. Without a claim where the store does not answer.
    Run(Option<Claim>),
    /// It ran before; or, with another hash, another request has the key.
    Answered(Recorded),
    /// It runs still.
    InFlight,
}

/// Claims a request, or waits for who has it.
pub async fn claim(runtime: &Runtime, pool: &PgPool, user: Uuid, request: &Request) -> Claimed {
    match attempt(runtime, pool, user, request).await {
        Ok(claimed) => claimed,
        Err(error) => {
            tracing::warn!(%error, "claim.skipped");
            Claimed::Run(None)
        }
    }
}

async fn attempt(
    runtime: &Runtime,
    pool: &PgPool,
    user: Uuid,
    request: &Request,
) -> Result<Claimed, StateUnavailable> {
    let key = key(user, request);
    let deadline = Instant::now() + PATIENCE;
    let mut pause = FIRST_LOOK;
    let mut asked = false;
    loop {
        let mine = Entry {
            hash: request.hash,
            answer: None,
        };
        if runtime.claim(&key, mine.to_bytes()?, CLAIM_TTL).await? {
            return Ok(Claimed::Run(Some(Claim {
                runtime: runtime.clone(),
                key: Some(key),
                hash: request.hash,
            })));
        }
        if let Some(theirs) = runtime.read(&key).await? {
            let Entry { hash, answer } = Entry::from_bytes(&theirs)?;
            if answer.is_some() || hash != request.hash {
                return Ok(Claimed::Answered(Recorded {
                    hash: hash.to_vec(),
                    answer: answer.unwrap_or_default(),
                }));
            }
        }
        let last = Instant::now() + pause > deadline;
        // Who has the claim may have died between the effect and this record: then SQL has the answer. Equal requests
        // that come at once do not ask, for their answer comes sooner.
        if (last || (pause == LAST_LOOK && !asked))
            && let Ok(Some(recorded)) = idempotency::find(pool, user, request).await
        {
            return Ok(Claimed::Answered(recorded));
        }
        asked = pause == LAST_LOOK;
        if last {
            return Ok(Claimed::InFlight);
        }
        sleep(pause).await;
        pause = (pause * 2).min(LAST_LOOK);
    }
}

impl Claim {
    /// Keeps the answer for equal requests to come. In the background: SQL has it already.
    pub fn answered(mut self, answer: &Answer) {
        let entry = Entry {
            hash: self.hash,
            answer: Some(answer.clone()),
        };
        if let (Some(key), Ok(value)) = (self.key.take(), entry.to_bytes()) {
            let runtime = self.runtime.clone();
            tokio::spawn(async move { runtime.write(&key, value, ANSWER_TTL).await });
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            let runtime = self.runtime.clone();
            tokio::spawn(async move { runtime.delete(&key).await });
        }
    }
}

impl Entry {
    fn to_bytes(&self) -> Result<Vec<u8>, StateUnavailable> {
        serde_json::to_vec(self).map_err(|error| StateUnavailable(error.to_string()))
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, StateUnavailable> {
        serde_json::from_slice(bytes).map_err(|error| StateUnavailable(error.to_string()))
    }
}

/// A key of fixed length, whatever the client sent.
fn key(user: Uuid, request: &Request) -> String {
    let mut hash = Sha256::new();
    hash.update(user.as_bytes());
    for part in [&request.method, &request.path, &request.key] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    format!("idempotency-{}", URL_SAFE_NO_PAD.encode(hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_requests_share_a_key() {
        let request = |path: &str, key: &str| Request {
            method: "POST".to_owned(),
            path: path.to_owned(),
            key: key.to_owned(),
            hash: [0; 32],
        };
        let (ada, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let keys = [
            key(ada, &request("/tasks", "a")),
            key(bob, &request("/tasks", "a")),
            key(ada, &request("/tasks", "b")),
            key(ada, &request("/task", "sa")),
        ];
        let distinct: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }
}
