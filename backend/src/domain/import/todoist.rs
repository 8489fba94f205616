//! Todoist's CSV of a project (<https://www.todoist.com/help/articles/format-a-csv-file-to-import-into-todoist>): rows of type
//! task, section and note; priority 1 is the highest; an indent makes a subtask.

use shared::api::{ImportColumn, Priority};
use uuid::Uuid;

use super::{
    Builder, Invalid,
    draft::{Draft, exact, tags},
    table::{Row, Table},
};

pub(super) fn is(text: &str) -> bool {
    Table::read(text, header, "").is_ok()
}

fn header(names: &[String]) -> bool {
    ["type", "content", "priority", "indent"]
        .iter()
        .all(|name| names.iter().any(|known| known == name))
}

pub(super) fn read(text: &str, builder: &mut Builder<'_>) -> Result<Vec<ImportColumn>, Invalid> {
    let table = Table::read(
        text,
        header,
        "expected a Todoist CSV, with the columns TYPE, CONTENT, PRIORITY and INDENT",
    )?;
    let mut section = String::new();
    // The task on the top level that rows with an indent are part of; none where it was left out.
    let mut top: Option<Uuid> = None;
    // A task waits for the notes that follow it.
    let mut open: Option<(usize, bool, Draft)> = None;
    for row in table.rows() {
        match row.get("type").to_lowercase().as_str() {
            "task" => {
                keep(&mut open, &mut top, builder);
                let nested = row.get("indent").parse().unwrap_or(1) > 1;
                let draft = draft(&row, &section, builder);
                open = Some((row.number, nested, draft));
            }
            "section" => {
                keep(&mut open, &mut top, builder);
                row.get("content").clone_into(&mut section);
            }
            "note" => match &mut open {
                Some((_, _, draft)) => draft.add_notes(row.get("content")),
                None => builder.problems.warn(
                    row.number,
                    "TYPE",
                    "a note without a task before it is left out",
                ),
            },
            "meta" | "" => {}
            other => {
                let message = format!("expected task, section or note, not `{other}`");
                builder
                    .problems
                    .skip(row.number, Invalid::new("TYPE", message));
            }
        }
    }
    keep(&mut open, &mut top, builder);
    Ok(table.columns(|name| {
        Some(match name {
            "type" => "kind of row",
            "content" => "title, tags",
            "description" => "notes",
            "priority" => "priority",
            "indent" => "parent_id",
            "date" => "due, recurrence",
            "duration" | "duration unit" => "duration_minutes",
            "deadline" => "deadline",
            _ => return None,
        })
    }))
}

fn keep(
    open: &mut Option<(usize, bool, Draft)>,
    top: &mut Option<Uuid>,
    builder: &mut Builder<'_>,
) {
    let Some((row, nested, mut draft)) = open.take() else {
        return;
    };
    draft.parent = top.filter(|_| nested);
    let id = builder.add(row, draft);
    if !nested {
        *top = id;
    }
}

fn draft(row: &Row<'_>, section: &str, builder: &mut Builder<'_>) -> Draft {
    // "* " marks what cannot be ticked; here everything can.
    let content = row.get("content").trim_start_matches("* ");
    let (labels, words): (Vec<_>, Vec<_>) = content
        .split(' ')
        .partition(|word| word.len() > 1 && word.starts_with('@'));
    let mut draft = Draft {
        title: words.join(" "),
        notes: row.get("description").to_owned(),
        tags: tags(&[labels.join(","), section.to_owned()].join(",")),
        priority: match row.get("priority") {
            "1" => Priority::Urgent,
            "2" => Priority::High,
            "3" => Priority::Medium,
            _ => Priority::None,
        },
        deadline: exact(row.get("deadline")).map(|due| due.date),
        duration_minutes: duration(row.get("duration"), row.get("duration unit")),
        ..Draft::default()
    };
    let date = row.get("date");
    if !date.is_empty() && !draft.read_date(date, builder.context) {
        let message = format!("“{date}” is not understood; it is kept in the notes");
        builder.problems.warn(row.number, "DATE", message);
        draft.add_notes(&format!("Date: {date}"));
    }
    draft
}

fn duration(count: &str, unit: &str) -> Option<u32> {
    let count: u32 = count.parse().ok().filter(|count| *count > 0)?;
    match unit {
        "day" => count.checked_mul(24 * 60),
        _ => Some(count),
    }
}
