//! Answers to requests that carried an Idempotency-Key.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Error, time::Instant};

/// A request that must have its effect once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub key: String,
    /// SHA-256 of the body.
    pub hash: [u8; 32],
}

/// An answer as it can be given again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Option<serde_json::Value>,
}

impl Answer {
    /// 204: done, and nothing to say.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            status: 204,
            ..Self::default()
        }
    }
}

#[derive(Debug)]
pub struct Recorded {
    pub hash: Vec<u8>,
    pub answer: Answer,
}

pub async fn find(
    db: impl PgExecutor<'_>,
    user: Uuid,
    request: &Request,
) -> Result<Option<Recorded>, Error> {
    let row = sqlx::query!(
        "SELECT request_hash, answer FROM idempotency_requests
        WHERE user_id = $1 AND method = $2 AND path = $3 AND key = $4",
        user,
        request.method,
        request.path,
        request.key,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let answer = serde_json::from_value(row.answer).map_err(|error| Error::Inconsistent {
            table: "idempotency_requests",
            problem: error.to_string(),
        })?;
        Ok(Recorded {
            hash: row.request_hash,
            answer,
        })
    })
    .transpose()
}

pub async fn insert(
    db: impl PgExecutor<'_>,
    user: Uuid,
    request: &Request,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), Error> {
    let answer = serde_json::to_value(answer).map_err(|error| Error::Inconsistent {
        table: "idempotency_requests",
        problem: error.to_string(),
    })?;
    sqlx::query!(
        "INSERT INTO idempotency_requests (user_id, method, path, key, request_hash, answer, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)",
        user,
        request.method,
        request.path,
        request.key,
        &request.hash,
        answer,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets answers from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM idempotency_requests WHERE created_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
