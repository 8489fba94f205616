//! TickTick's backup: a CSV with what it is above its header. Instants are in UTC, with a zone beside them; a date
//! without a time is all-day; a check list's items are lines of its content.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use shared::api::{Due, ImportColumn, Priority, Recurrence, RecurrenceMode, Reminder, WallTime};
use uuid::Uuid;

use super::{
    Builder, Context, Invalid,
    draft::{Draft, tags},
    table::{Row, Table},
};

pub(super) fn is(text: &str) -> bool {
    Table::read(text, header, "").is_ok()
}

fn header(names: &[String]) -> bool {
    ["list name", "title", "is check list", "is all day"]
        .iter()
        .all(|name| names.iter().any(|known| known == name))
}

pub(super) fn read(text: &str, builder: &mut Builder<'_>) -> Result<Vec<ImportColumn>, Invalid> {
    let table = Table::read(
        text,
        header,
        "expected a TickTick backup, with the columns List Name, Title, Is Check list and Is All Day",
    )?;
    // Its own ids: a subtask names its parent, which may come later.
    let mut known: HashMap<&str, Uuid> = HashMap::new();
    let mut nested = Vec::new();
    for row in table.rows() {
        let draft = draft(&row, builder);
        let parts = parts(&row);
        if row.get("parentid").is_empty() {
            let id = builder.add(row.number, draft.clone());
            known.extend(id.map(|id| (row.get("taskid"), id)));
            add_parts(row.number, id, &draft, parts, builder);
        } else {
            nested.push((row.number, row.get("parentid"), draft, parts));
        }
    }
    for (row, parent, mut draft, parts) in nested {
        draft.parent = known.get(parent).copied();
        let top = draft.parent;
        if top.is_none() {
            let message =
                "its task is not a task of the file on the top level; it is kept beside it";
            builder.problems.warn(row, "parentId", message);
        }
        let id = builder.add(row, draft.clone());
        add_parts(row, top.or(id), &draft, parts, builder);
    }
    Ok(table.columns(|name| {
        Some(match name {
            "list name" => "list_id",
            "title" => "title",
            "tags" | "column name" => "tags",
            "content" | "is check list" => "notes, subtasks",
            "start date" => "start_date, due",
            "due date" | "timezone" | "is all day" | "is floating" => "due",
            "reminder" => "reminders",
            "repeat" => "recurrence",
            "priority" => "priority",
            "status" | "completed time" => "completed_at",
            "created time" => "created_at",
            "taskid" | "parentid" => "parent_id",
            _ => return None,
        })
    }))
}

/// Items of a check list are subtasks.
fn add_parts(
    row: usize,
    whole: Option<Uuid>,
    of: &Draft,
    parts: Vec<(String, bool)>,
    builder: &mut Builder<'_>,
) {
    let Some(whole) = whole else {
        return;
    };
    for (title, done) in parts {
        let now = builder.context.now.timestamp();
        let part = Draft {
            list: of.list.clone(),
            parent: Some(whole),
            title,
            completed_at: of.completed_at.or(done.then_some(now)),
            reminders: Some(Vec::new()),
            ..Draft::default()
        };
        builder.add(row, part);
    }
}

fn is_checklist(row: &Row<'_>) -> bool {
    row.get("is check list").eq_ignore_ascii_case("y")
}

/// "▫open" and "▪done", one a line.
fn parts(row: &Row<'_>) -> Vec<(String, bool)> {
    if !is_checklist(row) {
        return Vec::new();
    }
    let lines = row.get("content").split(['\n', '\r']);
    lines
        .filter_map(|line| {
            let line = line.trim();
            let done = line.starts_with('▪');
            let title = line.trim_start_matches(['▪', '▫']).trim();
            (!title.is_empty()).then(|| (title.to_owned(), done))
        })
        .collect()
}

fn draft(row: &Row<'_>, builder: &mut Builder<'_>) -> Draft {
    let context = builder.context;
    let mut labels = tags(row.get("tags"));
    labels.extend(tags(&row.get("column name").replace([',', ';'], " ")));
    let mut draft = Draft {
        list: row.get("list name").to_owned(),
        title: row.get("title").to_owned(),
        notes: if is_checklist(row) {
            String::new()
        } else {
            row.get("content").replace('\r', "\n")
        },
        tags: labels,
        priority: match row.get("priority") {
            "1" => Priority::Low,
            "3" => Priority::Medium,
            "5" => Priority::Urgent,
            _ => Priority::None,
        },
        completed_at: match row.get("status") {
            "" | "0" => None,
            _ => instant(row.get("completed time")).or_else(|| Some(context.now.timestamp())),
        },
        created_at: instant(row.get("created time")),
        ..Draft::default()
    };
    let start = due(row, "start date", context);
    draft.due = due(row, "due date", context).or_else(|| start.clone());
    draft.start_date = start
        .map(|start| start.date)
        .filter(|start| draft.due.as_ref().is_some_and(|due| due.date > *start));
    if let Some(rule) = rule(row.get("repeat")) {
        if crate::domain::recurrence::understands(&rule) {
            draft.recurrence = Some(Recurrence {
                rule,
                mode: RecurrenceMode::Schedule,
            });
        } else {
            let message = format!("“{rule}” is not understood; it is kept in the notes");
            builder.problems.warn(row.number, "Repeat", message);
            draft.add_notes(&format!("Repeat: {rule}"));
        }
    }
    draft.reminders = Some(reminders(row.get("reminder"), draft.due.as_ref()));
    draft
}

/// "2024-01-05T09:00:00+0000"
fn instant(text: &str) -> Option<Timestamp> {
    let at: Timestamp = text.parse().ok()?;
    at.round(jiff::Unit::Second).ok()
}

/// The day or the time on the clock of the row's zone.
fn due(row: &Row<'_>, column: &str, context: &Context<'_>) -> Option<Due> {
    let own = TimeZone::get(row.get("timezone")).ok();
    let profile = context.now.time_zone();
    let zone = own.unwrap_or_else(|| profile.clone());
    let at = instant(row.get(column))?.to_zoned_datetime(zone.clone());
    let yes = |column: &str| row.get(column).eq_ignore_ascii_case("true");
    let time = (!yes("is all day")).then(|| WallTime::new(at.time()));
    let elsewhere = zone.iana_name() != profile.iana_name() && !yes("is floating");
    Some(Due {
        date: at.date(),
        time_zone: zone
            .iana_name()
            .filter(|_| elsewhere && time.is_some())
            .map(str::to_owned),
        time,
    })
}

/// An RRULE without what only TickTick knows.
fn rule(text: &str) -> Option<String> {
    let text = text.lines().next()?.trim();
    let text = text.strip_prefix("RRULE:").unwrap_or(text);
    let parts: Vec<_> = text
        .split(';')
        .filter(|part| !part.is_empty() && !part.to_uppercase().starts_with("TT_"))
        .collect();
    (!parts.is_empty()).then(|| parts.join(";"))
}

/// "-PT30M", "TRIGGER:PT0S"; of an all-day task they count from midnight, as here from nine.
fn reminders(text: &str, due: Option<&Due>) -> Vec<Reminder> {
    let Some(due) = due else {
        return Vec::new();
    };
    let morning = if due.time.is_some() { 0 } else { 9 * 60 };
    let mut found: Vec<_> = text
        .split(['\n', '\r', ','])
        .filter_map(|text| {
            let text = text.trim().trim_start_matches("TRIGGER:");
            let span: jiff::Span = text.parse().ok()?;
            let (days, rest) = (span.get_days(), span.days(0));
            let after = SignedDuration::try_from(rest).ok()?.as_mins() + i64::from(days) * 24 * 60;
            u32::try_from(morning - after).ok()
        })
        .collect();
    found.dedup();
    found
        .into_iter()
        .map(|minutes| Reminder {
            id: Uuid::nil(),
            before_minutes: Some(minutes),
            at: None,
        })
        .collect()
}
