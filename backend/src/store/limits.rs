//! What replicas count together: how often something was done, and that a sign-in happened.

use jiff::Timestamp;
use sqlx::PgExecutor;

use super::{Error, time::Instant};

/// Counts `by` more in the window that began at `window_start`, and returns the count.
pub async fn count(
    db: impl PgExecutor<'_>,
    key: &str,
    window_start: Timestamp,
    by: i64,
) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO rate_limits AS limits (key, window_start, count) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN limits.window_start = $2 THEN limits.count + $3 ELSE $3 END,
            window_start = $2
        RETURNING count"#,
        key,
        Instant(window_start) as _,
        by,
    )
    .fetch_one(db)
    .await?)
}

/// The count of the window that began at `window_start`.
pub async fn counted(
    db: impl PgExecutor<'_>,
    key: &str,
    window_start: Timestamp,
) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        "SELECT count FROM rate_limits WHERE key = $1 AND window_start = $2",
        key,
        Instant(window_start) as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(count.unwrap_or_default())
}

/// Records that a sign-in with this key happened. `false` when it had before.
pub async fn first_time(
    db: impl PgExecutor<'_>,
    path: &str,
    key: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let written = sqlx::query!(
        "INSERT INTO auth_requests (path, key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        path,
        key,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Forgets counters of windows before `windows`, and sign-ins before `requests`.
pub async fn prune(
    pool: &sqlx::PgPool,
    windows: Timestamp,
    requests: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM rate_limits WHERE window_start < $1",
        Instant(windows) as _
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "DELETE FROM auth_requests WHERE created_at < $1",
        Instant(requests) as _
    )
    .execute(pool)
    .await?;
    Ok(())
}
