//! Events on their way to webhooks. A delivery keeps its body until it is finished.

use jiff::Timestamp;
use serde::Serialize;
use shared::api::{DeliveryStatus, WebhookDelivery, WebhookPayload};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// The type of a test; its seq is 0.
pub const PING: &str = "webhook.ping";

#[derive(Debug)]
pub struct NewDelivery {
    pub id: Uuid,
    pub webhook: Uuid,
    pub event: Option<Uuid>,
    pub seq: i64,
    pub kind: String,
    pub body: String,
}

/// What is signed and sent.
pub fn body<T: Serialize>(payload: &WebhookPayload<T>) -> Result<String, Error> {
    serde_json::to_string(payload).map_err(|error| Error::Inconsistent {
        table: "webhook_deliveries",
        problem: error.to_string(),
    })
}

/// Adds deliveries that are due at once. One of an event that the webhook had already is left out.
pub async fn insert(
    conn: &mut PgConnection,
    deliveries: &[NewDelivery],
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<_> = deliveries.iter().map(|new| new.id).collect();
    let webhooks: Vec<_> = deliveries.iter().map(|new| new.webhook).collect();
    let events: Vec<_> = deliveries.iter().map(|new| new.event).collect();
    let seqs: Vec<_> = deliveries.iter().map(|new| new.seq).collect();
    let kinds: Vec<_> = deliveries.iter().map(|new| new.kind.clone()).collect();
    let bodies: Vec<_> = deliveries.iter().map(|new| new.body.clone()).collect();
    sqlx::query!(
        "INSERT INTO webhook_deliveries
            (id, webhook_id, event_id, seq, type, body, next_attempt_at, created_at)
        SELECT id, webhook_id, event_id, seq, type, body, $7::timestamptz, $7
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[])
            AS new (id, webhook_id, event_id, seq, type, body)
        ON CONFLICT (webhook_id, event_id) DO NOTHING",
        &ids,
        &webhooks,
        &events as &[Option<Uuid>],
        &seqs,
        &kinds,
        &bodies,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is to be sent next, with all that sending it needs.
#[derive(Debug)]
pub struct Outgoing {
    pub id: Uuid,
    pub kind: String,
    pub body: String,
    /// How often it was tried before.
    pub attempts: u32,
    pub user: Uuid,
    pub name: String,
    pub url: String,
    /// Sealed.
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
}

/// The first of what waits of an enabled webhook, if it is due by now.
pub async fn next(
    db: impl PgExecutor<'_>,
    webhook: Uuid,
    now: Timestamp,
) -> Result<Option<Outgoing>, Error> {
    let row = sqlx::query!(
        r#"SELECT first.id AS "id!", first.type AS "kind!", first.body AS "body!", first.attempts AS "attempts!",
            user_id, name, url, secret, CASE WHEN old_until > $2 THEN old_secret END AS old_secret
        FROM webhooks, LATERAL (
            SELECT id, type, body, attempts, next_attempt_at FROM webhook_deliveries
            WHERE webhook_id = webhooks.id AND status = 'pending' ORDER BY seq, id LIMIT 1
        ) AS first
        WHERE webhooks.id = $1 AND disabled_at IS NULL AND first.next_attempt_at <= $2"#,
        webhook,
        Instant(now) as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Outgoing {
        id: row.id,
        kind: row.kind,
        body: row.body,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        user: row.user_id,
        name: row.name,
        url: row.url,
        secret: row.secret,
        old_secret: row.old_secret,
    }))
}

/// How an attempt ended.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub id: Uuid,
    pub status: DeliveryStatus,
    /// The status of the answer.
    pub answer: Option<u16>,
    pub error: Option<&'a str>,
    pub at: Timestamp,
    /// Of one that is still pending.
    pub next_at: Option<Timestamp>,
}

fn name(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Pending => "pending",
        DeliveryStatus::Delivered => "delivered",
        DeliveryStatus::Failed => "failed",
    }
}

/// Writes an attempt down. `false` when the delivery was finished before, or is gone.
pub async fn record(conn: &mut PgConnection, attempt: &Attempt<'_>) -> Result<bool, Error> {
    let written = sqlx::query!(
        "UPDATE webhook_deliveries SET attempts = attempts + 1, status = $2, last_status = $3, last_error = $4,
            next_attempt_at = $5, finished_at = CASE WHEN $2 <> 'pending' THEN $6::timestamptz END,
            body = CASE WHEN $2 = 'pending' THEN body ELSE '' END
        WHERE id = $1 AND status = 'pending'",
        attempt.id,
        name(attempt.status),
        attempt.answer.map(i32::from),
        attempt.error,
        attempt.next_at.map(Instant) as _,
        Instant(attempt.at) as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Gives up all that waits.
pub async fn give_up(
    conn: &mut PgConnection,
    webhook: Uuid,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'failed', last_error = coalesce(last_error, $2), body = '',
            next_attempt_at = NULL, finished_at = $3
        WHERE webhook_id = $1 AND status = 'pending'",
        webhook,
        reason,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets what waits be sent at once: its receiver is there again.
pub async fn hurry(conn: &mut PgConnection, webhook: Uuid, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE webhook_deliveries SET next_attempt_at = $2
        WHERE webhook_id = $1 AND status = 'pending' AND next_attempt_at > $2",
        webhook,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    r#type: String,
    event_id: Option<Uuid>,
    status: String,
    attempts: i32,
    last_status: Option<i32>,
    last_error: Option<String>,
    next_attempt_at: Option<Instant>,
    created_at: Instant,
    finished_at: Option<Instant>,
}

impl From<Row> for WebhookDelivery {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            r#type: row.r#type,
            event_id: row.event_id,
            status: match row.status.as_str() {
                "delivered" => DeliveryStatus::Delivered,
                "failed" => DeliveryStatus::Failed,
                _ => DeliveryStatus::Pending,
            },
            attempts: u32::try_from(row.attempts).unwrap_or_default(),
            last_status: row.last_status.and_then(|status| status.try_into().ok()),
            last_error: row.last_error,
            next_attempt_at: row.next_attempt_at.map(|at| at.0),
            created_at: row.created_at.0,
            finished_at: row.finished_at.map(|at| at.0),
        }
    }
}

/// A page of a webhook's deliveries, newest first, older than `before`.
pub async fn page(
    db: impl PgExecutor<'_>,
    webhook: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<WebhookDelivery>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, type, event_id, status, attempts, last_status, last_error,
            next_attempt_at AS "next_attempt_at: Instant", created_at AS "created_at: Instant",
            finished_at AS "finished_at: Instant"
        FROM webhook_deliveries
        WHERE webhook_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"#,
        webhook,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(WebhookDelivery::from).collect())
}

/// Whether a test is on its way.
pub async fn is_tested(db: impl PgExecutor<'_>, webhook: Uuid) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
            SELECT FROM webhook_deliveries WHERE webhook_id = $1 AND status = 'pending' AND type = $2
        ) AS "tested!""#,
        webhook,
        PING,
    )
    .fetch_one(db)
    .await?)
}

/// How many wait, of all webhooks.
pub async fn waiting(db: impl PgExecutor<'_>) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM webhook_deliveries WHERE status = 'pending'"#
    )
    .fetch_one(db)
    .await?)
}

/// Forgets what was made before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM webhook_deliveries WHERE created_at < $1 AND status <> 'pending'",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
