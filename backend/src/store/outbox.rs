//! The outbox: what happened, in the transaction in which it happened.

use jiff::Timestamp;
use shared::api::EventData;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// An event as it is written beside the change that it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: Uuid,
    pub topic: &'static str,
    /// "task.created"
    pub r#type: String,
    pub subject: Uuid,
    pub time: Timestamp,
    pub data: EventData,
}

/// Counts one more change of a person and returns its seq. Locks the person's row until the transaction
/// ends, so that commit order is seq order.
pub async fn next_seq(conn: &mut PgConnection, user: Uuid) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        "UPDATE users SET seq = seq + 1 WHERE id = $1 RETURNING seq",
        user
    )
    .fetch_one(conn)
    .await?)
}

/// Writes the event. [`crate::state::App::commit`] wakes the relay.
pub async fn enqueue(conn: &mut PgConnection, event: &NewEvent) -> Result<(), Error> {
    let data = serde_json::to_value(&event.data).map_err(|error| Error::Inconsistent {
        table: "outbox",
        problem: error.to_string(),
    })?;
    sqlx::query!(
        "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, traceparent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        event.id,
        event.data.user_id,
        event.data.seq,
        event.topic,
        event.r#type,
        event.subject,
        data,
        crate::telemetry::traceparent(),
        Instant(event.time) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives back a seq that no change took, so that there is no gap.
pub async fn return_seq(conn: &mut PgConnection, user: Uuid) -> Result<(), Error> {
    sqlx::query!("UPDATE users SET seq = seq - 1 WHERE id = $1", user)
        .execute(conn)
        .await?;
    Ok(())
}

/// A row of the outbox, as it is published and as streams show it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub user_id: Uuid,
    pub seq: i64,
    pub topic: String,
    pub r#type: String,
    pub subject: Uuid,
    pub data: serde_json::Value,
    pub traceparent: Option<String>,
    pub created_at: Instant,
}

/// What waits to be published: of each person the oldest event only, so that the next leaves after its ack.
pub async fn pending(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as!(
        Entry,
        r#"SELECT DISTINCT ON (user_id) id, user_id, seq, topic, type, subject, data, traceparent,
            created_at AS "created_at: Instant"
        FROM outbox WHERE published_at IS NULL
        ORDER BY user_id, seq LIMIT $1"#,
        limit,
    )
    .fetch_all(db)
    .await?)
}

pub async fn mark_published(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE outbox SET published_at = $2 WHERE id = ANY($1)",
        ids,
        Instant(now) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person's changes after `seq`, in order.
pub async fn after(
    db: impl PgExecutor<'_>,
    user: Uuid,
    seq: i64,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as!(
        Entry,
        r#"SELECT id, user_id, seq, topic, type, subject, data, traceparent,
            created_at AS "created_at: Instant"
        FROM outbox WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"#,
        user,
        seq,
        limit,
    )
    .fetch_all(db)
    .await?)
}

/// The person's newest seq.
pub async fn head(db: impl PgExecutor<'_>, user: Uuid) -> Result<i64, Error> {
    Ok(
        sqlx::query_scalar!("SELECT seq FROM users WHERE id = $1", user)
            .fetch_one(db)
            .await?,
    )
}

/// Forgets published events from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM outbox WHERE published_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
