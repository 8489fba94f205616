//! The outbox: what happened, in the transaction in which it happened.

use jiff::Timestamp;
use serde_json::value::RawValue;
use shared::api::EventData;
use sqlx::{PgConnection, PgExecutor, types::Json};
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

/// Writes events of one person. [`crate::state::App::commit_events`] tells the relay.
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

/// A row of the outbox as streams show it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub seq: i64,
    pub r#type: String,
    pub subject: Uuid,
    /// The [`EventData`] as it was written.
    pub data: Json<Box<RawValue>>,
    pub created_at: Instant,
}

/// A row of the outbox that is to be published.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: Uuid,
    pub user_id: Uuid,
    pub seq: i64,
    pub topic: String,
    pub r#type: String,
    pub subject: Uuid,
    /// The [`EventData`] as it was written.
    pub data: Json<Box<RawValue>>,
    pub traceparent: Option<String>,
    pub created_at: Instant,
    /// How much the data takes in the table, in bytes.
    pub size: i32,
}

/// What waits of these people, up to `each` events a person, each person's together and in order, the people in the
/// order in which they are given; no more than fits into `bytes`, but at least one.
///
/// A person comes with any seq that waits, or may. What waits before it is found as well: a person's events are
/// published in order, so that everything up to the newest published one below that seq is published.
///
/// That an event was not published yet is said so that the planner does not see the condition of `outbox_waiting` in
/// it: that index holds everybody's dead entries since the last vacuum, while its estimate says that it is empty.
pub async fn waiting(
    db: impl PgExecutor<'_>,
    people: &[(Uuid, i64)],
    each: i64,
    bytes: i64,
) -> Result<Vec<Waiting>, Error> {
    let (users, seqs): (Vec<_>, Vec<_>) = people.iter().copied().unzip();
    Ok(sqlx::query_as!(
        Waiting,
        r#"SELECT id AS "id!", user_id AS "user_id!", seq AS "seq!", topic AS "topic!", type AS "type!",
            subject AS "subject!", data AS "data!: Json<Box<RawValue>>", traceparent,
            created_at AS "created_at!: Instant", size AS "size!"
        FROM (
            SELECT entry.*, place,
                sum(entry.size) OVER (ORDER BY place, entry.seq) - entry.size AS before
            FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS told (user_id, seq, place)
            CROSS JOIN LATERAL (
                SELECT coalesce(max(newest.seq), 0) AS seq FROM (
                    SELECT seq FROM outbox
                    WHERE user_id = told.user_id AND seq < told.seq AND published_at IS NOT NULL
                    ORDER BY seq DESC LIMIT 1
                ) AS newest
            ) AS published
            CROSS JOIN LATERAL (
                SELECT id, user_id, seq, topic, type, subject, data, traceparent, created_at,
                    pg_column_size(data) AS size
                FROM outbox
                WHERE user_id = told.user_id AND seq > published.seq
                    AND coalesce(published_at, 'infinity') >= 'infinity'
                ORDER BY seq LIMIT $3
            ) AS entry
        ) AS entry
        WHERE before < $4 ORDER BY place, seq"#,
        &users,
        &seqs,
        each,
        bytes,
    )
    .fetch_all(db)
    .await?)
}

/// A row's place in the order of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub created_at: Timestamp,
    pub id: Uuid,
}

impl Place {
    /// Before every row that was created at this instant or later.
    #[must_use]
    pub fn before(created_at: Timestamp) -> Self {
        Self {
            created_at,
            id: Uuid::nil(),
        }
    }
}

/// Whose event waits, and where it lies.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    pub user: Uuid,
    pub seq: i64,
    pub place: Place,
}

/// What waits behind a place, the oldest first, whoever told or did not tell of it.
pub async fn left(db: impl PgExecutor<'_>, after: Place, limit: i64) -> Result<Vec<Left>, Error> {
    let rows = sqlx::query!(
        r#"SELECT user_id, seq, created_at AS "created_at: Instant", id FROM outbox
        WHERE published_at IS NULL AND (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3"#,
        Instant(after.created_at) as _,
        after.id,
        limit,
    )
    .fetch_all(db)
    .await?;
    let left = rows.into_iter().map(|row| Left {
        user: row.user_id,
        seq: row.seq,
        place: Place {
            created_at: row.created_at.0,
            id: row.id,
        },
    });
    Ok(left.collect())
}

/// How much waits to be published, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    pub events: i64,
    pub oldest: Option<Timestamp>,
}

/// Counts at most `limit` events; all of them without a limit.
pub async fn backlog(db: impl PgExecutor<'_>, limit: Option<i64>) -> Result<Backlog, Error> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "events!", min(created_at) AS "oldest: Instant" FROM (
            SELECT created_at FROM outbox WHERE published_at IS NULL ORDER BY created_at, id LIMIT $1
        ) AS oldest"#,
        limit,
    )
    .fetch_one(db)
    .await?;
    Ok(Backlog {
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

/// Tells all replicas; a payload has less than 8,000 bytes.
pub async fn notify(db: impl PgExecutor<'_>, payload: &str) -> Result<(), Error> {
    sqlx::query!("SELECT pg_notify($1, $2) AS told", CHANNEL, payload)
        .execute(db)
        .await?;
    Ok(())
}

/// Does not wait for the disk: a mark that a crash of the server takes back is an event that is published once more.
pub async fn mark_published(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
        UPDATE outbox SET published_at = $2 FROM lazily WHERE id = ANY($1)",
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
        r#"SELECT seq, type, subject, data AS "data: Json<Box<RawValue>>",
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
