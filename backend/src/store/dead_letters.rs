//! Events that no consumer can use, as they came.

use jiff::Timestamp;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Error, time::Instant};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub id: Uuid,
    pub topic: String,
    /// The consumer that gave it up; "sidecar" where it did not reach one.
    pub consumer: String,
    pub event_id: Option<String>,
    pub reason: String,
    pub payload: Vec<u8>,
    /// Whose event it says it is: the letter goes when they go.
    pub user_id: Option<Uuid>,
    pub received_at: Timestamp,
}

struct Row {
    id: Uuid,
    topic: String,
    consumer: String,
    event_id: Option<String>,
    reason: String,
    payload: Vec<u8>,
    user_id: Option<Uuid>,
    received_at: Instant,
}

impl From<Row> for DeadLetter {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            topic: row.topic,
            consumer: row.consumer,
            event_id: row.event_id,
            reason: row.reason,
            payload: row.payload,
            user_id: row.user_id,
            received_at: row.received_at.0,
        }
    }
}

/// Writes a letter, unless this consumer gave up the same event before. Of somebody who is gone nothing that they
/// wrote is kept.
pub async fn insert(db: impl PgExecutor<'_>, letter: &DeadLetter) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO dead_letters (id, topic, consumer, event_id, reason, payload, received_at, user_id)
        SELECT $1, $2, $3, $4, $5, CASE WHEN $8::uuid IS NULL OR users.id IS NOT NULL THEN $6 ELSE ''::bytea END, $7,
            users.id
        FROM (VALUES (1)) AS letter LEFT JOIN users ON users.id = $8
        ON CONFLICT (consumer, event_id) DO NOTHING",
        letter.id,
        letter.topic,
        letter.consumer,
        letter.event_id,
        letter.reason,
        letter.payload,
        Instant(letter.received_at) as _,
        letter.user_id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether some consumer gave up this event already; one without an id is known by what it is.
pub async fn is_known(
    db: impl PgExecutor<'_>,
    event_id: Option<&str>,
    payload: &[u8],
) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
            SELECT 1 FROM dead_letters WHERE event_id = $1 OR ($1::text IS NULL AND event_id IS NULL AND payload = $2)
        ) AS "known!""#,
        event_id,
        payload,
    )
    .fetch_one(db)
    .await?)
}

pub async fn count(db: impl PgExecutor<'_>) -> Result<i64, Error> {
    Ok(
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM dead_letters"#)
            .fetch_one(db)
            .await?,
    )
}

/// The newest letters first.
pub async fn newest(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<DeadLetter>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, topic, consumer, event_id, reason, payload, user_id, received_at AS "received_at: Instant"
        FROM dead_letters ORDER BY received_at DESC, id DESC LIMIT $1"#,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(DeadLetter::from).collect())
}

pub async fn find(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<DeadLetter>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, topic, consumer, event_id, reason, payload, user_id, received_at AS "received_at: Instant"
        FROM dead_letters WHERE id = $1"#,
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(DeadLetter::from))
}

/// Forgets letters from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM dead_letters WHERE received_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}

/// Removes a letter. `false` when there is none.
pub async fn delete(db: impl PgExecutor<'_>, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!("DELETE FROM dead_letters WHERE id = $1", id)
        .execute(db)
        .await?;
    Ok(gone.rows_affected() == 1)
}
