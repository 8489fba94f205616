//! Tasks.

use shared::api::{Due, Priority, Status, Task, WallTime};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{
    Error,
    time::{Day, Instant, TimeOfDay},
};

struct Row {
    id: Uuid,
    list_id: Uuid,
    title: String,
    notes: String,
    tags: Vec<String>,
    priority: i16,
    due_date: Option<Day>,
    due_time: Option<TimeOfDay>,
    due_time_zone: Option<String>,
    completed_at: Option<Instant>,
    deleted_at: Option<Instant>,
    created_at: Instant,
    updated_at: Instant,
    version: i64,
}

const PRIORITIES: [Priority; 5] = [
    Priority::None,
    Priority::Low,
    Priority::Medium,
    Priority::High,
    Priority::Urgent,
];

impl TryFrom<Row> for Task {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let priority = usize::try_from(row.priority)
            .ok()
            .and_then(|index| PRIORITIES.get(index).copied())
            .ok_or_else(|| Error::Inconsistent {
                table: "tasks",
                problem: format!("priority {} of {}", row.priority, row.id),
            })?;
        Ok(Self {
            id: row.id,
            list_id: row.list_id,
            title: row.title,
            notes: row.notes,
            tags: row.tags,
            priority,
            due: row.due_date.map(|date| Due {
                date: date.0,
                time: row.due_time.map(|time| WallTime::new(time.0)),
                time_zone: row.due_time_zone,
            }),
            status: if row.completed_at.is_some() {
                Status::Done
            } else {
                Status::Open
            },
            completed_at: row.completed_at.map(|at| at.0),
            deleted_at: row.deleted_at.map(|at| at.0),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
            version: row.version,
        })
    }
}

/// Which tasks a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Open,
    Done,
    All,
    Trash,
}

pub async fn find(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<Option<Task>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, list_id, title, notes, tags, priority,
            due_date AS "due_date: Day", due_time AS "due_time: TimeOfDay", due_time_zone,
            completed_at AS "completed_at: Instant", deleted_at AS "deleted_at: Instant",
            created_at AS "created_at: Instant", updated_at AS "updated_at: Instant", version
        FROM tasks WHERE user_id = $1 AND id = $2"#,
        user,
        id,
    )
    .fetch_optional(db)
    .await?
    .map(Task::try_from)
    .transpose()
}

/// Those of `ids` that are the person's, in no order.
pub async fn find_all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Task>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, list_id, title, notes, tags, priority,
            due_date AS "due_date: Day", due_time AS "due_time: TimeOfDay", due_time_zone,
            completed_at AS "completed_at: Instant", deleted_at AS "deleted_at: Instant",
            created_at AS "created_at: Instant", updated_at AS "updated_at: Instant", version
        FROM tasks WHERE user_id = $1 AND id = ANY($2)"#,
        user,
        ids,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Task::try_from)
    .collect()
}

/// A page of tasks, newest first, older than `before`.
pub async fn page(
    db: impl PgExecutor<'_>,
    user: Uuid,
    shown: Shown,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, list_id, title, notes, tags, priority,
            due_date AS "due_date: Day", due_time AS "due_time: TimeOfDay", due_time_zone,
            completed_at AS "completed_at: Instant", deleted_at AS "deleted_at: Instant",
            created_at AS "created_at: Instant", updated_at AS "updated_at: Instant", version
        FROM tasks
        WHERE user_id = $1
            AND (deleted_at IS NOT NULL) = $2
            AND ($3::boolean IS NULL OR (completed_at IS NOT NULL) = $3)
            AND ($4::uuid IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5"#,
        user,
        shown == Shown::Trash,
        match shown {
            Shown::Open => Some(false),
            Shown::Done => Some(true),
            Shown::All | Shown::Trash => None,
        },
        before,
        limit,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Task::try_from)
    .collect()
}

/// Writes a new task. `false` when the id exists already.
pub async fn insert(conn: &mut PgConnection, user: Uuid, task: &Task) -> Result<bool, Error> {
    let due = task.due.as_ref();
    let written = sqlx::query!(
        "INSERT INTO tasks (id, user_id, list_id, title, notes, tags, priority,
            due_date, due_time, due_time_zone, created_at, updated_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO NOTHING",
        task.id,
        user,
        task.list_id,
        task.title,
        task.notes,
        &task.tags,
        task.priority as i16,
        due.map(|due| Day(due.date)) as _,
        due.and_then(|due| due.time)
            .map(|time| TimeOfDay(time.time())) as _,
        due.and_then(|due| due.time_zone.as_deref()),
        Instant(task.created_at) as _,
        Instant(task.updated_at) as _,
        task.version,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Writes an existing task as it is now.
pub async fn update(conn: &mut PgConnection, user: Uuid, task: &Task) -> Result<(), Error> {
    let due = task.due.as_ref();
    sqlx::query!(
        "UPDATE tasks SET list_id = $3, title = $4, notes = $5, tags = $6, priority = $7,
            due_date = $8, due_time = $9, due_time_zone = $10,
            completed_at = $11, deleted_at = $12, updated_at = $13, version = $14
        WHERE user_id = $1 AND id = $2",
        user,
        task.id,
        task.list_id,
        task.title,
        task.notes,
        &task.tags,
        task.priority as i16,
        due.map(|due| Day(due.date)) as _,
        due.and_then(|due| due.time)
            .map(|time| TimeOfDay(time.time())) as _,
        due.and_then(|due| due.time_zone.as_deref()),
        task.completed_at.map(Instant) as _,
        task.deleted_at.map(Instant) as _,
        Instant(task.updated_at) as _,
        task.version,
    )
    .execute(conn)
    .await?;
    Ok(())
}
