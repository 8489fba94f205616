//! What the durable consumers write: activity, and the marks of what was consumed.

use std::collections::HashSet;

use jiff::Timestamp;
use shared::api::EventData;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// Marks events as consumed. Returns those that were not before: of the others the effect must not happen again.
pub async fn mark_consumed(
    conn: &mut PgConnection,
    consumer: &str,
    events: &[Uuid],
    now: Timestamp,
) -> Result<HashSet<Uuid>, Error> {
    // By id, so that two that mark the same events wait for each other, and do not lock each other out. The times
    // tell the order within a batch.
    let fresh = sqlx::query_scalar!(
        "INSERT INTO consumed_events (consumer, event_id, consumed_at)
        SELECT $1, event_id, $3::timestamptz + min(place) * interval '1 microsecond'
        FROM unnest($2::uuid[]) WITH ORDINALITY AS event (event_id, place)
        GROUP BY event_id ORDER BY event_id
        ON CONFLICT DO NOTHING RETURNING event_id",
        consumer,
        events,
        Instant(now) as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(fresh.into_iter().collect())
}

/// What is kept of an event.
#[derive(Debug, Clone, Copy)]
pub struct NewActivity<'a> {
    pub event_id: Uuid,
    pub kind: &'a str,
    pub subject: Uuid,
    pub time: Timestamp,
    pub data: &'a EventData,
}

/// Writes nothing for a person who is gone.
pub async fn insert(conn: &mut PgConnection, rows: &[NewActivity<'_>]) -> Result<(), Error> {
    let column = |value: fn(&NewActivity<'_>) -> Uuid| rows.iter().map(value).collect::<Vec<_>>();
    let seqs: Vec<_> = rows.iter().map(|row| row.data.seq).collect();
    let kinds: Vec<_> = rows.iter().map(|row| row.kind.to_owned()).collect();
    let actors: Vec<_> = rows.iter().map(|row| row.data.actor.clone()).collect();
    let changed: Vec<_> = rows
        .iter()
        .map(|row| serde_json::Value::from(row.data.changed.clone()))
        .collect();
    let times: Vec<_> = rows.iter().map(|row| Instant(row.time)).collect();
    sqlx::query!(
        "INSERT INTO activity (event_id, user_id, seq, type, subject, actor, changed, time)
        SELECT event_id, users.id, event.seq, type, subject, actor,
            ARRAY(SELECT jsonb_array_elements_text(changed)), time
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::jsonb[],
                $8::timestamptz[])
            AS event (event_id, user_id, seq, type, subject, actor, changed, time)
        JOIN users ON users.id = event.user_id
        FOR KEY SHARE OF users",
        &column(|row| row.event_id),
        &column(|row| row.data.user_id),
        &seqs,
        &kinds,
        &column(|row| row.subject),
        &actors,
        &changed,
        &times as _,
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
        "SELECT event_id, seq, type, subject, actor, changed, time, coalesce(
            (SELECT title FROM tasks WHERE tasks.user_id = activity.user_id AND tasks.id = subject),
            (SELECT name FROM lists WHERE lists.user_id = activity.user_id AND lists.id = subject)) AS title
        FROM activity WHERE user_id = ",
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
    title: Option<String>,
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
            title: row.title,
        }
    }
}
