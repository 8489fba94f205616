//! What the durable consumers write: activity, and the marks of what was consumed.

use jiff::Timestamp;
use shared::api::EventData;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// Marks an event as consumed. `false` when it was before: then its effect must not happen again.
pub async fn mark_consumed(
    conn: &mut PgConnection,
    consumer: &str,
    event: Uuid,
    now: Timestamp,
) -> Result<bool, Error> {
    let written = sqlx::query!(
        "INSERT INTO consumed_events (consumer, event_id, consumed_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING",
        consumer,
        event,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Writes nothing for a person who is gone.
pub async fn insert(
    conn: &mut PgConnection,
    event: Uuid,
    kind: &str,
    subject: Uuid,
    time: Timestamp,
    data: &EventData,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO activity (event_id, user_id, seq, type, subject, actor, changed, time)
        SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM users WHERE id = $2 FOR KEY SHARE",
        event,
        data.user_id,
        data.seq,
        kind,
        subject,
        data.actor,
        &data.changed,
        Instant(time) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was consumed before `before`.
pub async fn prune_consumed(db: impl PgExecutor<'_>, before: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM consumed_events WHERE consumed_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}

/// What happened, newest first, before the seq `before`; of one thing or of all that is the person's.
pub async fn page(
    db: impl PgExecutor<'_>,
    user: Uuid,
    subject: Option<Uuid>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<shared::api::Activity>, Error> {
    let mut query = sqlx::QueryBuilder::new(
        "SELECT event_id, seq, type, subject, actor, changed, time FROM activity WHERE user_id = ",
    );
    query.push_bind(user);
    if let Some(subject) = subject {
        query.push(" AND subject = ").push_bind(subject);
    }
    if let Some(before) = before {
        query.push(" AND seq < ").push_bind(before);
    }
    query.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::into).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    event_id: Uuid,
    seq: i64,
    r#type: String,
    subject: Uuid,
    actor: String,
    changed: Vec<String>,
    time: Instant,
}

impl From<Row> for shared::api::Activity {
    fn from(row: Row) -> Self {
        Self {
            id: row.event_id,
            seq: row.seq,
            r#type: row.r#type,
            subject: row.subject,
            actor: row.actor,
            changed: row.changed,
            time: row.time.0,
        }
    }
}
