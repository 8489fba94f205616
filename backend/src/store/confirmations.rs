//! What waits for a person's yes.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Error, time::Instant};

/// A question that waits.
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

/// The question that a token stands for; `None` when it is unknown, answered or too old.
pub async fn by_token(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    now: Timestamp,
) -> Result<Option<Confirmation>, Error> {
    Ok(sqlx::query_as!(
        Confirmation,
        r#"SELECT conversation_id, pinned, expires_at AS "expires_at: Instant"
        FROM confirmations WHERE token_hash = $1 AND user_id = $2 AND expires_at > $3"#,
        token_hash,
        user,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?)
}

/// The open question of a conversation.
pub async fn open(
    conn: &mut PgConnection,
    user: Uuid,
    conversation: Uuid,
    now: Timestamp,
) -> Result<Option<Confirmation>, Error> {
    Ok(sqlx::query_as!(
        Confirmation,
        r#"SELECT conversation_id, pinned, expires_at AS "expires_at: Instant"
        FROM confirmations WHERE user_id = $1 AND conversation_id = $2 AND expires_at > $3
        ORDER BY expires_at DESC LIMIT 1"#,
        user,
        conversation,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?)
}

/// Drops the question of a conversation, so that nothing is left of it whatever is said next.
pub async fn drop_open(
    conn: &mut PgConnection,
    user: Uuid,
    conversation: Uuid,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM confirmations WHERE user_id = $1 AND conversation_id = $2",
        user,
        conversation,
    )
    .execute(conn)
    .await?;
    Ok(())
}
