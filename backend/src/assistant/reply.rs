//! What the assistant says, with every date spelled out.

use jiff::{ZonedDateTime, civil::Date};
use shared::{
    api::{Due, List, Priority, Status, Task, Undone},
    language::{
        Command, Courtesy, Draft, Failed, NotUnderstood, Query, Target, When, examples::SECTIONS,
    },
};

use super::{act::Act, asked::Answer};
use crate::{
    domain::task::due_at,
    store::{conversations::Pin, tasks::Shown, unit::Rejected},
};

pub(super) const NO_QUESTION: &str =
    "That question is no longer open; say again what you want to do.";
pub(super) const DECLINED: &str = "All right, nothing was changed.";
pub(super) const SPENT: &str =
    "The language model was asked as often as it may be today, so I go by plain words.";
pub(super) const NO_DAY: &str =
    "It has no day yet, so nothing reminds of it: say for example “move it to friday at 5pm”.";
/// How many tasks a sentence names.
const NAMED: usize = 3;

/// When it is where the person is, and how their days are written.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub now: &'a ZonedDateTime,
    pub month_first: bool,
}

pub(super) fn added(task: &Task, list: Option<&List>, here: Here<'_>) -> String {
    let list = list
        .filter(|list| !list.is_inbox)
        .map_or(String::new(), |list| format!(" to {}", list.name));
    format!("Added “{}”{list}{}.", task.title, when(task, here))
}

/// ", due Fri 27 Nov, 17:00, and repeats"
fn when(task: &Task, here: Here<'_>) -> String {
    let Some(due) = &task.due else {
        return String::new();
    };
    let passed = if has_passed(Some(due), here.now) {
        ", which has passed"
    } else {
        ""
    };
    let repeats = task.recurrence.as_ref().map_or("", |_| ", and repeats");
    format!(", due {}{passed}{repeats}", spelled(due, here))
}

/// Whether a day or a time is over.
pub(super) fn has_passed(due: Option<&Due>, now: &ZonedDateTime) -> bool {
    due.and_then(|due| due_at(due, now.time_zone()))
        .is_some_and(|at| at < now.timestamp())
}

/// A task among others: equal titles are told apart by their days.
pub(super) fn label(task: &Task, here: Here<'_>) -> String {
    match &task.due {
        Some(due) => format!("{}, {}", task.title, spelled(due, here)),
        None => task.title.clone(),
    }
}

/// What was done to a task, and what it is now.
pub(super) fn did(act: &Act, task: &Task, list: Option<&List>, here: Here<'_>) -> String {
    let title = &task.title;
    match act {
        Act::Complete if task.status == Status::Open => {
            format!(
                "Done: “{title}”. Next{}.",
                when(task, here).trim_start_matches(',')
            )
        }
        Act::Complete => format!("Done: “{title}”."),
        Act::Reopen => format!("“{title}” is open again."),
        Act::Delete => format!("Moved “{title}” to the trash."),
        Act::Silence => format!("“{title}” no longer reminds you."),
        Act::Update { .. } => {
            let list = list
                .filter(|list| !list.is_inbox)
                .map_or(String::new(), |list| format!(", in {}", list.name));
            format!("Changed “{title}”{}{list}.", when(task, here))
        }
    }
}

/// The zone of a person that the time zone database does not know.
pub(super) fn no_zone(name: &str) -> String {
    format!(
        "I do not know the time zone “{name}”, so I count in UTC. Choose yours in the settings."
    )
}

/// "You have 2 lists: Inbox, with 3 open tasks, and Work."
pub(super) fn lists(known: &[List]) -> String {
    let names: Vec<_> = known.iter().map(|list| list.name.as_str()).collect();
    match &names[..] {
        [] => "You have no lists.".to_owned(),
        [only] => format!("You have 1 list: {only}."),
        [first @ .., last] => format!(
            "You have {} lists: {} and {last}.",
            names.len(),
            first.join(", ")
        ),
    }
}

pub(super) fn already(task: &Task, act: &Act) -> String {
    let state = match act {
        Act::Complete => "is done",
        Act::Reopen => "is open",
        Act::Delete => "is in the trash",
        Act::Silence => "has no reminder",
        Act::Update { .. } => "is so",
    };
    format!("“{}” {state} already.", task.title)
}

/// "Delete 3 tasks: “a”, “b” and 1 more?"
pub(super) fn question(set: &[(Act, Task)]) -> String {
    let verb = match set.first().map(|(act, _)| act) {
        Some(Act::Complete) => "Complete",
        Some(Act::Reopen) => "Reopen",
        Some(Act::Silence) => "Take away the reminders of",
        Some(Act::Update { .. }) => "Change",
        Some(Act::Delete) | None => "Delete",
    };
    let titles = set.iter().map(|(_, task)| &task.title);
    format!("{verb} {}: {}?", tasks(set.len()), names(titles))
}

pub(super) fn list_question(list: &List, held: &[Task]) -> String {
    let count = tasks(held.len());
    let titles = names(held.iter().map(|task| &task.title));
    format!(
        "Delete the list “{}” with its {count}: {titles}?",
        list.name
    )
}

fn tasks(count: usize) -> String {
    match count {
        1 => "1 task".to_owned(),
        count => format!("{count} tasks"),
    }
}

/// The first few, and how many more there are.
fn names<'a>(titles: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = match titles.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names: Vec<_> = titles
        .take(NAMED)
        .map(|title| format!("“{title}”"))
        .collect();
    format!("{}{more}", names.join(", "))
}

pub(super) fn changed_since(what: &str) -> String {
    format!("{what} has changed since, so I left it alone.")
}

/// A task that was shown, and is not there any more.
pub(super) fn gone(pin: &Pin) -> String {
    if pin.title.is_empty() {
        "That task is gone.".to_owned()
    } else {
        format!("“{}” is gone.", pin.title)
    }
}

/// Why nothing of this kind can be done to a task; `None` when it can.
pub(super) fn past(task: &Task, kinds: &[Shown]) -> Option<String> {
    let fits = |shown: &Shown| match shown {
        Shown::Open => task.status == Status::Open && task.deleted_at.is_none(),
        Shown::Done => task.status == Status::Done && task.deleted_at.is_none(),
        Shown::All => task.deleted_at.is_none(),
        Shown::Trash => task.deleted_at.is_some(),
    };
    if kinds.iter().any(fits) {
        return None;
    }
    let state = match (task.deleted_at, task.status) {
        (Some(_), _) => "is in the trash",
        (None, Status::Done) => "is done already",
        (None, Status::Open) => "is open already",
    };
    Some(format!("“{}” {state}.", task.title))
}

/// What can be said: the examples that docs/LANGUAGE.md shows, a few of each kind.
pub(super) fn help() -> String {
    const EACH: usize = 3;
    let kinds = SECTIONS.iter().map(|section| {
        let said = section.examples.iter().take(EACH);
        let said: Vec<_> = said.map(|(say, _)| format!("“{say}”")).collect();
        format!("{}: {}", section.title, said.join(", "))
    });
    let lines: Vec<_> = std::iter::once("You can say, for example:".to_owned())
        .chain(kinds)
        .collect();
    lines.join("\n")
}

pub(super) const fn courtesy(courtesy: Courtesy) -> &'static str {
    match courtesy {
        Courtesy::Greeting => "Hello! What do you have to do?",
        Courtesy::Thanks => "You are welcome.",
        Courtesy::Goodbye => "Goodbye!",
        Courtesy::Assent => "All right.",
        Courtesy::Refusal => DECLINED,
    }
}

/// What an undo brought back, the first few by name.
pub(super) fn undone(done: &str, undone: &Undone) -> String {
    let state = |deleted: bool, open: bool| match (deleted, open) {
        (true, _) => "in the trash",
        (false, true) => "open",
        (false, false) => "done",
    };
    let tasks = undone.tasks.iter().map(|task| {
        let state = state(task.deleted_at.is_some(), task.status == Status::Open);
        format!("“{}” is {state} again", task.title)
    });
    let lists = undone.lists.iter().map(|list| {
        let state = if list.deleted_at.is_some() {
            "in the trash"
        } else {
            "there"
        };
        format!("the list “{}” is {state} again", list.name)
    });
    let all: Vec<_> = tasks.chain(lists).collect();
    let more = match all.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let shown = &all[..all.len().min(NAMED)];
    format!("{done}: {}{more}.", shown.join(", "))
}

pub(super) fn listed(found: &Answer, query: &Query, here: Here<'_>) -> String {
    let when = match query.when {
        When::Any => String::new(),
        When::Today => " for today".to_owned(),
        When::Overdue => " overdue".to_owned(),
        When::Week => " for this week".to_owned(),
        When::On(date) => format!(" for {}", day(date, here)),
        When::Between(first, last) => format!(" from {} to {}", day(first, here), day(last, here)),
        When::Until(last) => format!(" up to {}", day(last, here)),
    };
    let place = query
        .list
        .as_ref()
        .map_or(String::new(), |list| format!(" in {list}"));
    let state = match query.priority {
        Some(priority) if query.done => format!("done {}-priority", priority.as_str()),
        Some(Priority::High) => "open important".to_owned(),
        Some(Priority::Urgent) => "open urgent".to_owned(),
        Some(priority) => format!("open {}-priority", priority.as_str()),
        None if query.done => "done".to_owned(),
        None => "open".to_owned(),
    };
    let more = match i64::try_from(found.tasks.len()) {
        Ok(shown) if shown < found.count => format!(", the first {shown}"),
        _ => String::new(),
    };
    let late = match (found.overdue, query.when) {
        (0, _) | (_, When::Overdue) => String::new(),
        (late, _) => format!(", {late} overdue"),
    };
    match found.count {
        0 if query.done => format!("Nothing done{when}{place} yet."),
        0 if query.when == When::Overdue => format!("Nothing overdue{place}."),
        0 => format!("Nothing left{when}{place}."),
        1 => format!("1 {state} task{when}{place}{late}:"),
        count => format!("{count} {state} tasks{when}{place}{late}{more}:"),
    }
}

/// What can be said about what was just shown.
pub(super) fn after_list(shown: &[Task], query: &Query) -> Vec<String> {
    let said: &[&str] = match shown {
        [] => &["Help"],
        _ if query.done => &["Reopen the first one"],
        [_] => &["Complete it", "Move it to tomorrow"],
        _ => &["Complete the first one", "Move the second one to tomorrow"],
    };
    said.iter().map(|said| (*said).to_owned()).collect()
}

/// A part that could not be done, by its name.
pub(super) fn failed(command: Option<&Command>, why: &Rejected) -> String {
    let why = match why {
        Rejected::Invalid(invalid) => {
            // Not which of the tags, nor which part of the due: the person wrote a sentence.
            let field = invalid.field.split(['[', '.']).next().unwrap_or_default();
            format!("{field} {}", invalid.message)
        }
        Rejected::Missing(what) => format!("there is no such {what}"),
        Rejected::Conflict(detail) => detail.trim_end_matches('.').to_owned(),
        Rejected::Store(_) => "it cannot be written".to_owned(),
    };
    match command.and_then(name) {
        Some(name) => format!("Not done: “{name}”: {why}."),
        None => format!("Not done: {why}."),
    }
}

fn name(command: &Command) -> Option<String> {
    let target = match command {
        Command::Add(Draft { title, .. }) => return Some(short(title)),
        Command::CreateList(name) | Command::DeleteList(name) => return Some(short(name)),
        Command::RenameList { from, .. } => return Some(short(from)),
        Command::Complete(target)
        | Command::Reopen(target)
        | Command::Delete(target)
        | Command::CancelReminder(target)
        | Command::Update(target, _) => target,
        _ => return None,
    };
    match target {
        Target::Named { title, .. } => Some(short(title)),
        _ => None,
    }
}

/// The beginning of a text that may be long.
fn short(text: &str) -> String {
    const LENGTH: usize = 60;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(LENGTH).collect();
    match chars.next() {
        Some(_) => format!("{start}…"),
        None => start,
    }
}

/// Which part was not understood, and what can be said instead.
pub(super) fn not_understood(failed: &Failed, alone: bool) -> String {
    if alone {
        return failed.why.to_string();
    }
    format!("“{}”: {}", short(&failed.text), failed.why)
}

/// The nearest readings of a part that was not understood.
pub(super) fn readings(failed: &Failed) -> Vec<String> {
    let text = failed.text.trim().trim_end_matches(['?', '.', '!']);
    let add = format!("add {text}");
    match failed.why {
        NotUnderstood::Empty | NotUnderstood::NoTitle | NotUnderstood::NoReminderTitle => {
            vec!["Help".to_owned()]
        }
        NotUnderstood::NoTarget => vec!["Show my tasks".to_owned()],
        NotUnderstood::NoListName => vec!["create a list called Trips".to_owned()],
        NotUnderstood::NoChange | NotUnderstood::Question if text.chars().count() <= 200 => {
            vec![add, "What's left today?".to_owned()]
        }
        NotUnderstood::NoChange | NotUnderstood::Question => vec!["What's left today?".to_owned()],
    }
}

/// "tomorrow (Tue 24 Nov), 17:00"
fn spelled(due: &Due, here: Here<'_>) -> String {
    let day = day(due.date, here);
    match due.time {
        Some(time) => format!("{day}, {time}"),
        None => day,
    }
}

fn day(date: Date, here: Here<'_>) -> String {
    let today = here.now.date();
    let format = match (here.month_first, date.year() == today.year()) {
        (false, true) => "%a %-d %b",
        (false, false) => "%a %-d %b %Y",
        (true, true) => "%a, %b %-d",
        (true, false) => "%a, %b %-d, %Y",
    };
    let spelled = date.strftime(format);
    if date == today {
        format!("today ({spelled})")
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == date) {
        format!("tomorrow ({spelled})")
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == date) {
        format!("yesterday ({spelled})")
    } else {
        spelled.to_string()
    }
}
