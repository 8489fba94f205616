//! Leases: of several replicas, one holds each. Times are the database's.

use std::time::Duration;

use sqlx::PgExecutor;
use uuid::Uuid;

use super::Error;

/// Takes or prolongs a lease. `false` while another holds it.
pub async fn hold(
    db: impl PgExecutor<'_>,
    name: &str,
    holder: Uuid,
    ttl: Duration,
) -> Result<bool, Error> {
    let written = sqlx::query!(
        "INSERT INTO leases AS held (name, holder, expires_at)
        VALUES ($1, $2, now() + make_interval(secs => $3))
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE held.holder = excluded.holder OR held.expires_at < now()",
        name,
        holder,
        ttl.as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Who holds a lease now.
pub async fn holder(db: impl PgExecutor<'_>, name: &str) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT holder FROM leases WHERE name = $1 AND expires_at >= now()",
        name
    )
    .fetch_optional(db)
    .await?)
}

/// Gives a lease back, so that another replica need not wait until it expires.
pub async fn release(db: impl PgExecutor<'_>, name: &str, holder: Uuid) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM leases WHERE name = $1 AND holder = $2",
        name,
        holder
    )
    .execute(db)
    .await?;
    Ok(())
}
