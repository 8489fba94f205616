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

/// A task whose reminders are to be as its fields say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    pub task: Uuid,
    pub instants: Vec<(Uuid, Timestamp)>,
    /// Not of one that is done or in the trash: it loses those that were put off, too.
    pub reminds: bool,
}

/// Brings the rows of tasks in step with their reminders: those to come are there, and those due by now stay until
/// the worker has seen them.
pub async fn sync(
    conn: &mut PgConnection,
    user: Uuid,
    armed: &[Armed],
    now: Timestamp,
) -> Result<(), Error> {
    if armed.is_empty() {
        return Ok(());
    }
    let tasks: Vec<_> = armed.iter().map(|armed| armed.task).collect();
    let reminds: Vec<_> = armed.iter().map(|armed| armed.reminds).collect();
    let (mut of, mut ids, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for armed in armed {
        for (id, at) in &armed.instants {
            of.push(armed.task);
            ids.push(*id);
            times.push(Instant(*at));
        }
    }
    sqlx::query!(
        "DELETE FROM reminders USING unnest($1::uuid[], $2::boolean[]) AS armed (task_id, reminds)
        WHERE reminders.task_id = armed.task_id
            AND NOT (armed.reminds AND reminders.notification_id IS NOT NULL)
            AND (reminders.task_id, reminders.id, reminders.fire_at)
                NOT IN (SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[]))",
        &tasks,
        &reminds,
        &of,
        &ids,
        &times as _,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO reminders (task_id, id, user_id, fire_at)
        SELECT wanted.task_id, wanted.id, $1, wanted.at
        FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) AS wanted (task_id, id, at)
        WHERE wanted.at > $5
        ON CONFLICT (task_id, id) DO NOTHING",
        user,
        &of,
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
/// passed over, and a claim that came to nothing ends. How many at most stands in the statement, where the planner
/// sees it; the rows are locked, so that they stay where they are.
pub async fn claim(
    db: impl PgExecutor<'_>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Uuid>, Error> {
    let mut people = sqlx::query_scalar!(
        "UPDATE reminders SET claimed_until = $2
        WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM reminders
            WHERE fire_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY fire_at LIMIT 200 FOR UPDATE SKIP LOCKED
        ))
        RETURNING user_id",
        Instant(now) as _,
        Instant(until) as _,
    )
    .fetch_all(db)
    .await?;
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// When the first of all reminders is due, or was.
pub async fn first(db: impl PgExecutor<'_>) -> Result<Option<Timestamp>, Error> {
    let first = sqlx::query_scalar!(r#"SELECT min(fire_at) AS "first: Instant" FROM reminders"#)
        .fetch_one(db)
        .await?;
    Ok(first.map(|at| at.0))
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
