//! What may happen to a task. Each function takes the task as it is and returns it as it will be.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value;
use shared::api::{CreateTask, Due, Priority, Status, Task};
use uuid::Uuid;

use super::{Invalid, account, line};

pub const TITLE_MAX: usize = 500;
const NOTES_MAX: usize = 10_000;
const TAGS_MAX: usize = 50;
const TAG_MAX: usize = 50;

/// What happened to a task; `before` is `None` for a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: &'static str,
    pub before: Option<Task>,
    pub after: Task,
    pub changed: Vec<String>,
}

/// # Errors
/// When a field breaks a rule.
pub fn create(
    request: &CreateTask,
    id: Uuid,
    list: Uuid,
    now: Timestamp,
) -> Result<Change, Invalid> {
    let after = Task {
        id,
        list_id: list,
        title: title(&request.title)?,
        notes: notes(&request.notes)?,
        tags: tags(&request.tags)?,
        priority: request.priority,
        due: request.due.clone().map(due).transpose()?,
        status: Status::Open,
        completed_at: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    Ok(Change {
        kind: "task.created",
        before: None,
        after,
        changed: Vec::new(),
    })
}

/// Applies a JSON merge patch (RFC 7396). `None` when it changes nothing.
///
/// # Errors
/// When a field is unknown, read-only and different, of the wrong type, or breaks a rule.
pub fn update(task: &Task, patch: &Value, now: Timestamp) -> Result<Option<Change>, Invalid> {
    let Value::Object(fields) = patch else {
        return Err(Invalid::new("body", "expected a JSON object"));
    };
    let mut after = task.clone();
    for (name, value) in fields {
        set(&mut after, name, value)?;
    }
    Ok(changed_by(task, after, "task.updated", now))
}

fn set(task: &mut Task, name: &str, value: &Value) -> Result<(), Invalid> {
    match name {
        "title" => task.title = title(&read::<String>("title", value)?)?,
        "notes" => {
            task.notes = notes(&read::<Option<String>>("notes", value)?.unwrap_or_default())?;
        }
        "tags" => {
            task.tags = tags(&read::<Option<Vec<String>>>("tags", value)?.unwrap_or_default())?;
        }
        "priority" => {
            task.priority = read::<Option<Priority>>("priority", value)?.unwrap_or_default();
        }
        "list_id" => task.list_id = read("list_id", value)?,
        "due" => task.due = patch_due(task.due.as_ref(), value)?,
        _ => return read_only(task, name, value),
    }
    Ok(())
}

/// A field that only the server sets may come back as it was sent.
fn read_only(task: &Task, name: &str, value: &Value) -> Result<(), Invalid> {
    const FIELDS: [&str; 7] = [
        "id",
        "status",
        "completed_at",
        "deleted_at",
        "created_at",
        "updated_at",
        "version",
    ];
    let Some(field) = FIELDS.into_iter().find(|field| *field == name) else {
        return Err(Invalid::new("body", format!("unknown field `{name}`")));
    };
    let current = serde_json::to_value(task).unwrap_or_default();
    if current.get(field) == Some(value) {
        Ok(())
    } else {
        Err(Invalid::new(field, "cannot be set by an update"))
    }
}

fn patch_due(current: Option<&Due>, value: &Value) -> Result<Option<Due>, Invalid> {
    if value.is_null() {
        return Ok(None);
    }
    let mut merged = current.map_or_else(
        || Value::Object(serde_json::Map::new()),
        |due| serde_json::to_value(due).unwrap_or_default(),
    );
    if let (Value::Object(merged), Value::Object(fields)) = (&mut merged, value) {
        for (name, value) in fields {
            merged.insert(name.clone(), value.clone());
        }
    } else {
        return Err(Invalid::new("due", "expected an object or null"));
    }
    due(read("due", &merged)?).map(Some)
}

fn read<T: serde::de::DeserializeOwned>(field: &'static str, value: &Value) -> Result<T, Invalid> {
    serde_json::from_value(value.clone()).map_err(|error| Invalid::new(field, error.to_string()))
}

/// Closes an open task; `None` when it is done already.
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

#[must_use]
pub fn restore(task: &Task, now: Timestamp) -> Option<Change> {
    changed_by(
        task,
        Task {
            deleted_at: None,
            ..task.clone()
        },
        "task.restored",
        now,
    )
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
    let fields = [
        ("list_id", before.list_id != after.list_id),
        ("title", before.title != after.title),
        ("notes", before.notes != after.notes),
        ("tags", before.tags != after.tags),
        ("priority", before.priority != after.priority),
        ("due", before.due != after.due),
        ("status", before.status != after.status),
        ("deleted_at", before.deleted_at != after.deleted_at),
    ];
    let changed: Vec<_> = fields
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name.to_owned())
        .collect();
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

fn title(text: &str) -> Result<String, Invalid> {
    line("title", text, TITLE_MAX)
}

fn notes(text: &str) -> Result<String, Invalid> {
    let length = text.chars().count();
    if length > NOTES_MAX {
        return Err(Invalid::new(
            "notes",
            format!("at most {NOTES_MAX} characters, not {length}"),
        ));
    }
    if text
        .chars()
        .any(|char| char.is_control() && !matches!(char, '\n' | '\t' | '\r'))
    {
        return Err(Invalid::new("notes", "must not contain control characters"));
    }
    Ok(text.to_owned())
}

fn tags(tags: &[String]) -> Result<Vec<String>, Invalid> {
    if tags.len() > TAGS_MAX {
        return Err(Invalid::new(
            "tags",
            format!("at most {TAGS_MAX} tags, not {}", tags.len()),
        ));
    }
    let mut kept: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = line("tags", tag.trim_start_matches('#'), TAG_MAX)?;
        if tag.contains(char::is_whitespace) {
            return Err(Invalid::new("tags", "a tag is one word"));
        }
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    Ok(kept)
}

fn due(due: Due) -> Result<Due, Invalid> {
    if !(1970..=9999).contains(&due.date.year()) {
        return Err(Invalid::new(
            "due.date",
            "expected a year from 1970 to 9999",
        ));
    }
    if let Some(zone) = &due.time_zone {
        account::time_zone("due.time_zone", zone)?;
        if due.time.is_none() {
            return Err(Invalid::new(
                "due.time_zone",
                "needs a time: a day alone has no zone",
            ));
        }
    }
    Ok(due)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn task() -> Task {
        let request = CreateTask {
            title: "buy milk".to_owned(),
            due: serde_json::from_value(json!({"date": "2026-11-24", "time": "17:00"})).unwrap(),
            ..CreateTask::default()
        };
        create(&request, Uuid::nil(), Uuid::nil(), now())
            .unwrap()
            .after
    }

    #[test]
    fn a_new_day_keeps_the_time() {
        let change = update(&task(), &json!({"due": {"date": "2026-11-25"}}), now())
            .unwrap()
            .unwrap();
        assert_eq!(change.after.due.unwrap().time.unwrap().to_string(), "17:00");
        assert_eq!(change.changed, ["due"]);
    }

    #[test]
    fn what_only_the_server_sets_may_come_back_equal_but_not_changed() {
        assert_eq!(update(&task(), &json!({"version": 1}), now()), Ok(None));
        assert_eq!(
            update(&task(), &json!({"version": 2}), now())
                .unwrap_err()
                .field,
            "version"
        );
    }

    #[test]
    fn wrong_fields_are_named() {
        for (patch, field) in [
            (json!({"title": " "}), "title"),
            (json!({"title": "a\u{7}b"}), "title"),
            (json!({"title": "a".repeat(501)}), "title"),
            (json!({"notes": "a".repeat(10_001)}), "notes"),
            (json!({"priority": "p1"}), "priority"),
            (json!({"due": {"date": "2026-02-30"}}), "due"),
            (json!({"due": {"date": "1969-12-31"}}), "due.date"),
            (
                json!({"due": {"time_zone": "Mars/Olympus"}}),
                "due.time_zone",
            ),
            (json!({"tags": ["two words"]}), "tags"),
            (json!([]), "body"),
            (json!({"colour": 1}), "body"),
        ] {
            assert_eq!(
                update(&task(), &patch, now()).unwrap_err().field,
                field,
                "{patch}"
            );
        }
    }

    #[test]
    fn completing_twice_changes_once() {
        let done = complete(&task(), now()).unwrap().after;
        assert_eq!(done.status, Status::Done);
        assert_eq!(complete(&done, now()), None);
    }

    #[test]
    fn reverting_a_change_brings_the_old_task_back_as_a_new_version() {
        let before = task();
        let done = complete(&before, now()).unwrap().after;
        let change = revert(&done, Some(&before), now()).unwrap();
        assert_eq!(change.kind, "task.reopened");
        assert_eq!(
            change.after,
            Task {
                version: 3,
                ..before
            }
        );
    }

    #[test]
    fn a_skipped_time_is_moved_on() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let due = serde_json::from_value(json!({"date": "2027-03-28", "time": "02:30"})).unwrap();
        assert_eq!(
            due_at(&due, &berlin).unwrap().to_string(),
            "2027-03-28T01:30:00Z"
        );
    }
}
