//! Any table with a column of titles; the others are known by what they are commonly called.

use shared::api::{ImportColumn, Priority, Recurrence, RecurrenceMode};

use super::{
    Builder, Invalid,
    draft::{Draft, exact, tags},
    table::{Row, Table},
};

/// The fields of a task, and how columns call them.
const FIELDS: [(&str, &[&str]); 11] = [
    (
        "title",
        &[
            "title",
            "task",
            "task name",
            "name",
            "content",
            "summary",
            "subject",
            "todo",
        ],
    ),
    (
        "notes",
        &["notes", "note", "description", "details", "body"],
    ),
    (
        "list_id",
        &["list", "list name", "project", "folder", "category"],
    ),
    ("tags", &["tags", "tag", "labels", "label"]),
    ("priority", &["priority", "importance"]),
    ("due", &["due", "due date", "date", "when"]),
    ("due.time", &["time", "due time"]),
    ("deadline", &["deadline"]),
    ("start_date", &["start", "start date"]),
    (
        "completed_at",
        &[
            "done",
            "completed",
            "status",
            "completed at",
            "completed on",
        ],
    ),
    ("recurrence", &["repeat", "recurrence", "rule", "rrule"]),
];

fn called(field: &str) -> &'static [&'static str] {
    FIELDS
        .iter()
        .find(|(known, _)| *known == field)
        .map_or(&[], |(_, names)| names)
}

fn header(names: &[String]) -> bool {
    names
        .iter()
        .any(|name| called("title").contains(&name.as_str()))
}

pub(super) fn read(text: &str, builder: &mut Builder<'_>) -> Result<Vec<ImportColumn>, Invalid> {
    let table = Table::read(
        text,
        header,
        "expected a table whose first row names its columns, one of them `title`",
    )?;
    for row in table.rows() {
        let draft = draft(&row, builder);
        builder.add(row.number, draft);
    }
    Ok(table.columns(|name| {
        FIELDS
            .iter()
            .find(|(_, names)| names.contains(&name))
            .map(|(field, _)| *field)
    }))
}

fn draft(row: &Row<'_>, builder: &mut Builder<'_>) -> Draft {
    let of = |field| row.first(called(field));
    let mut draft = Draft {
        list: of("list_id").to_owned(),
        title: of("title").to_owned(),
        notes: of("notes").to_owned(),
        tags: tags(of("tags")),
        start_date: exact(of("start_date")).map(|day| day.date),
        deadline: exact(of("deadline")).map(|day| day.date),
        ..Draft::default()
    };
    let mut not_understood = |draft: &mut Draft, field: &str, value: &str| {
        let message = format!("“{value}” is not understood; it is kept in the notes");
        builder.problems.warn(row.number, field, message);
        draft.add_notes(&format!("{field}: {value}"));
    };
    match priority(of("priority")) {
        Some(priority) => draft.priority = priority,
        None => not_understood(&mut draft, "priority", of("priority")),
    }
    for field in ["start_date", "deadline"] {
        let value = of(field);
        if !value.is_empty() && exact(value).is_none() {
            not_understood(&mut draft, field, value);
        }
    }
    let due = [of("due"), of("due.time")].join(" ");
    if !due.trim().is_empty() && !draft.read_date(&due, builder.context) {
        not_understood(&mut draft, "due", due.trim());
    }
    let rule = of("recurrence");
    if !rule.is_empty() {
        if crate::domain::recurrence::understands(rule) {
            draft.recurrence = Some(Recurrence {
                rule: rule.to_owned(),
                mode: RecurrenceMode::Schedule,
            });
        } else {
            let due = draft.due.clone();
            if draft.read_date(rule, builder.context) && draft.recurrence.is_some() {
                draft.due = due.or(draft.due);
            } else {
                draft.due = due;
                not_understood(&mut draft, "recurrence", rule);
            }
        }
    }
    draft.completed_at = completed(of("completed_at"), builder.context.now.timestamp());
    draft
}

/// A number from 1, the highest, to 4, or a word.
fn priority(text: &str) -> Option<Priority> {
    Some(match text.to_lowercase().as_str() {
        "" | "0" | "4" | "p4" | "none" | "no" => Priority::None,
        "1" | "p1" | "urgent" | "highest" | "critical" => Priority::Urgent,
        "2" | "p2" | "high" | "h" | "a" => Priority::High,
        "3" | "p3" | "medium" | "normal" | "m" | "b" => Priority::Medium,
        "low" | "l" | "c" | "lowest" => Priority::Low,
        _ => return None,
    })
}

/// A yes, or the moment at which it was done.
fn completed(text: &str, now: jiff::Timestamp) -> Option<jiff::Timestamp> {
    const YES: [&str; 9] = [
        "yes",
        "y",
        "true",
        "1",
        "x",
        "done",
        "completed",
        "complete",
        "closed",
    ];
    if YES.contains(&text.to_lowercase().as_str()) {
        return Some(now);
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return at.round(jiff::Unit::Microsecond).ok();
    }
    let day = exact(text)?.date.to_datetime(jiff::civil::Time::midnight());
    jiff::tz::TimeZone::UTC.to_timestamp(day).ok()
}
