//! Changing a task that is there: "move X to Friday", "rename X to Y", "make X urgent".

use std::ops::Range;

use super::{
    Changes, Command, NotUnderstood, SpanKind, Target, Understood, add,
    change::{change, target},
    commands::{Clause, named},
    heads::{self, Noun, Verb},
    phrases::{Phrases, phrases},
    reading::Reading,
    target::end_of,
    time::{self, Phrase, Setting},
    tokens::Tokens,
    values::{apply, changes, priority},
};
use crate::api::Priority;

/// "mark X as done", "make X urgent", "set X to high priority".
pub(super) fn marked(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    static DONE: Phrases = Phrases::of(
        "as being done|as complete|as completed|as done|as finished|complete|completed|done",
    );
    static OPEN: Phrases =
        Phrases::of("as incomplete|as not done|as open|as undone|incomplete|not done|undone");
    let tokens = clause.tokens;
    let end = end_of(tokens, &clause.range);
    let start = clause.head + 1;
    for at in start + 1..end.min(start + 40) {
        let done = tokens.longest(at, &DONE) == Some(end);
        let open = tokens.longest(at, &OPEN) == Some(end);
        if tokens.word(clause.head) == "mark" && (done || open) {
            let verb = if open { Verb::Reopen } else { Verb::Complete };
            let object = Clause {
                range: clause.range.start..end,
                ..clause.clone()
            };
            return Some(change(&object, verb, clause.head..start, into));
        }
        if let Some((priority, next)) = priority(tokens, at).filter(|(_, next)| *next == end) {
            prioritised(clause, start..at, at..next, priority, into);
            return Some(Ok(()));
        }
    }
    None
}

/// "make it friday", "set that for 5pm": what was spoken of last.
pub(super) fn pointed(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    let object = head + 1..head + 2;
    if !tokens.one_of(head + 1, phrases!("it|that|them|this")) {
        return None;
    }
    let end = end_of(tokens, &clause.range);
    let mut reading = Reading::new(clause.context);
    let from = head + 2 + usize::from(tokens.one_of(head + 2, phrases!("to")));
    if reading.take(tokens, from) != Some(end) {
        return None;
    }
    let mut changes = Changes::default();
    apply(tokens, reading, head + 2..end, into, &mut changes);
    let target = target(clause, &object, None);
    into.span(tokens, clause.range.start..head, SpanKind::Ignored, "");
    into.span(tokens, head..head + 1, SpanKind::Command, "update");
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(&object),
    );
    into.commands.push(Command::Update(target, changes));
    Some(Ok(()))
}

/// Gives what an object names a priority.
fn prioritised(
    clause: &Clause<'_, '_>,
    object: Range<usize>,
    words: Range<usize>,
    priority: Priority,
    into: &mut Understood,
) {
    let tokens = clause.tokens;
    let (_, object) = detail_of(tokens, object);
    let target = target(clause, &object, heads::find_noun(tokens, object.clone()));
    into.span(
        tokens,
        clause.head..object.start,
        SpanKind::Command,
        "update",
    );
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(&object),
    );
    into.span(tokens, words, SpanKind::Priority, priority.as_str());
    let changes = Changes {
        priority: Some(priority),
        ..Changes::default()
    };
    into.commands.push(Command::Update(target, changes));
}

/// "remind me on Sunday instead of Monday", "at 3, not 7": a reminder that is there is meant.
pub(super) fn instead(clause: &Clause<'_, '_>) -> bool {
    let tokens = clause.tokens;
    let setting = Setting::new(clause.context);
    clause.rest().any(|at| {
        let not =
            tokens.word(at) == "not" && at > clause.head + 2 && tokens.number(at + 1).is_some()
                || tokens
                    .longest(at, phrases!("and not"))
                    .is_some_and(|end| time::may_begin(tokens, end));
        let says = tokens.one_of(at, phrases!("instead"))
            || tokens.longest(at, phrases!("rather than")).is_some();
        if !says && !not {
            return false;
        }
        let of = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("of|than")));
        let of = of + usize::from(tokens.one_of(of, phrases!("at|for|on")));
        not || of == at + 1
            || time::read(tokens, of, &setting, &mut Phrase::default()).is_some()
            || tokens.number(of).is_some()
            || tokens.one_of(of, phrases!("daily|every|monthly|weekly"))
    })
}

/// "set my gym reminder to 5pm": the reminder is there, and its noun comes before the new time.
pub(super) fn sets(clause: &Clause<'_, '_>, noun: Option<(usize, Noun, bool, usize)>) -> bool {
    let tokens = clause.tokens;
    let Some((at, _, _, end)) = noun else {
        return false;
    };
    let known = tokens.one_of(clause.head + 1, phrases!("my|the")) && at > clause.head + 1;
    let setting = Setting::new(clause.context);
    let to_time = |from: usize| {
        (from..clause.range.end).any(|at| {
            tokens.word(at) == "to"
                && time::read(tokens, at + 1, &setting, &mut Phrase::default()).is_some()
        })
    };
    known && to_time(end)
}

/// "add Ada to my dinner reminder": the noun ends the clause or a time follows it.
pub(super) fn adds_to(clause: &Clause<'_, '_>, from: usize, noun: usize) -> bool {
    let tokens = clause.tokens;
    (from + 1..noun)
        .any(|at| tokens.word(at) == "to" && tokens.one_of(at + 1, phrases!("my|our|the")))
}

/// "move X to Friday", "change my reminder from 5 to 6pm", "rename X to Y".
pub(super) fn update(
    clause: &Clause<'_, '_>,
    verb: Range<usize>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let end = end_of(tokens, &clause.range);
    let reminds = heads::remind(tokens, verb.start).is_some();
    let noun = heads::find_noun(tokens, verb.end..end).or(reminds.then_some((
        verb.start,
        Noun::Reminder,
        false,
        verb.end,
    )));
    let (object, changes) = changed(clause, &verb, end, into);
    let (said, object) = detail_of(tokens, object);
    // "snooze until tomorrow": the one that was spoken of.
    let spoken_of = object.is_empty() && noun.is_none();
    let target = match target(clause, &object, noun) {
        _ if spoken_of => Target::Last,
        Target::Named {
            title,
            otherwise: Some(_),
        } if noun.is_some() => named(title),
        target => target,
    };
    let vague = changes.is_empty()
        && noun.is_none()
        && !tokens.one_of(verb.start, &ASKS_WHEN)
        && matches!(target, Target::Named { .. } | Target::Matching(_));
    if spoken_of && changes.is_empty() || verb.end >= end || vague {
        let start = tokens.place(&clause.range).start;
        into.spans.retain(|span| span.end <= start);
        return add::implied(clause, clause.range.start, into);
    }
    into.span(
        tokens,
        clause.range.start..verb.start,
        SpanKind::Ignored,
        "",
    );
    for words in [verb, said] {
        into.span(tokens, words, SpanKind::Command, "update");
    }
    let words = tokens.text(&object);
    into.span(tokens, object, SpanKind::Target, words);
    into.commands.push(Command::Update(target, changes));
    Ok(())
}

/// Verbs that say what is to be changed, if not to what: of a task that is there it is asked.
static ASKS_WHEN: Phrases =
    Phrases::of("defer|delay|postpone|put off|re-schedule|reschedule|snooze");

/// The object of a verb of change, and the new values.
fn changed(
    clause: &Clause<'_, '_>,
    verb: &Range<usize>,
    end: usize,
    into: &mut Understood,
) -> (Range<usize>, Changes) {
    let tokens = clause.tokens;
    let range = verb.end..end;
    if tokens.one_of(verb.start, phrases!("rename|retitle")) {
        return renamed(tokens, range);
    }
    if tokens.one_of(verb.start, phrases!("prioritise|prioritize")) {
        let high = Changes {
            priority: Some(Priority::High),
            ..Changes::default()
        };
        return (range, high);
    }
    let title = tokens.longest(verb.end, phrases!("the name of|the title of|title of"));
    if let Some(of) = title {
        return renamed(tokens, of..end);
    }
    let (object, changes) = changes(clause, range.clone(), into);
    let asks = tokens.one_of(verb.start, phrases!("change")) && changes.is_empty();
    if asks && heads::find_noun(tokens, range.clone()).is_none() {
        return renamed(tokens, range);
    }
    (object, changes)
}

/// Past "the due date of", which says what of the object is changed.
fn detail_of(tokens: &Tokens<'_>, object: Range<usize>) -> (Range<usize>, Range<usize>) {
    static DETAILS: Phrases = Phrases::of(
        "date for|date of|day of|deadline for|deadline of|due date for|due date of|due time of|priority for|\
         priority of|the date for|the date of|the day of|the deadline for|the deadline of|the due date for|\
         the due date of|the due time of|the priority for|the priority of|the time for|the time of|time for|\
         time of",
    );
    // "change its date to friday", of what was spoken of.
    static OF_IT: Phrases = Phrases::of(
        "its date|its deadline|its due date|its priority|its time|the date|the deadline|the due date|\
         the due time|the priority|the time",
    );
    if tokens.longest(object.start, &OF_IT) == Some(object.end) {
        return (object.clone(), object.end..object.end);
    }
    let start = tokens
        .longest(object.start, &DETAILS)
        .filter(|start| *start < object.end)
        .unwrap_or(object.start);
    (object.start..start, start..object.end)
}

/// "set the due date of the report to friday"
pub(super) fn sets_detail(clause: &Clause<'_, '_>) -> bool {
    let (tokens, from) = (clause.tokens, clause.head + 1);
    let (said, object) = detail_of(tokens, from..clause.range.end);
    !said.is_empty() && object.into_iter().any(|at| tokens.word(at) == "to")
}

fn renamed(tokens: &Tokens<'_>, range: Range<usize>) -> (Range<usize>, Changes) {
    match range
        .clone()
        .find(|at| tokens.one_of(*at, phrases!("as|into|to")) && *at > range.start)
    {
        Some(to) => {
            let title = tokens
                .text(&(to + 1..range.end))
                .trim_matches(['"', '“', '”', ' '])
                .to_owned();
            (
                range.start..to,
                Changes {
                    title: Some(title).filter(|title| !title.is_empty()),
                    ..Changes::default()
                },
            )
        }
        None => (range, Changes::default()),
    }
}
