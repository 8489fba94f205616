//! The parts of a message that are done while others are not yet.

use jiff::Timestamp;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, idempotency::Request, time::Instant};

/// A part that is done, in the assistant's own words.
#[derive(Debug)]
pub struct Part {
    pub request_hash: Vec<u8>,
    pub content: serde_json::Value,
}

/// Keeps a part; part 0 is what the message was read against.
pub async fn insert(
    conn: &mut PgConnection,
    user: Uuid,
    request: &Request,
    part: i32,
    content: serde_json::Value,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO chat_parts (user_id, key, part, request_hash, content, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)",
        user,
        request.key,
        part,
        &request.hash,
        content,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The parts from `from` on, in order.
pub async fn since(
    db: impl PgExecutor<'_>,
    user: Uuid,
    request: &Request,
    from: i32,
) -> Result<Vec<Part>, Error> {
    Ok(sqlx::query_as!(
        Part,
        "SELECT request_hash, content FROM chat_parts
        WHERE user_id = $1 AND key = $2 AND part >= $3 ORDER BY part",
        user,
        request.key,
        from,
    )
    .fetch_all(db)
    .await?)
}

/// Forgets the parts of a message that is answered.
pub async fn delete(db: impl PgExecutor<'_>, user: Uuid, request: &Request) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM chat_parts WHERE user_id = $1 AND key = $2",
        user,
        request.key,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets parts from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM chat_parts WHERE created_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
