//! The outbox: what happened, in the transaction in which it happened.

use jiff::Timestamp;
use shared::api::EventData;
use sqlx::PgConnection;
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
    Ok(sqlx::query_scalar!("UPDATE users SET seq = seq + 1 WHERE id = $1 RETURNING seq", user)
        .fetch_one(conn)
        .await?)
}

/// Writes the event. [`crate::state::App::commit`] wakes the relay.
pub async fn enqueue(conn: &mut PgConnection, event: &NewEvent) -> Result<(), Error> {
    let data = serde_json::to_value(&event.data)
        .map_err(|error| Error::Inconsistent { table: "outbox", problem: error.to_string() })?;
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
