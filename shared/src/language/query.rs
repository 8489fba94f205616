//! "what's left today", "show #home", "overdue": which tasks are asked for.

use std::ops::Range;

use super::{
    Context, Query, SpanKind, Understood, When,
    marks::{self, Mark},
    when::{self, Moment},
    words::Words,
};

pub(super) const ASK: [&str; 22] = [
    "what's",
    "whats",
    "what is",
    "what do i",
    "what did i finish",
    "what did i complete",
    "what did i get",
    "what did i do",
    "what have i done",
    "what have i finished",
    "what should i",
    "what are",
    "what tasks",
    "which tasks",
    "do i have",
    "show me what's",
    "show me",
    "show",
    "list",
    "how many",
    "anything",
    "is there anything",
];

/// What a question about tasks may hold besides its filters.
const FILLERS: [&str; 39] = [
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
    "need",
    "what",
    "what's",
    "whats",
    "a",
    "of",
    "anything",
    "should",
    "be",
    "get",
    "things",
    "else",
    "please",
    "everything",
    "with",
];
const DONE: [&str; 3] = ["completed", "finished", "done"];

/// The command words of a question, if it begins with such.
pub(super) fn asked(words: &Words<'_>, clause: &Range<usize>) -> Option<usize> {
    let said = ASK
        .iter()
        .find_map(|phrase| words.says(clause.start, phrase))
        .filter(|next| *next <= clause.end);
    let bare =
        clause.len() == 1 && matches!(words.key(clause.start), "overdue" | "today" | "agenda");
    said.or_else(|| bare.then_some(clause.start))
}

pub(super) fn read(
    words: &Words<'_>,
    clause: &Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Option<Query> {
    let from = asked(words, clause)?;
    let mut query = Query {
        when: When::Any,
        list: None,
        tag: None,
        done: ["what did i", "what have i"]
            .iter()
            .any(|phrase| words.says(clause.start, phrase).is_some()),
    };
    let mut spans = Vec::new();
    let mut at = from;
    while at < clause.end {
        let (end, kind, value) =
            filter(words, at, context, &mut query).filter(|read| read.0 <= clause.end)?;
        spans.push((at..end, kind, value));
        at = end;
    }
    into.span(words, clause.start..from, SpanKind::Command, "list");
    for (range, kind, value) in spans {
        into.span(words, range, kind, &value);
    }
    Some(query)
}

/// One filter or filler at this word: where it ends, and what it is.
fn filter(
    words: &Words<'_>,
    at: usize,
    context: &Context<'_>,
    query: &mut Query,
) -> Option<(usize, SpanKind, String)> {
    if let Some((when, end)) = period(words, at, context) {
        query.when = when;
        return Some((end, SpanKind::Filter, named(when)));
    }
    if let Some((mark, end)) = marks::read(words, at, context) {
        let read = Some((end, mark.kind(), mark.value()));
        match mark {
            Mark::Tag(tag) => query.tag = Some(tag),
            Mark::List(list) => query.list = Some(list),
            Mark::Priority(_) => return None,
        }
        return read;
    }
    if let Some((list, end)) = marks::known_list(words, at, context) {
        query.list = Some(list.clone());
        return Some((end, SpanKind::List, list));
    }
    let key = words.key(at);
    if DONE.contains(&key) {
        query.done = true;
        return Some((at + 1, SpanKind::Filter, "done".to_owned()));
    }
    FILLERS
        .contains(&key)
        .then(|| (at + 1, SpanKind::Ignored, String::new()))
}

fn named(when: When) -> String {
    match when {
        When::Any => String::new(),
        When::Today => "today".to_owned(),
        When::Overdue => "overdue".to_owned(),
        When::Week => "week".to_owned(),
        When::On(day) => day.to_string(),
    }
}

fn period(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(When, usize)> {
    if matches!(words.key(at), "overdue" | "late") {
        return Some((When::Overdue, at + 1));
    }
    if words.key(at) == "agenda" {
        return Some((When::Today, at + 1));
    }
    for phrase in ["for this week", "this week", "the week"] {
        if let Some(end) = words.says(at, phrase) {
            return Some((When::Week, end));
        }
    }
    let (moment, end) = when::read(words, at, context)?;
    match moment {
        Moment::Day(day) | Moment::DayPart(day, _) if day == context.now.date() => {
            Some((When::Today, end))
        }
        Moment::Day(day) | Moment::DayPart(day, _) => Some((When::On(day), end)),
        Moment::Time(_) | Moment::Part(_) | Moment::Hour(_) | Moment::Exact(..) => None,
    }
}
