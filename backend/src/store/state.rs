//! State keys of the embedded runtime. An expired key counts as absent, as in Dapr's PostgreSQL state store.

use std::time::Duration;

use sqlx::PgExecutor;

use super::Error;

/// Writes a key that is absent or expired. `false` when it is neither.
pub async fn claim(
    db: impl PgExecutor<'_>,
    key: &str,
    value: &[u8],
    ttl: Duration,
) -> Result<bool, Error> {
    let written = sqlx::query!(
        "INSERT INTO state AS held (key, value, expires_at)
        VALUES ($1, $2, now() + make_interval(secs => $3))
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
        WHERE held.expires_at < now()",
        key,
        value,
        ttl.as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected() == 1)
}

pub async fn find(db: impl PgExecutor<'_>, key: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT value FROM state WHERE key = $1 AND (expires_at IS NULL OR expires_at >= now())",
        key,
    )
    .fetch_optional(db)
    .await?)
}

pub async fn upsert(
    db: impl PgExecutor<'_>,
    key: &str,
    value: &[u8],
    ttl: Duration,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO state (key, value, expires_at)
        VALUES ($1, $2, now() + make_interval(secs => $3))
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
        key,
        value,
        ttl.as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete(db: impl PgExecutor<'_>, key: &str) -> Result<(), Error> {
    sqlx::query!("DELETE FROM state WHERE key = $1", key)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets what has expired.
pub async fn prune(db: impl PgExecutor<'_>) -> Result<u64, Error> {
    let gone = sqlx::query!("DELETE FROM state WHERE expires_at < now()")
        .execute(db)
        .await?;
    Ok(gone.rows_affected())
}
