//! Reminders that are to come.

use jiff::Timestamp;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// A reminder that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub task_id: Uuid,
    pub id: Uuid,
    /// Of one that was put off: its notification.
    pub notification_id: Option<Uuid>,
}

/// Brings the rows of a task in step with its reminders: those to come are there, and those due by now stay until
/// the worker has seen them. A task that reminds no more loses those that were put off, too.
pub async fn sync(
    conn: &mut PgConnection,
    user: Uuid,
    task: Uuid,
    instants: &[(Uuid, Timestamp)],
    reminds: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<_> = instants.iter().map(|(id, _)| *id).collect();
    let times: Vec<_> = instants.iter().map(|(_, at)| Instant(*at)).collect();
    sqlx::query!(
        "DELETE FROM reminders
        WHERE task_id = $1 AND NOT ($4 AND notification_id IS NOT NULL)
            AND (id, fire_at) NOT IN (SELECT * FROM unnest($2::uuid[], $3::timestamptz[]))",
        task,
        &ids,
        &times as _,
        reminds,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO reminders (task_id, id, user_id, fire_at)
        SELECT $1, wanted.id, $2, wanted.at
        FROM unnest($3::uuid[], $4::timestamptz[]) AS wanted (id, at)
        WHERE wanted.at > $5
        ON CONFLICT (task_id, id) DO NOTHING",
        task,
        user,
        &ids,
        &times as _,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets a notification come back at `at`.
pub async fn put_off(
    conn: &mut PgConnection,
    user: Uuid,
    task: Uuid,
    notification: Uuid,
    at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO reminders (task_id, id, user_id, fire_at, notification_id) VALUES ($1, $2, $3, $4, $2)
        ON CONFLICT (task_id, id) DO UPDATE SET fire_at = $4, claimed_until = NULL",
        task,
        notification,
        user,
        Instant(at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Claims what is due by now for this replica, and tells whose it is. Rows that another replica is claiming are
/// passed over, and a claim that came to nothing ends.
pub async fn claim(
    db: impl PgExecutor<'_>,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let mut people = sqlx::query_scalar!(
        "UPDATE reminders SET claimed_until = $2
        WHERE (task_id, id) IN (
            SELECT task_id, id FROM reminders
            WHERE fire_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY fire_at LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        RETURNING user_id",
        Instant(now) as _,
        Instant(until) as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// Takes a person's reminders that are due by now: whoever takes one sends it, in the same transaction.
pub async fn take(conn: &mut PgConnection, user: Uuid, now: Timestamp) -> Result<Vec<Due>, Error> {
    Ok(sqlx::query_as!(
        Due,
        "DELETE FROM reminders WHERE user_id = $1 AND fire_at <= $2 RETURNING task_id, id, notification_id",
        user,
        Instant(now) as _,
    )
    .fetch_all(conn)
    .await?)
}
