//! A JSON merge patch of a task.

use jiff::{ZonedDateTime, civil::Date};
use serde_json::Value;
use shared::api::{Recurrence, Reminder, Task};

use super::{
    super::{Invalid, patch, position},
    anchor, fields, needs_due, remind_by_default,
};

/// The task with a JSON merge patch (RFC 7396) applied. Whether another list or parent is there, the caller
/// checks, before it makes a change of it with [`super::updated`].
///
/// # Errors
/// When a field is unknown, read-only and different, of the wrong type, or breaks a rule.
pub fn patched(
    task: &Task,
    patch: &Value,
    default_reminder: Option<u32>,
    now: &ZonedDateTime,
) -> Result<Task, Invalid> {
    let mut after = task.clone();
    let fields = patch::fields(patch)?;
    for (name, value) in fields {
        set(&mut after, name, value)?;
    }
    repeat(task, &mut after, fields.contains_key("recurrence"), now)?;
    if fields.contains_key("reminders") {
        needs_due(&after)?;
    } else {
        if after.due.is_none() {
            after
                .reminders
                .retain(|reminder| reminder.before_minutes.is_none());
        }
        let timed = |task: &Task| task.due.as_ref().is_some_and(|due| due.time.is_some());
        if timed(&after) && !timed(task) {
            remind_by_default(&mut after, default_reminder);
        }
    }
    Ok(after)
}

/// A new due moves this occurrence only. A new rule, or the rule together with a new due, counts from that due.
/// Without a due there is no repeat, unless the patch asks for one.
fn repeat(
    before: &Task,
    after: &mut Task,
    named: bool,
    now: &ZonedDateTime,
) -> Result<(), Invalid> {
    let rule_changed = before.recurrence != after.recurrence;
    let due_changed = before.due != after.due;
    if named && (rule_changed || due_changed) {
        anchor(after, now)
    } else {
        if after.due.is_none() {
            after.recurrence = None;
            after.anchor = None;
        }
        Ok(())
    }
}

fn set(task: &mut Task, name: &str, value: &Value) -> Result<(), Invalid> {
    match name {
        "title" => task.title = fields::title(&patch::read::<String>("title", value)?)?,
        "notes" => {
            task.notes = fields::notes(&patch::read_or_default::<String>("notes", value)?)?;
        }
        "tags" => {
            task.tags = fields::tags(&patch::read_or_default::<Vec<String>>("tags", value)?)?;
        }
        "priority" => task.priority = patch::read_or_default("priority", value)?,
        "list_id" => task.list_id = patch::read("list_id", value)?,
        "parent_id" => task.parent_id = patch::read("parent_id", value)?,
        "position" => {
            let text: String = patch::read("position", value)?;
            task.position = position::parse("position", &text)?;
        }
        "due" => {
            task.due = patch::merged("due", task.due.as_ref(), value)?
                .map(fields::due)
                .transpose()?;
        }
        "start_date" => task.start_date = day("start_date", value)?,
        "deadline" => task.deadline = day("deadline", value)?,
        "duration_minutes" => {
            let minutes: Option<u32> = patch::read("duration_minutes", value)?;
            task.duration_minutes = minutes.map(fields::duration).transpose()?;
        }
        "recurrence" => {
            task.recurrence =
                patch::merged::<Recurrence>("recurrence", task.recurrence.as_ref(), value)?;
        }
        "reminders" => {
            let reminders = patch::read_or_default::<Vec<Reminder>>("reminders", value)?;
            task.reminders = fields::reminders(reminders)?;
        }
        _ => {
            const FIELDS: [&str; 8] = [
                "id",
                "series_id",
                "status",
                "completed_at",
                "deleted_at",
                "created_at",
                "updated_at",
                "version",
            ];
            return patch::read_only(&FIELDS, task, name, value);
        }
    }
    Ok(())
}

fn day(field: &'static str, value: &Value) -> Result<Option<Date>, Invalid> {
    let date = shared::api::text::option::deserialize::<Date, _>(value.clone())
        .map_err(|error| Invalid::new(field, error.to_string()))?;
    date.map(|date| fields::day(field, date)).transpose()
}
