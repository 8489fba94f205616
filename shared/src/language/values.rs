//! The new values of a change: "to Friday at 3pm", "to my Work list", "to high".

use std::ops::Range;

use super::{
    Changes, SpanKind, Understood,
    commands::Clause,
    marks::{self, Mark},
    phrases::phrases,
    reading::Reading,
    tokens::Tokens,
};
use crate::api::Priority;

/// The new values: of several times the one after "to", else the last; what comes before it is the object.
pub(super) fn changes(
    clause: &Clause<'_, '_>,
    range: Range<usize>,
    into: &mut Understood,
) -> (Range<usize>, Changes) {
    let tokens = clause.tokens;
    let mut changes = Changes::default();
    let mut object = range.clone();
    let (mut found, mut left) = (false, false);
    let mut at = range.start;
    while at < range.end {
        // "from 5pm to 6pm": what comes after "to" is new.
        if tokens.word(at) == "from"
            && let Some(to) = (at + 1..range.end).find(|at| tokens.word(*at) == "to")
        {
            object.end = object.end.min(at);
            at = to;
        }
        let leads = tokens.one_of(at, phrases!("by|for|from|on|till|to|until"));
        if !leads && at != range.start {
            left = true;
            at += 1;
            continue;
        }
        let to = at + usize::from(tokens.one_of(at, phrases!("from|to")));
        let mut reading = Reading::new(clause.context);
        if let Some(end) = reading.take(tokens, to) {
            let old = tokens.word(at) == "from" || tokens.word(at) == "for" && found;
            if !old {
                found = true;
                object.end = object.end.min(at);
                apply(tokens, reading, at..end, into, &mut changes);
            }
            at = end;
            continue;
        }
        if let Some(end) = to_a_list_or_priority(clause, at..range.end, into, &mut changes) {
            object.end = object.end.min(at);
            at = end;
        } else {
            left = true;
            at += 1;
        }
    }
    if object.is_empty() && (left || !found) {
        object = range;
    }
    (object, changes)
}

/// "to Work", "to my Work list", "to high".
fn to_a_list_or_priority(
    clause: &Clause<'_, '_>,
    words: Range<usize>,
    into: &mut Understood,
    changes: &mut Changes,
) -> Option<usize> {
    let (tokens, at) = (clause.tokens, words.start);
    if tokens.word(at) != "to" {
        return None;
    }
    let known = marks::known_list(tokens, at + 1, clause.context)
        .filter(|(_, end)| *end == words.end)
        .or_else(|| match marks::list_phrase(tokens, at, clause.context) {
            Some((Mark::List(list), end)) => Some((list, end)),
            _ => None,
        });
    if let Some((list, end)) = known {
        into.span(tokens, at..end, SpanKind::List, &list);
        changes.list = Some(list);
        return Some(end);
    }
    let (priority, end) = priority(tokens, at)?;
    into.span(tokens, at..end, SpanKind::Priority, priority.as_str());
    changes.priority = Some(priority);
    Some(end)
}

/// Takes over what was read.
pub(super) fn apply(
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

/// "as high priority", "to urgent": the priority, and where it ends.
pub(super) fn priority(tokens: &Tokens<'_>, at: usize) -> Option<(Priority, usize)> {
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
