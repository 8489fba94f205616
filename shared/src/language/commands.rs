//! Which command a clause is, told by its first words.

use std::ops::Range;

use super::{
    Command, Context, NotUnderstood, Span, SpanKind, Target, Understood, draft, query, target,
    words::Words,
};

/// What leaves no doubt that a task follows, even where nothing else could.
const ADD: [&str; 27] = [
    "add a new task to",
    "add a task to",
    "add a new task",
    "add a task",
    "add new task",
    "add task",
    "add",
    "create a new task to",
    "create a task to",
    "create a new task",
    "create a task",
    "create task",
    "new task to",
    "new task",
    "remind me to",
    "remind me about",
    "remind me that",
    "remind me",
    "don't forget to",
    "i need to",
    "i have to",
    "set a reminder to",
    "todo",
    "to-do",
    "task to",
    "make a task to",
    "create",
];
const COMPLETE: [&str; 13] = [
    "i'm done with",
    "i am done with",
    "i finished",
    "i've finished",
    "i completed",
    "done with",
    "complete",
    "completed",
    "finish",
    "finished",
    "check off",
    "tick off",
    "done",
];
const REOPEN: [&str; 3] = ["reopen", "re-open", "uncheck"];
const DELETE: [&str; 4] = ["delete", "remove", "trash", "get rid of"];
const POLITE: [&str; 6] = [
    "can you please",
    "could you please",
    "please",
    "can you",
    "could you",
    "would you",
];
const ALONE: [(&str, Command); 8] = [
    ("undo", Command::Undo),
    ("undo that", Command::Undo),
    ("undo it", Command::Undo),
    ("undo this", Command::Undo),
    ("undo please", Command::Undo),
    ("help", Command::Help),
    ("what can you do", Command::Help),
    ("what can i say", Command::Help),
];
const QUESTIONS: [&str; 7] = ["what", "what's", "who", "why", "when", "where", "how"];

/// "mark X as done": a sentence's length, so that a long text is read in one pass.
const MARKED_WITHIN: usize = 40;

fn first(words: &Words<'_>, at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| words.says(at, phrase))
}

/// Whether a clause of its own may begin at this word: a verb with something after it, or a question.
pub(super) fn begins(words: &Words<'_>, at: usize) -> bool {
    let at = first(words, at, &POLITE).unwrap_or(at);
    let starts = |phrases: &[&str]| first(words, at, phrases).is_some_and(|end| end < words.len());
    starts(&ADD)
        || starts(&COMPLETE)
        || starts(&REOPEN)
        || starts(&DELETE)
        || first(words, at, &query::ASK).is_some()
        || matches!(words.key(at), "overdue" | "undo") && at + 1 == words.len()
        || marked(words, at..words.len()).is_some()
}

/// Where "as done" stands in "mark X as done".
fn marked(words: &Words<'_>, clause: Range<usize>) -> Option<(usize, usize, bool)> {
    if words.key(clause.start) != "mark" {
        return None;
    }
    let within = clause.start + 2..clause.end.min(clause.start + MARKED_WITHIN);
    within.into_iter().find_map(|at| {
        let done = first(
            words,
            at,
            &["as done", "as complete", "as completed", "as finished"],
        );
        let open = first(words, at, &["as not done", "as open", "as undone"]);
        let ends = matches!(words.key(at), "done" | "complete") && at + 1 == clause.end;
        let end = done.or(open).or(ends.then_some(at + 1))?;
        Some((at, end, open.is_some()))
    })
}

/// Reads one clause into commands and spans.
pub(super) fn read(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let start = lead(words, &clause);
    if let Some(command) = alone(words, &(start..clause.end)) {
        into.span(words, clause, SpanKind::Command, "");
        into.commands.push(command);
        return Ok(());
    }
    if let Some(next) = first(words, start, &ADD).filter(|next| *next <= clause.end) {
        into.span(words, clause.start..start, SpanKind::Ignored, "");
        into.span(words, start..next, SpanKind::Command, "add");
        return draft::add(words, next..clause.end, context, into);
    }
    let rest = start..clause.end;
    let read = query::read(words, &rest, context, into)
        .map(Command::List)
        .or_else(|| change(words, &rest, context, into));
    if let Some(command) = read {
        into.span(words, clause.start..start, SpanKind::Ignored, "");
        into.commands.push(command);
        return Ok(());
    }
    let asks = !words.key(clause.end - 1).is_empty() && words.text(&clause).ends_with('?');
    if asks || QUESTIONS.contains(&words.key(start)) {
        return Err(NotUnderstood::Question);
    }
    into.certain = false;
    let task = bullet(words, &clause);
    into.span(words, clause.start..task, SpanKind::Ignored, "");
    draft::add(words, task..clause.end, context, into)
}

/// Reads words as one task, whatever they say; of a verb, only one that says so is taken off.
pub(super) fn add(
    words: &Words<'_>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let verbs = &ADD[..ADD.len() - 1];
    let next = first(words, 0, verbs).filter(|next| *next < words.len());
    let next = next.unwrap_or(0);
    into.span(words, 0..next, SpanKind::Command, "add");
    draft::add(words, next..words.len(), context, into)
}

/// Past a list's bullet and words of courtesy.
fn lead(words: &Words<'_>, clause: &Range<usize>) -> usize {
    let start = bullet(words, clause);
    first(words, start, &POLITE)
        .filter(|next| *next < clause.end)
        .unwrap_or(start)
}

/// Past the "-" or "•" of a pasted list.
fn bullet(words: &Words<'_>, clause: &Range<usize>) -> usize {
    let phrases = ["- [ ]", "* [ ]", "[ ]", "-", "*", "•", "–"];
    first(words, clause.start, &phrases)
        .filter(|next| *next < clause.end)
        .unwrap_or(clause.start)
}

fn alone(words: &Words<'_>, clause: &Range<usize>) -> Option<Command> {
    ALONE
        .into_iter()
        .find(|(phrase, _)| words.says(clause.start, phrase) == Some(clause.end))
        .map(|(_, command)| command)
}

/// "delete X", "done with it", "mark X as done".
fn change(
    words: &Words<'_>,
    clause: &Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Option<Command> {
    let Range { start, end } = *clause;
    let after = |phrases| first(words, start, phrases).filter(|next| *next < end);
    let mark = marked(words, clause.clone()).filter(|mark| mark.1 == end);
    let (verb, object): (fn(Target) -> Command, _) = if let Some((tail, _, open)) = mark {
        let verb = if open {
            Command::Reopen
        } else {
            Command::Complete
        };
        (verb, start + 1..tail)
    } else if let Some(next) = after(&COMPLETE) {
        (Command::Complete, next..end)
    } else if let Some(next) = after(&REOPEN) {
        (Command::Reopen, next..end)
    } else {
        (Command::Delete, after(&DELETE)?..end)
    };
    let target = target::read(words, &object, context);
    let command = verb(target);
    let value = match &command {
        Command::Complete(_) => "complete",
        Command::Reopen(_) => "reopen",
        _ => "delete",
    };
    into.span(words, start..object.start, SpanKind::Command, value);
    into.span(words, object.clone(), SpanKind::Target, words.text(&object));
    into.span(words, object.end..end, SpanKind::Command, value);
    Some(command)
}

impl Understood {
    /// Notes what some words were read as; of no words there is nothing to note.
    pub(super) fn span(
        &mut self,
        words: &Words<'_>,
        range: Range<usize>,
        kind: SpanKind,
        value: &str,
    ) {
        let text = words.text(&range);
        if text.is_empty() {
            return;
        }
        let place = words.place(&range);
        self.spans.push(Span {
            start: place.start,
            end: place.end,
            kind,
            text: text.to_owned(),
            value: value.to_owned(),
        });
    }
}
