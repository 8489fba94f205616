//! What the assistant says, with every date spelled out.

use jiff::{ToSpan as _, ZonedDateTime, civil::Date};
use shared::{
    api::{Due, List, Status, Task},
    language::{Courtesy, Query, When},
};

use super::{
    Verb,
    likeness::{Likeness, Words},
};
use crate::domain::task::due_at;

pub(super) const HELP: &str = "Say what you have to do: “buy milk tomorrow at 5pm #home”. Ask “what's left today?”. \
Say “done with milk”, “delete milk”, “undo”.";
pub(super) const SUGGESTIONS: [&str; 2] = ["What's left today?", "Help"];

pub(super) fn added(task: &Task, list: Option<&List>, now: &ZonedDateTime) -> String {
    let list = list
        .filter(|list| !list.is_inbox)
        .map(|list| format!(" to {}", list.name));
    let due = task.due.as_ref().map(|due| {
        let passed = due_at(due, now.time_zone()).is_some_and(|at| at < now.timestamp());
        let repeats = task.recurrence.as_ref().map_or("", |_| ", and repeats");
        format!(
            ", due {}{}{repeats}",
            spelled(due, now),
            if passed { ", which has passed" } else { "" }
        )
    });
    format!(
        "Added “{}”{}{}.",
        task.title,
        list.unwrap_or_default(),
        due.unwrap_or_default()
    )
}

/// A task among others: equal titles are told apart by their days.
pub(super) fn label(task: &Task, now: &ZonedDateTime) -> String {
    match &task.due {
        Some(due) => format!("{}, {}", task.title, spelled(due, now)),
        None => task.title.clone(),
    }
}

pub(super) fn changed(task: &Task, verb: Verb) -> String {
    let title = &task.title;
    match verb {
        Verb::Complete => format!("Done: “{title}”."),
        Verb::Reopen => format!("“{title}” is open again."),
        Verb::Delete => format!("Moved “{title}” to the trash."),
    }
}

pub(super) fn already(task: &Task, verb: Verb) -> String {
    format!(
        "There was nothing to {}: “{}” is that already.",
        verb.as_str(),
        task.title
    )
}

pub(super) const NO_QUESTION: &str =
    "That question is no longer open; say again what you want to do.";

pub(super) const DECLINED: &str = "All right, nothing was changed.";

/// "Delete 3 tasks: “a”, “b” and 1 more?"
pub(super) fn question(verb: Verb, tasks: &[Task]) -> String {
    const NAMED: usize = 3;
    let verb = match verb {
        Verb::Complete => "Complete",
        Verb::Reopen => "Reopen",
        Verb::Delete => "Delete",
    };
    let names: Vec<_> = tasks
        .iter()
        .take(NAMED)
        .map(|task| format!("“{}”", task.title))
        .collect();
    let more = match tasks.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{verb} {} tasks: {}{more}?", tasks.len(), names.join(", "))
}

pub(super) fn changed_since(task: &Task) -> String {
    format!("“{}” has changed since, so I left it alone.", task.title)
}

pub(super) const REMINDERS_OFF: &str = "it no longer reminds you.";

/// What the task is after a change, in full.
pub(super) fn updated(task: &Task, list: Option<&List>, now: &ZonedDateTime) -> String {
    let list = list
        .filter(|list| !list.is_inbox)
        .map(|list| format!(", in {}", list.name));
    let due = match &task.due {
        Some(due) => format!(", due {}", spelled(due, now)),
        None => String::new(),
    };
    let repeats = task.recurrence.as_ref().map_or("", |_| ", repeats");
    let list = list.unwrap_or_default();
    format!("Changed “{}”{due}{repeats}{list}.", task.title)
}

pub(super) const fn courtesy(courtesy: Courtesy) -> &'static str {
    match courtesy {
        Courtesy::Greeting => "Hello! What do you have to do?",
        Courtesy::Thanks => "You are welcome.",
        Courtesy::Goodbye => "Goodbye!",
    }
}

pub(super) fn undone(done: &str, task: &Task) -> String {
    let state = match (task.deleted_at, task.status) {
        (Some(_), _) => "in the trash",
        (None, Status::Open) => "open",
        (None, Status::Done) => "done",
    };
    format!("{done}: “{}” is {state} again.", task.title)
}

pub(super) fn listed(tasks: &[Task], query: &Query, now: &ZonedDateTime) -> String {
    let when = match query.when {
        When::Any => String::new(),
        When::Today => " for today".to_owned(),
        When::Overdue => " overdue".to_owned(),
        When::Week => " for this week".to_owned(),
        When::On(date) => format!(" for {}", day(date, now)),
        When::Between(first, last) => format!(" from {} to {}", day(first, now), day(last, now)),
    };
    let state = if query.done { "done" } else { "open" };
    match tasks.len() {
        0 if query.done => format!("Nothing done{when} yet."),
        0 => format!("Nothing left{when}."),
        1 => format!("1 {state} task{when}:"),
        count => format!("{count} {state} tasks{when}:"),
    }
}

/// The tasks that a query asks for: overdue first, then by due date, then those without one.
pub(super) fn matching(
    tasks: Vec<Task>,
    query: &Query,
    lists: &[List],
    now: &ZonedDateTime,
) -> Vec<Task> {
    let named = |task: &Task, name: &String| {
        lists
            .iter()
            .any(|list| list.id == task.list_id && list.name.to_lowercase() == name.to_lowercase())
    };
    let mut found: Vec<_> = tasks
        .into_iter()
        .filter(|task| falls(task, query, now))
        .filter(|task| query.list.as_ref().is_none_or(|name| named(task, name)))
        .filter(|task| query.tag.as_ref().is_none_or(|tag| task.tags.contains(tag)))
        .filter(|task| query.text.as_ref().is_none_or(|text| mentions(task, text)))
        .collect();
    found.sort_by_key(|task| {
        let due = task
            .due
            .as_ref()
            .and_then(|due| due_at(due, now.time_zone()));
        (due.is_none(), due, task.id)
    });
    found
}

/// Whether every word is in the title.
fn mentions(task: &Task, text: &str) -> bool {
    let fit = Words::of(text).fit(&Words::of(&task.title));
    matches!(fit, Likeness::Same | Likeness::All(_))
}

fn falls(task: &Task, query: &Query, now: &ZonedDateTime) -> bool {
    let today = now.date();
    if query.done {
        let day = task
            .completed_at
            .map(|at| at.to_zoned_datetime(now.time_zone().clone()).date());
        return match query.when {
            When::On(date) => day == Some(date),
            When::Today => day == Some(today),
            When::Week => day.is_some_and(|day| day >= week_end(today).saturating_sub(6.days())),
            When::Between(first, last) => day.is_some_and(|day| first <= day && day <= last),
            When::Any | When::Overdue => true,
        };
    }
    let Some(due) = &task.due else {
        return query.when == When::Any;
    };
    match query.when {
        When::Any => true,
        When::Today => due.date <= today,
        When::Overdue => due_at(due, now.time_zone()).is_some_and(|at| at < now.timestamp()),
        When::Week => due.date <= week_end(today),
        When::On(date) => due.date == date,
        When::Between(first, last) => first <= due.date && due.date <= last,
    }
}

fn week_end(today: Date) -> Date {
    today.saturating_add((7 - i64::from(today.weekday().to_monday_one_offset())).days())
}

/// "tomorrow (Tue 24 Nov), 17:00"
fn spelled(due: &Due, now: &ZonedDateTime) -> String {
    let day = day(due.date, now);
    match due.time {
        Some(time) => format!("{day}, {time}"),
        None => day,
    }
}

fn day(date: Date, now: &ZonedDateTime) -> String {
    let today = now.date();
    let format = if date.year() == today.year() {
        "%a %-d %b"
    } else {
        "%a %-d %b %Y"
    };
    let spelled = date.strftime(format);
    if date == today {
        format!("today ({spelled})")
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == date) {
        format!("tomorrow ({spelled})")
    } else {
        spelled.to_string()
    }
}
