//! The outbox: what happened, in the transaction in which it happened.

use jiff::Timestamp;
use shared::api::EventData;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, json, time::Instant};

/// An event as it is written beside the change that it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: Uuid,
    pub topic: &'static str,
    /// "task.created"
    pub r#type: String,
    pub subject: Uuid,
    pub time: Timestamp,
    pub data: EventData,
}

/// Counts so many more changes of a person and returns the last one's seq. Locks the person's row until the
/// transaction ends, so that commit order is seq order.
pub async fn next_seqs(conn: &mut PgConnection, user: Uuid, count: i64) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        "UPDATE users SET seq = seq + $2 WHERE id = $1 RETURNING seq",
        user,
        count,
    )
    .fetch_one(conn)
    .await?)
}

/// Writes events of one person. [`crate::state::App::commit`] wakes the relay.
pub async fn enqueue(conn: &mut PgConnection, events: &[NewEvent]) -> Result<(), Error> {
    let Some(first) = events.first() else {
        return Ok(());
    };
    let column = |of: fn(&NewEvent) -> Uuid| events.iter().map(of).collect::<Vec<_>>();
    let topics: Vec<_> = events.iter().map(|event| event.topic.to_owned()).collect();
    let types: Vec<_> = events.iter().map(|event| event.r#type.clone()).collect();
    let seqs: Vec<_> = events.iter().map(|event| event.data.seq).collect();
    let times: Vec<_> = events.iter().map(|event| Instant(event.time)).collect();
    let data: Vec<_> = events
        .iter()
        .map(|event| json("outbox", &event.data))
        .collect::<Result<_, _>>()?;
    sqlx::query!(
        "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, traceparent, created_at)
        SELECT new.id, $1, new.seq, new.topic, new.type, new.subject, new.data, $2, new.created_at
        FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[], $9::timestamptz[])
            AS new (id, seq, topic, type, subject, data, created_at)",
        first.data.user_id,
        crate::telemetry::traceparent(),
        &column(|event| event.id),
        &seqs,
        &topics,
        &types,
        &column(|event| event.subject),
        &data,
        &times as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives back a seq that no change took, so that there is no gap.
pub async fn return_seq(conn: &mut PgConnection, user: Uuid) -> Result<(), Error> {
    sqlx::query!("UPDATE users SET seq = seq - 1 WHERE id = $1", user)
        .execute(conn)
        .await?;
    Ok(())
}

/// A row of the outbox, as it is published and as streams show it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub user_id: Uuid,
    pub seq: i64,
    pub topic: String,
    pub r#type: String,
    pub subject: Uuid,
    pub data: serde_json::Value,
    pub traceparent: Option<String>,
    pub created_at: Instant,
}

/// What waits to be published: of the next `people` after `cursor` the oldest `each`, a person's together and in
/// order. Steps from person to person through the index: a long backlog of one costs the others nothing.
pub async fn pending(
    db: impl PgExecutor<'_>,
    cursor: Uuid,
    people: i64,
    each: i64,
) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as!(
        Entry,
        r#"WITH RECURSIVE person AS (
            (SELECT user_id FROM outbox WHERE published_at IS NULL AND user_id > $1
            ORDER BY user_id LIMIT 1)
            UNION ALL
            SELECT (SELECT next.user_id FROM outbox AS next
                WHERE next.published_at IS NULL AND next.user_id > person.user_id
                ORDER BY next.user_id LIMIT 1)
            FROM person WHERE person.user_id IS NOT NULL
        )
        SELECT entry.id AS "id!", entry.user_id AS "user_id!", entry.seq AS "seq!", entry.topic AS "topic!",
            entry.type AS "type!", entry.subject AS "subject!", entry.data AS "data!", entry.traceparent,
            entry.created_at AS "created_at!: Instant"
        FROM (SELECT user_id FROM person WHERE user_id IS NOT NULL LIMIT $2) AS next
        CROSS JOIN LATERAL (
            SELECT * FROM outbox WHERE published_at IS NULL AND outbox.user_id = next.user_id
            ORDER BY seq LIMIT $3
        ) AS entry"#,
        cursor,
        people,
        each,
    )
    .fetch_all(db)
    .await?)
}

/// What waits to be published, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub events: i64,
    pub oldest: Option<Timestamp>,
}

pub async fn waiting(db: impl PgExecutor<'_>) -> Result<Waiting, Error> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "events!", min(created_at) AS "oldest: Instant"
        FROM outbox WHERE published_at IS NULL"#
    )
    .fetch_one(db)
    .await?;
    Ok(Waiting {
        events: row.events,
        oldest: row.oldest.map(|at| at.0),
    })
}

/// Has events from `since` on published once more; consumers know those they had. Returns how many.
pub async fn replay(db: impl PgExecutor<'_>, since: Timestamp) -> Result<u64, Error> {
    let again = sqlx::query!(
        "UPDATE outbox SET published_at = NULL WHERE created_at >= $1 AND published_at IS NOT NULL",
        Instant(since) as _,
    )
    .execute(db)
    .await?;
    Ok(again.rows_affected())
}

/// Has one event published once more. `false` when the outbox does not hold it.
pub async fn republish(db: impl PgExecutor<'_>, id: Uuid) -> Result<bool, Error> {
    let again = sqlx::query!("UPDATE outbox SET published_at = NULL WHERE id = $1", id)
        .execute(db)
        .await?;
    Ok(again.rows_affected() == 1)
}

/// The channel on which a replica tells the one that relays of a commit.
pub const CHANNEL: &str = "outbox";

pub async fn notify(db: impl PgExecutor<'_>) -> Result<(), Error> {
    sqlx::query!("SELECT pg_notify($1, '') AS told", CHANNEL)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn mark_published(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE outbox SET published_at = $2 WHERE id = ANY($1)",
        ids,
        Instant(now) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person's changes after `seq`, in order.
pub async fn after(
    db: impl PgExecutor<'_>,
    user: Uuid,
    seq: i64,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    Ok(sqlx::query_as!(
        Entry,
        r#"SELECT id, user_id, seq, topic, type, subject, data, traceparent,
            created_at AS "created_at: Instant"
        FROM outbox WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"#,
        user,
        seq,
        limit,
    )
    .fetch_all(db)
    .await?)
}

/// The person's newest seq.
pub async fn head(db: impl PgExecutor<'_>, user: Uuid) -> Result<i64, Error> {
    Ok(
        sqlx::query_scalar!("SELECT seq FROM users WHERE id = $1", user)
            .fetch_one(db)
            .await?,
    )
}

/// Forgets published events from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM outbox WHERE published_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
