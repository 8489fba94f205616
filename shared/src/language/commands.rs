//! Which command a clause is, told by its first words.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    Command, Context, Draft, NotUnderstood, Query, Span, SpanKind, Target, Understood, When,
    marks::{self, Mark},
    when::{self, Moment},
    words::Words,
};
use crate::api::{Due, WallTime};

const ADD: [&str; 9] = [
    "add a task to",
    "add task",
    "add",
    "create a task to",
    "create",
    "new task",
    "remind me to",
    "i need to",
    "todo",
];
const COMPLETE: [&str; 7] = [
    "i'm done with",
    "done with",
    "complete",
    "finish",
    "check off",
    "tick off",
    "done",
];
const REOPEN: [&str; 2] = ["reopen", "uncheck"];
const DELETE: [&str; 4] = ["delete", "remove", "trash", "get rid of"];
const ASK: [&str; 12] = [
    "what's",
    "whats",
    "what is",
    "what do i have",
    "what are",
    "what did i finish",
    "what did i do",
    "show me",
    "show",
    "list",
    "how many",
    "anything",
];
const ALONE: [(&str, Command); 4] = [
    ("undo", Command::Undo),
    ("undo that", Command::Undo),
    ("help", Command::Help),
    ("what can you do", Command::Help),
];

/// Whether a clause of its own may begin at this word.
pub(super) fn begins(words: &Words<'_>, at: usize) -> bool {
    let starts = |phrases: &[&str]| first(words, at, phrases).is_some();
    starts(&ADD[..7]) || starts(&COMPLETE) || starts(&REOPEN) || starts(&DELETE) || starts(&ASK)
}

fn first(words: &Words<'_>, at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| words.says(at, phrase))
}

/// Reads one clause into commands and spans.
pub(super) fn read(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let at = clause.start;
    for (phrase, command) in ALONE {
        if words.says(at, phrase) == Some(clause.end) {
            into.span(words, clause, SpanKind::Command, phrase);
            into.commands.push(command);
            return Ok(());
        }
    }
    if let Some(next) = first(words, at, &ADD).filter(|next| *next < clause.end) {
        into.span(words, at..next, SpanKind::Command, "add");
        return add(words, next..clause.end, context, into);
    }
    if let Some(query) = query(words, clause.clone(), context, into) {
        into.commands.push(Command::List(query));
        return Ok(());
    }
    if let Some(command) = change(words, clause.clone(), context, into) {
        into.commands.push(command);
        return Ok(());
    }
    if asks(words, &clause) {
        return Err(NotUnderstood::Question);
    }
    into.certain = false;
    add(words, clause, context, into)
}

fn asks(words: &Words<'_>, clause: &Range<usize>) -> bool {
    const QUESTIONS: [&str; 10] = [
        "what", "what's", "who", "why", "when", "where", "how", "is", "are", "can",
    ];
    words.text(clause).ends_with('?') || QUESTIONS[..7].contains(&words.key(clause.start))
}

/// "delete X", "done with it", "mark X as done".
fn change(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Option<Command> {
    let Range { start, end } = clause;
    let (verb, object): (fn(Target) -> Command, _) =
        if let Some(next) = first(words, start, &COMPLETE) {
            (Command::Complete, next..end)
        } else if let Some(next) = first(words, start, &REOPEN) {
            (Command::Reopen, next..end)
        } else if let Some(next) = first(words, start, &DELETE) {
            (Command::Delete, next..end)
        } else if words.key(start) == "mark"
            && end > start + 3
            && words.says(end - 2, "as done").is_some()
        {
            (Command::Complete, start + 1..end - 2)
        } else {
            return None;
        };
    if object.is_empty() {
        return None;
    }
    into.span(
        words,
        start..object.start,
        SpanKind::Command,
        words.text(&(start..object.start)),
    );
    let target = target(words, &object, context);
    into.span(words, object.clone(), SpanKind::Target, words.text(&object));
    Some(verb(target))
}

fn target(words: &Words<'_>, object: &Range<usize>, context: &Context<'_>) -> Target {
    let mut from = object.start;
    if matches!(words.key(from), "the" | "task" | "number") && object.len() > 1 {
        from += 1;
    }
    let rest = from..object.end;
    let ordinals: Option<Vec<_>> = rest
        .clone()
        .map(|at| words.key(at))
        .filter(|key| !matches!(*key, "and" | "the" | "one" | "ones" | "task" | "tasks"))
        .map(|key| ordinal(key).filter(|number| *number <= context.shown))
        .collect();
    match (words.key(rest.start), rest.len()) {
        ("it" | "that" | "this", 1) => Target::Last,
        ("all" | "everything", _) => Target::All,
        _ => match ordinals {
            Some(numbers) if !numbers.is_empty() => Target::Ordinals(numbers),
            _ => Target::Title(
                words
                    .text(object)
                    .trim_matches(['"', '“', '”', '.', '!', ' '])
                    .to_owned(),
            ),
        },
    }
}

fn ordinal(key: &str) -> Option<usize> {
    const NAMES: [&str; 6] = ["", "first", "second", "third", "fourth", "fifth"];
    NAMES
        .iter()
        .position(|name| !name.is_empty() && *name == key)
        .or_else(|| {
            key.trim_start_matches('#')
                .trim_end_matches("th")
                .parse()
                .ok()
        })
        .filter(|number| *number > 0)
}

/// "what's left today", "show #home", "overdue".
fn query(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Option<Query> {
    const WORDS: [&str; 27] = [
        "left",
        "due",
        "my",
        "tasks",
        "task",
        "open",
        "the",
        "todo",
        "todos",
        "to",
        "do",
        "on",
        "for",
        "is",
        "are",
        "there",
        "all",
        "me",
        "i",
        "have",
        "in",
        "list",
        "lists",
        "still",
        "completed",
        "finished",
        "done",
    ];
    let asked = first(words, clause.start, &ASK);
    let bare =
        matches!(words.key(clause.start), "overdue" | "today" | "agenda") && clause.len() == 1;
    let from = asked.or_else(|| bare.then_some(clause.start))?;
    let mut query = Query {
        when: When::Any,
        list: None,
        tag: None,
        done: false,
    };
    let mut filters = Vec::new();
    let opening = words.text(&(clause.start..from)).to_lowercase();
    query.done = opening.starts_with("what did i");
    let mut at = from;
    while at < clause.end {
        let end = if let Some((when, end)) = period(words, at, context) {
            query.when = when;
            filters.push((at..end, SpanKind::Filter, words.key(at).to_owned()));
            end
        } else if let Some((mark, end)) = marks::read(words, at, context) {
            filters.push((at..end, mark.kind(), mark.value()));
            match mark {
                Mark::Tag(tag) => query.tag = Some(tag),
                Mark::List(list) => query.list = Some(list),
                Mark::Priority(_) => return None,
            }
            end
        } else if let Some((list, end)) = marks::known_list(words, at, context) {
            filters.push((at..end, SpanKind::List, list.clone()));
            query.list = Some(list);
            end
        } else if WORDS.contains(&words.key(at)) {
            query.done |= matches!(words.key(at), "completed" | "finished" | "done");
            at + 1
        } else {
            return None;
        };
        at = end;
    }
    into.span(
        words,
        clause.start..from.max(clause.start + 1),
        SpanKind::Command,
        "list",
    );
    for (range, kind, value) in filters {
        into.span(words, range, kind, &value);
    }
    Some(query)
}

fn period(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(When, usize)> {
    if words.key(at) == "overdue" {
        return Some((When::Overdue, at + 1));
    }
    if let Some(end) = words.says(at, "this week") {
        return Some((When::Week, end));
    }
    let (moment, end) = when::read(words, at, context)?;
    match moment {
        Moment::Day(day) | Moment::Both(day, _) if day == context.now.date() => {
            Some((When::Today, end))
        }
        Moment::Day(day) | Moment::Both(day, _) => Some((When::On(day), end)),
        Moment::Time(_) => None,
    }
}

/// Reads one task from a range of words.
pub(super) fn add(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let mut reading = Reading::default();
    let mut title: Vec<Range<usize>> = Vec::new();
    let mut at = clause.start;
    while at < clause.end {
        if let Some(end) = reading
            .take(words, at, context, into)
            .filter(|end| *end <= clause.end)
        {
            at = end;
            continue;
        }
        match title.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => title.push(at..at + 1),
        }
        at += 1;
    }
    for piece in &title {
        into.span(words, piece.clone(), SpanKind::Title, words.text(piece));
    }
    let text = title
        .iter()
        .map(|piece| words.text(piece))
        .collect::<Vec<_>>()
        .join(" ");
    let due = reading.due(context);
    let draft = Draft {
        title: text,
        due,
        ..reading.draft
    };
    if draft.title.is_empty() {
        return Err(NotUnderstood::NoTitle);
    }
    into.commands.push(Command::Add(draft));
    Ok(())
}

#[derive(Default)]
struct Reading {
    draft: Draft,
    date: Option<Date>,
    time: Option<jiff::civil::Time>,
}

impl Reading {
    /// Reads a mark, a day or a time at this word. A second day or time is left to the title.
    fn take(
        &mut self,
        words: &Words<'_>,
        at: usize,
        context: &Context<'_>,
        into: &mut Understood,
    ) -> Option<usize> {
        if let Some((mark, end)) = marks::read(words, at, context) {
            into.span(words, at..end, mark.kind(), &mark.value());
            match mark {
                Mark::Tag(tag) => self.draft.tags.push(tag),
                Mark::List(list) => self.draft.list = Some(list),
                Mark::Priority(priority) => self.draft.priority = priority,
            }
            return Some(end);
        }
        let (moment, end) = when::read(words, at, context)?;
        let (day, time) = match moment {
            Moment::Day(day) => (Some(day), None),
            Moment::Time(time) => (None, Some(time)),
            Moment::Both(day, time) => (Some(day), Some(time)),
        };
        // "tonight at 9": the day is new, and the clock wins over the part of the day.
        if (day.is_some() && self.date.is_some())
            || (time.is_some() && day.is_none() && self.time.is_some() && !self.vague())
        {
            return None;
        }
        self.date = day.or(self.date);
        self.time = match (day, self.time) {
            (Some(_), Some(said)) => Some(said),
            _ => time.or(self.time),
        };
        let (kind, value) = match (day, time) {
            (Some(day), _) => (SpanKind::Date, day.to_string()),
            (None, Some(time)) => (SpanKind::Time, WallTime::new(time).to_string()),
            (None, None) => return None,
        };
        into.span(words, at..end, kind, &value);
        Some(end)
    }

    /// The time came with the day's own word, "tonight".
    fn vague(&self) -> bool {
        self.date.is_some() && self.time == Some(jiff::civil::time(20, 0, 0, 0))
    }

    /// A time alone is the next such time.
    fn due(&self, context: &Context<'_>) -> Option<Due> {
        let date = match (self.date, self.time) {
            (Some(date), _) => date,
            (None, Some(time)) if time > context.now.time() => context.now.date(),
            (None, Some(_)) => context.now.date().tomorrow().ok()?,
            (None, None) => return None,
        };
        Some(Due {
            date,
            time: self.time.map(WallTime::new),
            time_zone: None,
        })
    }
}

impl Understood {
    fn span(&mut self, words: &Words<'_>, range: Range<usize>, kind: SpanKind, value: &str) {
        let place = words.place(&range);
        let text = words.text(&range).to_owned();
        self.spans.push(Span {
            start: place.start,
            end: place.end,
            kind,
            text,
            value: value.to_owned(),
        });
    }
}
