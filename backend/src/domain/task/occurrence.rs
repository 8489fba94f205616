//! The occurrences of a repeating task: the task keeps its id and moves on, what is closed becomes a row of its own.

use jiff::{Span, ZonedDateTime, civil::Date};
use shared::api::{Status, Task};
use uuid::Uuid;

use super::{Change, changed_by};
use crate::domain::recurrence;

/// One occurrence closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The row that stays in Completed.
    pub occurrence: Change,
    /// The task, at its next occurrence.
    pub advanced: Change,
}

/// Closes the current occurrence of an open repeat. `None` when it does not repeat, or this was the last: then
/// the task itself is completed.
#[must_use]
pub fn close(task: &Task, closed_id: Uuid, now: &ZonedDateTime) -> Option<Closed> {
    let advanced = advance(task, now)?;
    let at = now.timestamp();
    let closed = Task {
        id: closed_id,
        series_id: Some(task.id),
        recurrence: None,
        anchor: None,
        reminders: Vec::new(),
        status: Status::Done,
        completed_at: Some(at),
        created_at: at,
        updated_at: at,
        version: 1,
        ..task.clone()
    };
    Some(Closed {
        occurrence: Change {
            kind: "task.completed",
            before: None,
            after: closed,
            changed: vec!["status".to_owned()],
        },
        advanced,
    })
}

/// Moves a repeat on without having done it. `None` when there is no next occurrence.
#[must_use]
pub fn skip(task: &Task, now: &ZonedDateTime) -> Option<Change> {
    advance(task, now)
}

fn advance(task: &Task, now: &ZonedDateTime) -> Option<Change> {
    if task.status == Status::Done {
        return None;
    }
    let (rule, due) = (task.recurrence.as_ref()?, task.due.as_ref()?);
    let next = recurrence::next(rule, task.anchor.as_ref().unwrap_or(due), due, now)?;
    // Start and deadline keep their distance from the due date.
    let along = |date: Date| {
        let distance: Span = date.since(due.date).ok()?;
        next.due.date.checked_add(distance).ok()
    };
    let after = Task {
        start_date: task.start_date.and_then(along),
        deadline: task.deadline.and_then(along),
        reminders: task
            .reminders
            .iter()
            .filter(|reminder| reminder.before_minutes.is_some())
            .cloned()
            .collect(),
        due: Some(next.due.clone()),
        recurrence: Some(next.recurrence),
        anchor: Some(next.anchor),
        ..task.clone()
    };
    changed_by(task, after, "task.updated", now.timestamp())
}
