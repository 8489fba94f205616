//! Changing a task that is there: "move X to Friday", "rename X to Y", "make X urgent".

use std::ops::Range;

use super::{
    Changes, Command, NotUnderstood, SpanKind, Target, Understood, add,
    change::{change, target},
    commands::{Clause, named},
    heads::{self, Noun, Verb},
    marks::{self, Mark},
    phrases::phrases,
    reading::Reading,
    target::end_of,
    time::{self, Phrase, Setting},
    tokens::Tokens,
};
use crate::api::Priority;

/// "mark X as done", "make X urgent", "set X to high priority".
pub(super) fn marked(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let tokens = clause.tokens;
    let end = end_of(tokens, &clause.range);
    let start = clause.head + 1;
    for at in start + 1..end.min(start + 40) {
        let done = tokens.longest(
            at,
            phrases!(
                "as being done|as complete|as completed|as done|as finished|complete|completed|done"
            ),
        ) == Some(end);
        let open = tokens.longest(
            at,
            phrases!("as incomplete|as not done|as open|as undone|not done|undone"),
        ) == Some(end);
        if tokens.word(clause.head) == "mark" && (done || open) {
            let verb = if open { Verb::Reopen } else { Verb::Complete };
            let object = Clause {
                range: clause.range.start..end,
                ..clause.clone()
            };
            return Some(change(&object, verb, clause.head..start, false, into));
        }
        if let Some((priority, next)) = priority(tokens, at).filter(|(_, next)| *next == end) {
            let object = start..at;
            let target = target(
                clause,
                &object,
                heads::find_noun(tokens, object.clone()),
                false,
            );
            into.span(tokens, clause.head..start, SpanKind::Command, "update");
            into.span(
                tokens,
                object.clone(),
                SpanKind::Target,
                tokens.text(&object),
            );
            into.span(tokens, at..next, SpanKind::Priority, priority.as_str());
            into.commands.push(Command::Update(
                target,
                Changes {
                    priority: Some(priority),
                    ..Changes::default()
                },
            ));
            return Some(Ok(()));
        }
    }
    None
}

fn priority(tokens: &Tokens<'_>, at: usize) -> Option<(Priority, usize)> {
    let next = tokens.longest(at, phrases!("as|priority|to")).unwrap_or(at);
    let priority = match tokens.word(next) {
        "urgent" => Priority::Urgent,
        "high" | "important" => Priority::High,
        "medium" | "normal" => Priority::Medium,
        "low" => Priority::Low,
        _ => return None,
    };
    Some((
        priority,
        next + 1 + usize::from(tokens.word(next + 1) == "priority"),
    ))
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
    let renames = tokens.one_of(verb.start, phrases!("rename|retitle"));
    let (object, changes) = if renames {
        renamed(tokens, verb.end..end)
    } else {
        changes(clause, verb.end..end, into)
    };
    if object.is_empty() && noun.is_none() || verb.end >= end {
        return add::implied(clause, clause.range.start, into);
    }
    let target = match target(clause, &object, noun, false) {
        Target::Named {
            title,
            otherwise: Some(_),
        } if noun.is_some() => named(title),
        target => target,
    };
    into.span(
        tokens,
        clause.range.start..verb.start,
        SpanKind::Ignored,
        "",
    );
    into.span(tokens, verb, SpanKind::Command, "update");
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(&object),
    );
    if changes.is_empty()
        && noun.is_none()
        && matches!(target, Target::Named { .. } | Target::Matching(_))
    {
        into.spans.clear();
        return add::implied(clause, clause.range.start, into);
    }
    into.commands.push(Command::Update(target, changes));
    Ok(())
}

fn renamed(tokens: &Tokens<'_>, range: Range<usize>) -> (Range<usize>, Changes) {
    match range
        .clone()
        .find(|at| tokens.word(*at) == "to" && *at > range.start)
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

/// The new values: of several times the one after "to", else the last; what comes before it is the object.
fn changes(
    clause: &Clause<'_, '_>,
    range: Range<usize>,
    into: &mut Understood,
) -> (Range<usize>, Changes) {
    let tokens = clause.tokens;
    let mut changes = Changes::default();
    let mut object = range.clone();
    let mut found: Option<(usize, usize)> = None;
    let mut at = range.start;
    while at < range.end {
        // "from 5pm to 6pm": what comes after "to" is new.
        if tokens.word(at) == "from"
            && let Some(to) = (at + 1..range.end).find(|at| tokens.word(*at) == "to")
        {
            object.end = object.end.min(at);
            at = to;
        }
        if tokens.one_of(at, phrases!("by|for|from|on|till|to|until")) || at == range.start {
            let to = at + usize::from(tokens.one_of(at, phrases!("from|to")));
            let mut reading = Reading::new(clause.context);
            if let Some(end) = reading.take(tokens, to) {
                let old = tokens.word(at) == "from" || tokens.word(at) == "for" && found.is_some();
                if !old {
                    found = Some((at, end));
                    object.end = if object.end == range.end || at < object.end {
                        at
                    } else {
                        object.end
                    };
                    apply(tokens, reading, at..end, into, &mut changes);
                }
                at = end;
                continue;
            }
            if tokens.word(at) == "to"
                && let Some((list, end)) = marks::known_list(tokens, at + 1, clause.context)
                    .filter(|(_, end)| *end == range.end)
            {
                into.span(tokens, at..end, SpanKind::List, &list);
                changes.list = Some(list);
                object.end = object.end.min(at);
                at = end;
                continue;
            }
            if tokens.word(at) == "to"
                && let Some((Mark::List(list), end)) =
                    marks::list_phrase(tokens, at, clause.context)
            {
                changes.list = Some(list.clone());
                into.span(tokens, at..end, SpanKind::List, &list);
                object.end = object.end.min(at);
                at = end;
                continue;
            }
            if tokens.word(at) == "to"
                && let Some((priority, end)) = priority(tokens, at)
            {
                changes.priority = Some(priority);
                object.end = object.end.min(at);
                at = end;
                continue;
            }
        }
        at += 1;
    }
    if object.is_empty() {
        object = range;
    }
    (object, changes)
}

fn apply(
    tokens: &Tokens<'_>,
    reading: Reading<'_>,
    words: Range<usize>,
    into: &mut Understood,
    changes: &mut Changes,
) {
    let day = reading.phrase.has_day();
    let draft = reading.finish(tokens, &mut Understood::empty());
    if let Some(due) = &draft.due {
        if day || draft.recurrence.is_some() {
            changes.date = Some(due.date);
        }
        changes.time = due.time.or(changes.time);
        let value = due
            .time
            .map_or_else(|| due.date.to_string(), |time| time.to_string());
        into.span(
            tokens,
            words.clone(),
            if due.time.is_some() && !day {
                SpanKind::Time
            } else {
                SpanKind::Date
            },
            &value,
        );
    }
    changes.recurrence = draft.recurrence.or(changes.recurrence.take());
    changes.reminder = draft.reminder.or(changes.reminder);
    changes.list = draft.list.or(changes.list.take());
    changes.add_tags.extend(draft.tags);
    if draft.priority != Priority::None {
        changes.priority = Some(draft.priority);
    }
}
