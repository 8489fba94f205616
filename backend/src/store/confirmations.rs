//! What waits for a person's yes.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Error, time::Instant};

/// A question, taken out to be answered or dropped.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    pub conversation_id: Uuid,
    /// Written and read by the assistant.
    pub pinned: Value,
    pub expires_at: Instant,
}

pub async fn insert(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    confirmation: &Confirmation,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO confirmations (token_hash, user_id, conversation_id, pinned, expires_at)
        VALUES ($1, $2, $3, $4, $5)",
        token_hash,
        user,
        confirmation.conversation_id,
        confirmation.pinned,
        confirmation.expires_at as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the question that a token stands for; `None` when it is unknown or too old.
pub async fn take(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    now: Timestamp,
) -> Result<Option<Confirmation>, Error> {
    let found = sqlx::query_as!(
        Confirmation,
        r#"DELETE FROM confirmations WHERE token_hash = $1 AND user_id = $2
        RETURNING conversation_id, pinned, expires_at AS "expires_at: Instant""#,
        token_hash,
        user,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.filter(|confirmation| confirmation.expires_at.0 > now))
}

/// Takes the open question of a conversation, so that nothing is left of it whatever is said next.
pub async fn take_open(
    conn: &mut PgConnection,
    user: Uuid,
    conversation: Uuid,
    now: Timestamp,
) -> Result<Option<Confirmation>, Error> {
    let found = sqlx::query_as!(
        Confirmation,
        r#"DELETE FROM confirmations WHERE user_id = $1 AND conversation_id = $2
        RETURNING conversation_id, pinned, expires_at AS "expires_at: Instant""#,
        user,
        conversation,
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .find(|confirmation| confirmation.expires_at.0 > now))
}
