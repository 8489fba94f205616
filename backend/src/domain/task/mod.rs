//! What may happen to a task. Each function takes the task as it is and returns it as it will be.

mod fields;
mod occurrence;
mod update;

pub use fields::{MINUTES_MAX, NOTES_MAX, REMINDERS_MAX, TAG_MAX, TAGS_MAX, TITLE_MAX, day, tag};
pub(super) use fields::{due as due_kept, instant};
pub use occurrence::{Closed, close, skip};
pub use update::patched;

use jiff::{Timestamp, ZonedDateTime, civil, tz::TimeZone};
use shared::api::{CreateTask, Due, Reminder, Status, Task};
use uuid::Uuid;

use super::{Invalid, recurrence};

/// What happened to a task; `before` is `None` for a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: &'static str,
    pub before: Option<Task>,
    pub after: Task,
    pub changed: Vec<String>,
}

/// Where a task is kept: the caller has checked that list and parent are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub list_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub position: String,
}

/// A new task. `default_reminder` is the person's: so many minutes before a time, or none.
///
/// # Errors
/// When a field breaks a rule.
pub fn create(
    request: &CreateTask,
    id: Uuid,
    place: Place,
    default_reminder: Option<u32>,
    now: &ZonedDateTime,
) -> Result<Change, Invalid> {
    let at = now.timestamp();
    let day =
        |field, date: Option<civil::Date>| date.map(|date| fields::day(field, date)).transpose();
    let due = request.due.clone().map(fields::due).transpose()?;
    let mut after = Task {
        id,
        series_id: None,
        list_id: place.list_id,
        parent_id: place.parent_id,
        title: fields::title(&request.title)?,
        notes: fields::notes(&request.notes)?,
        tags: fields::tags(&request.tags)?,
        priority: request.priority,
        start_date: day("start_date", request.start_date)?,
        due,
        deadline: day("deadline", request.deadline)?,
        duration_minutes: request.duration_minutes.map(fields::duration).transpose()?,
        recurrence: request.recurrence.clone(),
        reminders: fields::reminders(request.reminders.clone().unwrap_or_default())?,
        status: Status::Open,
        position: place.position,
        completed_at: None,
        deleted_at: None,
        created_at: at,
        updated_at: at,
        version: 1,
        anchor: None,
    };
    anchor(&mut after, now)?;
    needs_due(&after)?;
    if request.reminders.is_none() {
        remind_by_default(&mut after, default_reminder);
    }
    Ok(Change {
        kind: "task.created",
        before: None,
        after,
        changed: Vec::new(),
    })
}

/// A task that was elsewhere before, kept as it was; its first version here.
#[must_use]
pub fn imported(task: &Task, place: Place, now: Timestamp) -> Change {
    Change {
        kind: "task.created",
        before: None,
        after: Task {
            updated_at: now,
            version: 1,
            ..placed(task, place)
        },
        changed: Vec::new(),
    }
}

/// Makes a repeat count from its due; without one, it takes the first date of its rule.
fn anchor(task: &mut Task, now: &ZonedDateTime) -> Result<(), Invalid> {
    let Some(rule) = &task.recurrence else {
        task.anchor = None;
        return Ok(());
    };
    let due = match task.due.take() {
        Some(due) => due,
        None => recurrence::first(rule, now)?,
    };
    recurrence::check(rule, &due, now.time_zone())?;
    task.anchor = Some(due.clone());
    task.due = Some(due);
    Ok(())
}

fn needs_due(task: &Task) -> Result<(), Invalid> {
    let relative = |reminder: &Reminder| reminder.before_minutes.is_some();
    if task.due.is_none() && task.reminders.iter().any(relative) {
        return Err(Invalid::new("reminders", "before_minutes needs a due date"));
    }
    Ok(())
}

fn remind_by_default(task: &mut Task, default: Option<u32>) {
    let timed = task.due.as_ref().is_some_and(|due| due.time.is_some());
    if let (true, true, Some(minutes)) = (timed, task.reminders.is_empty(), default) {
        task.reminders.push(Reminder {
            id: Uuid::nil(),
            before_minutes: Some(minutes),
            at: None,
        });
    }
}

/// Closes an open task; `None` when it is done already. Of a repeat, [`close`] closes one occurrence.
#[must_use]
pub fn complete(task: &Task, now: Timestamp) -> Option<Change> {
    let mut after = task.clone();
    if after.status == Status::Open {
        after.status = Status::Done;
        after.completed_at = Some(now);
    }
    changed_by(task, after, "task.completed", now)
}

#[must_use]
pub fn reopen(task: &Task, now: Timestamp) -> Option<Change> {
    let after = Task {
        status: Status::Open,
        completed_at: None,
        ..task.clone()
    };
    changed_by(task, after, "task.reopened", now)
}

/// Moves a task to the trash.
#[must_use]
pub fn delete(task: &Task, now: Timestamp) -> Option<Change> {
    let after = Task {
        deleted_at: task.deleted_at.or(Some(now)),
        ..task.clone()
    };
    changed_by(task, after, "task.deleted", now)
}

/// Takes a task out of the trash, to where there is room for it now.
#[must_use]
pub fn restore(task: &Task, place: Place, now: Timestamp) -> Option<Change> {
    task.deleted_at?;
    let after = Task {
        deleted_at: None,
        ..placed(task, place)
    };
    changed_by(task, after, "task.restored", now)
}

/// Moves a task to another list, under another task, or to another place among its neighbours.
#[must_use]
pub fn relocate(task: &Task, place: Place, now: Timestamp) -> Option<Change> {
    changed_by(task, placed(task, place), "task.updated", now)
}

fn placed(task: &Task, place: Place) -> Task {
    Task {
        list_id: place.list_id,
        parent_id: place.parent_id,
        position: place.position,
        ..task.clone()
    }
}

/// Gives a tag of a task another name, or takes it away. `None` where that changes nothing.
#[must_use]
pub fn retag(task: &Task, tag: &str, name: Option<&str>, now: Timestamp) -> Option<Change> {
    let mut tags: Vec<String> = Vec::with_capacity(task.tags.len());
    for own in &task.tags {
        let own = if own == tag { name } else { Some(own.as_str()) };
        if let Some(own) = own
            && !tags.iter().any(|known| known == own)
        {
            tags.push(own.to_owned());
        }
    }
    let after = Task {
        tags,
        ..task.clone()
    };
    changed_by(task, after, "task.updated", now)
}

/// What makes `after` of a task. `None` when that is what it is.
#[must_use]
pub fn updated(task: &Task, after: Task, now: Timestamp) -> Option<Change> {
    changed_by(task, after, "task.updated", now)
}

/// Brings back what the task was before a change; a task that did not exist goes to the trash.
#[must_use]
pub fn revert(task: &Task, before: Option<&Task>, now: Timestamp) -> Option<Change> {
    let Some(before) = before else {
        return delete(task, now);
    };
    let kind = match (
        task.deleted_at,
        before.deleted_at,
        task.status,
        before.status,
    ) {
        (Some(_), None, _, _) => "task.restored",
        (None, Some(_), _, _) => "task.deleted",
        (_, _, Status::Done, Status::Open) => "task.reopened",
        (_, _, Status::Open, Status::Done) => "task.completed",
        _ => "task.updated",
    };
    changed_by(task, before.clone(), kind, now)
}

fn changed_by(
    before: &Task,
    mut after: Task,
    kind: &'static str,
    now: Timestamp,
) -> Option<Change> {
    let changed = super::named(&[
        ("list_id", before.list_id != after.list_id),
        ("parent_id", before.parent_id != after.parent_id),
        ("title", before.title != after.title),
        ("notes", before.notes != after.notes),
        ("tags", before.tags != after.tags),
        ("priority", before.priority != after.priority),
        ("start_date", before.start_date != after.start_date),
        ("due", before.due != after.due),
        ("deadline", before.deadline != after.deadline),
        (
            "duration_minutes",
            before.duration_minutes != after.duration_minutes,
        ),
        ("recurrence", before.recurrence != after.recurrence),
        ("reminders", before.reminders != after.reminders),
        ("position", before.position != after.position),
        ("status", before.status != after.status),
        ("deleted_at", before.deleted_at != after.deleted_at),
    ]);
    if changed.is_empty() {
        return None;
    }
    after.version = before.version + 1;
    after.updated_at = now;
    Some(Change {
        kind,
        before: Some(before.clone()),
        after,
        changed,
    })
}

/// The instant at which a task is due: the end of its day where it has no time. A time that a change to
/// daylight saving skips is moved on, one that comes twice is the first (RFC 5545, section 3.3.5).
#[must_use]
pub fn due_at(due: &Due, zone: &TimeZone) -> Option<Timestamp> {
    let own = due
        .time_zone
        .as_deref()
        .and_then(|name| TimeZone::get(name).ok());
    let zone = own.as_ref().unwrap_or(zone);
    let at = match due.time {
        Some(time) => due.date.to_datetime(time.time()),
        None => due
            .date
            .tomorrow()
            .ok()?
            .to_datetime(civil::Time::midnight()),
    };
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

#[cfg(test)]
mod tests;
