//! Writes whole tasks, any number of them in one statement.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::Serialize;
use shared::api::{Due, Recurrence, Reminder, Task, WallTime};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Error, json};
use crate::domain::{search, task::due_at};

/// The columns of a task, by their names.
#[derive(Serialize)]
struct Columns<'a> {
    id: Uuid,
    list_id: Uuid,
    title: &'a str,
    notes: &'a str,
    tags: &'a [String],
    priority: i16,
    due_date: Option<Date>,
    due_time: Option<Time>,
    due_time_zone: Option<&'a str>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
    series_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    start_date: Option<Date>,
    deadline: Option<Date>,
    duration_minutes: Option<u32>,
    recurrence: Option<&'a Recurrence>,
    anchor: Option<&'a Due>,
    reminders: &'a [Reminder],
    position: &'a str,
    due_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
    search: String,
}

impl<'a> From<&'a Task> for Columns<'a> {
    fn from(task: &'a Task) -> Self {
        let due = task.due.as_ref();
        Self {
            id: task.id,
            list_id: task.list_id,
            title: &task.title,
            notes: &task.notes,
            tags: &task.tags,
            priority: task.priority as i16,
            due_date: due.map(|due| due.date),
            due_time: due.and_then(|due| due.time).map(WallTime::time),
            due_time_zone: due.and_then(|due| due.time_zone.as_deref()),
            created_at: task.created_at,
            updated_at: task.updated_at,
            version: task.version,
            series_id: task.series_id,
            parent_id: task.parent_id,
            start_date: task.start_date,
            deadline: task.deadline,
            duration_minutes: task.duration_minutes,
            recurrence: task.recurrence.as_ref(),
            anchor: task.anchor.as_ref(),
            reminders: &task.reminders,
            position: &task.position,
            due_at: zoned_due(task),
            completed_at: task.completed_at,
            deleted_at: task.deleted_at,
            search: search::text(task),
        }
    }
}

/// The instant of a due that names its own zone.
fn zoned_due(task: &Task) -> Option<Timestamp> {
    let due = task.due.as_ref()?;
    due.time_zone.as_ref()?;
    due_at(due, &TimeZone::UTC)
}

fn columns(tasks: &[Task]) -> Result<serde_json::Value, Error> {
    let rows: Vec<_> = tasks.iter().map(Columns::from).collect();
    json("tasks", &rows)
}

/// Writes new tasks. `false` when an id exists already; then the transaction is to be given up.
pub async fn insert(conn: &mut PgConnection, user: Uuid, tasks: &[Task]) -> Result<bool, Error> {
    let written = write(conn, user, tasks, false).await?;
    Ok(usize::try_from(written) == Ok(tasks.len()))
}

/// Writes existing tasks as they are now.
pub async fn update(conn: &mut PgConnection, user: Uuid, tasks: &[Task]) -> Result<(), Error> {
    write(conn, user, tasks, true).await?;
    Ok(())
}

/// Writes tasks as they are now, those that exist already only if they are to be written over; how many were written.
/// Each row is found by its key, whatever the planner makes of their number.
async fn write(
    conn: &mut PgConnection,
    user: Uuid,
    tasks: &[Task],
    over: bool,
) -> Result<u64, Error> {
    if tasks.is_empty() {
        return Ok(0);
    }
    let written = sqlx::query!(
        "INSERT INTO tasks (id, user_id, list_id, title, notes, tags, priority,
            due_date, due_time, due_time_zone, created_at, updated_at, version,
            series_id, parent_id, start_date, deadline, duration_minutes, recurrence, anchor, reminders,
            position, due_at, completed_at, deleted_at, search)
        SELECT new.id, $1, new.list_id, new.title, new.notes, new.tags, new.priority,
            new.due_date, new.due_time, new.due_time_zone, new.created_at, new.updated_at, new.version,
            new.series_id, new.parent_id, new.start_date, new.deadline, new.duration_minutes, new.recurrence,
            new.anchor, new.reminders, new.position, new.due_at, new.completed_at, new.deleted_at, new.search
        FROM jsonb_to_recordset($2) AS new (id uuid, list_id uuid, title text, notes text, tags text[],
            priority smallint, due_date date, due_time time, due_time_zone text, created_at timestamptz,
            updated_at timestamptz, version bigint, series_id uuid, parent_id uuid, start_date date,
            deadline date, duration_minutes integer, recurrence jsonb, anchor jsonb, reminders jsonb,
            position text, due_at timestamptz, completed_at timestamptz, deleted_at timestamptz, search text)
        ON CONFLICT (id) DO UPDATE SET list_id = excluded.list_id, title = excluded.title,
            notes = excluded.notes, tags = excluded.tags, priority = excluded.priority,
            due_date = excluded.due_date, due_time = excluded.due_time, due_time_zone = excluded.due_time_zone,
            updated_at = excluded.updated_at, version = excluded.version, series_id = excluded.series_id,
            parent_id = excluded.parent_id, start_date = excluded.start_date, deadline = excluded.deadline,
            duration_minutes = excluded.duration_minutes, recurrence = excluded.recurrence,
            anchor = excluded.anchor, reminders = excluded.reminders, position = excluded.position,
            due_at = excluded.due_at, completed_at = excluded.completed_at, deleted_at = excluded.deleted_at,
            search = excluded.search
        WHERE $3 AND tasks.user_id = $1",
        user,
        columns(tasks)?,
        over,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected())
}
