//! Ways back into an account: recovery codes, and offers to take a guest's tasks along. Only hashes are kept.

use jiff::Timestamp;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// Replaces a person's codes.
pub async fn replace_codes(
    conn: &mut PgConnection,
    user: Uuid,
    hashes: &[Vec<u8>],
) -> Result<(), Error> {
    sqlx::query!("DELETE FROM recovery_codes WHERE user_id = $1", user)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, * FROM unnest($2::bytea[])",
        user,
        hashes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses a code up; whose it was, if it is one of the account with this address.
pub async fn take_code(
    conn: &mut PgConnection,
    email: &str,
    hash: &[u8],
) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM recovery_codes USING users
        WHERE users.id = user_id AND email = $1 AND code_hash = $2 RETURNING user_id",
        email,
        hash,
    )
    .fetch_optional(conn)
    .await?)
}

/// Keeps a link that is sent by e-mail.
pub async fn insert_reset(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    user: Uuid,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO password_resets (token_hash, user_id, expires_at) VALUES ($1, $2, $3)",
        token_hash,
        user,
        Instant(expires_at) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Uses a link up; whose it was, while it is good.
pub async fn take_reset(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id",
        token_hash,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?)
}

/// Makes a person's links void.
pub async fn void_resets(db: impl PgExecutor<'_>, user: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM password_resets WHERE user_id = $1", user)
        .execute(db)
        .await?;
    Ok(())
}

/// Writes an offer to take a guest's tasks along.
pub async fn offer_merge(
    conn: &mut PgConnection,
    token_hash: &[u8],
    guest: Uuid,
    user: Uuid,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO merge_offers (token_hash, guest_id, user_id, expires_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        guest,
        user,
        Instant(expires_at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses an offer up; the guest whose tasks it is about, if it was made to this person and is still good.
pub async fn take_offer(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    now: Timestamp,
) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM merge_offers WHERE token_hash = $1 AND user_id = $2 AND expires_at > $3
        RETURNING guest_id",
        token_hash,
        user,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?)
}

/// Forgets offers and links that are too old.
pub async fn prune(pool: &sqlx::PgPool, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM merge_offers WHERE expires_at < $1",
        Instant(now) as _
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "DELETE FROM password_resets WHERE expires_at < $1",
        Instant(now) as _
    )
    .execute(pool)
    .await?;
    Ok(())
}
