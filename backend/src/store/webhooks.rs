//! Webhooks, and which of them has something to send. Secrets come and go sealed.

use jiff::Timestamp;
use shared::api::Webhook;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

struct Row {
    id: Uuid,
    url: String,
    name: String,
    events: Vec<String>,
    disabled_at: Option<Instant>,
    disabled_reason: Option<String>,
    failures: i32,
    created_at: Instant,
    old_until: Option<Instant>,
}

impl From<Row> for Webhook {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            url: row.url,
            name: row.name,
            events: row.events,
            enabled: row.disabled_at.is_none(),
            disabled_reason: row.disabled_reason,
            disabled_at: row.disabled_at.map(|at| at.0),
            failures: u32::try_from(row.failures).unwrap_or_default(),
            created_at: row.created_at.0,
            old_secret_until: row.old_until.map(|at| at.0),
            secret: None,
        }
    }
}

/// The person's webhooks, the oldest first, without their secrets; all, or the one with this id.
pub async fn all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    id: Option<Uuid>,
) -> Result<Vec<Webhook>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, url, name, events, disabled_at AS "disabled_at: Instant", disabled_reason, failures,
            created_at AS "created_at: Instant", old_until AS "old_until: Instant"
        FROM webhooks WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY id"#,
        user,
        id,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Webhook::from).collect())
}

/// Adds a webhook that is sent what comes after the change `since`.
pub async fn insert(
    conn: &mut PgConnection,
    user: Uuid,
    webhook: &Webhook,
    sealed: &[u8],
    since: i64,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO webhooks (id, user_id, url, name, events, secret, created_at, since)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        webhook.id,
        user,
        webhook.url,
        webhook.name,
        &webhook.events,
        sealed,
        Instant(webhook.created_at) as _,
        since,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes all of a webhook but its secrets as it is now. One that was just enabled is sent what comes after the change
/// `since`.
pub async fn update(
    conn: &mut PgConnection,
    webhook: &Webhook,
    since: Option<i64>,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET url = $2, name = $3, events = $4, disabled_at = $5, disabled_reason = $6, failures = $7,
            since = coalesce($8, since)
        WHERE id = $1",
        webhook.id,
        webhook.url,
        webhook.name,
        &webhook.events,
        webhook.disabled_at.map(Instant) as _,
        webhook.disabled_reason,
        i32::try_from(webhook.failures).unwrap_or(i32::MAX),
        since,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Replaces the secret; what it was is good until `old_until`.
pub async fn rotate(
    conn: &mut PgConnection,
    id: Uuid,
    sealed: &[u8],
    old_until: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET old_secret = secret, secret = $2, old_until = $3 WHERE id = $1",
        id,
        sealed,
        Instant(old_until) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets secrets whose time is over.
pub async fn prune_old_secrets(db: impl PgExecutor<'_>, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET old_secret = NULL, old_until = NULL WHERE old_until <= $1",
        Instant(now) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// `false` when the person has no such webhook.
pub async fn delete(conn: &mut PgConnection, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM webhooks WHERE user_id = $1 AND id = $2",
        user,
        id
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Whether any of these people has a webhook that is enabled.
pub async fn any(db: impl PgExecutor<'_>, users: &[Uuid]) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM webhooks WHERE user_id = ANY($1) AND disabled_at IS NULL) AS "any!""#,
        users
    )
    .fetch_one(db)
    .await?)
}

/// Whom a webhook belongs to and what it is told of.
#[derive(Debug)]
pub struct Subscriber {
    pub id: Uuid,
    pub user: Uuid,
    /// All, when empty.
    pub events: Vec<String>,
    /// It is told of what comes after this change of the person.
    pub since: i64,
}

/// Locks these people's enabled webhooks: what is sent next stays as it is until the end. In order, so that two that
/// lock the same ones wait for each other.
pub async fn lock(conn: &mut PgConnection, users: &[Uuid]) -> Result<Vec<Subscriber>, Error> {
    Ok(sqlx::query_as!(
        Subscriber,
        "SELECT id, user_id AS user, events, since FROM webhooks
        WHERE user_id = ANY($1) AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE",
        users,
    )
    .fetch_all(conn)
    .await?)
}

/// Brings in step when these webhooks are due: when the first of what waits is. They are locked before, or a delivery
/// that another transaction writes might be missed.
pub async fn schedule(conn: &mut PgConnection, ids: &[Uuid]) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET due_at = (
            SELECT next_attempt_at FROM webhook_deliveries
            WHERE webhook_id = webhooks.id AND status = 'pending' ORDER BY seq, id LIMIT 1
        )
        WHERE id = ANY($1)",
        ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Claims webhooks that are due by now for this replica. Those that another replica has are passed over, and a claim
/// that came to nothing ends. The rows are locked, so that they stay where they are.
pub async fn claim(
    db: impl PgExecutor<'_>,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "UPDATE webhooks SET claimed_until = $2
        WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM webhooks
            WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY due_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
        ))
        RETURNING id",
        Instant(now) as _,
        Instant(until) as _,
        limit,
    )
    .fetch_all(db)
    .await?)
}

/// Prolongs or, with an instant that is over, ends a claim.
pub async fn hold(db: impl PgExecutor<'_>, id: Uuid, until: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET claimed_until = $2 WHERE id = $1",
        id,
        Instant(until) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Locks one, and tells how many attempts failed in a row. `None` when it is gone or disabled.
pub async fn lock_one(conn: &mut PgConnection, id: Uuid) -> Result<Option<u32>, Error> {
    let failures = sqlx::query_scalar!(
        "SELECT failures FROM webhooks WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE",
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(failures.map(|failures| u32::try_from(failures).unwrap_or_default()))
}

pub async fn count_failures(conn: &mut PgConnection, id: Uuid, failures: u32) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET failures = $2 WHERE id = $1",
        id,
        i32::try_from(failures).unwrap_or(i32::MAX)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sends nothing any more, and says why.
pub async fn disable(
    conn: &mut PgConnection,
    id: Uuid,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhooks SET disabled_at = $2, disabled_reason = $3, due_at = NULL WHERE id = $1",
        id,
        Instant(now) as _,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
