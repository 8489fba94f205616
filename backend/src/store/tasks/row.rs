//! A row of `tasks`, and the task it stands for.

use serde::de::DeserializeOwned;
use shared::api::{Due, Priority, Status, Task, WallTime};
use uuid::Uuid;

use super::super::{
    Error,
    time::{Day, Instant, TimeOfDay},
};

pub(super) const COLUMNS: &str = "id, series_id, list_id, parent_id, title, notes, tags, priority, start_date, \
    due_date, due_time, due_time_zone, deadline, duration_minutes, recurrence, anchor, reminders, position, \
    completed_at, deleted_at, created_at, updated_at, version";

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Uuid,
    series_id: Option<Uuid>,
    list_id: Uuid,
    parent_id: Option<Uuid>,
    title: String,
    notes: String,
    tags: Vec<String>,
    priority: i16,
    start_date: Option<Day>,
    due_date: Option<Day>,
    due_time: Option<TimeOfDay>,
    due_time_zone: Option<String>,
    deadline: Option<Day>,
    duration_minutes: Option<i32>,
    recurrence: Option<serde_json::Value>,
    anchor: Option<serde_json::Value>,
    reminders: serde_json::Value,
    position: String,
    completed_at: Option<Instant>,
    deleted_at: Option<Instant>,
    created_at: Instant,
    updated_at: Instant,
    version: i64,
    /// Of a listing that sorts by it.
    #[sqlx(default)]
    pub(super) relevance: Option<i32>,
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
        let id = row.id;
        let priority = usize::try_from(row.priority)
            .ok()
            .and_then(|index| PRIORITIES.get(index).copied())
            .ok_or_else(|| inconsistent(id, format!("priority {}", row.priority)))?;
        Ok(Self {
            id,
            series_id: row.series_id,
            list_id: row.list_id,
            parent_id: row.parent_id,
            title: row.title,
            notes: row.notes,
            tags: row.tags,
            priority,
            start_date: row.start_date.map(|day| day.0),
            due: row.due_date.map(|date| Due {
                date: date.0,
                time: row.due_time.map(|time| WallTime::new(time.0)),
                time_zone: row.due_time_zone,
            }),
            deadline: row.deadline.map(|day| day.0),
            duration_minutes: row
                .duration_minutes
                .and_then(|minutes| u32::try_from(minutes).ok()),
            recurrence: row.recurrence.map(|value| read(id, value)).transpose()?,
            reminders: read(id, row.reminders)?,
            status: if row.completed_at.is_some() {
                Status::Done
            } else {
                Status::Open
            },
            position: row.position,
            completed_at: row.completed_at.map(|at| at.0),
            deleted_at: row.deleted_at.map(|at| at.0),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
            version: row.version,
            anchor: row.anchor.map(|value| read(id, value)).transpose()?,
        })
    }
}

fn read<T: DeserializeOwned>(id: Uuid, value: serde_json::Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| inconsistent(id, error))
}

fn inconsistent(id: Uuid, problem: impl std::fmt::Display) -> Error {
    Error::Inconsistent {
        table: "tasks",
        problem: format!("{problem} of {id}"),
    }
}
