//! Changing tasks that are there: which ones, and what of them. A verb binds to a generic noun, to what stands for a
//! task, or to a title; what no task is called is an add.

use std::ops::Range;

use super::{
    Command, Context, NotUnderstood, SpanKind, Target, Understood, When, add,
    commands::{Clause, named},
    heads::{self, Noun, Verb},
    marks::{self, Mark},
    phrases::{Phrases, phrases},
    query,
    reading::{Reading, trimmed},
    target::{self, Pointed},
    tokens::Tokens,
};

/// "delete the reminder to …", "done with milk", "cancel it".
pub(super) fn change(
    clause: &Clause<'_, '_>,
    verb: Verb,
    said: Range<usize>,
    foreign: bool,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let end = target::end_of(tokens, &clause.range);
    let (object, tail) = object(tokens, said.end..end);
    if object.is_empty() && !matches!(verb, Verb::Delete) || said.end >= end {
        return add::implied(clause, clause.range.start, into);
    }
    let no_more = said
        .clone()
        .any(|at| tokens.one_of(at, phrases!("alert|notify|remind|reminded|reminding")));
    let reminds = || (said.end - 1, Noun::Reminder, false, said.end);
    let noun = heads::find_noun(tokens, said.end..end).or_else(|| no_more.then(reminds));
    let target = target(clause, &object, noun, foreign);
    let sure = tokens.one_of(
        said.start,
        phrases!("cancel|clear|delete|erase|get|remove|trash"),
    ) || verb != Verb::Delete;
    if target == Target::Last && noun.is_none() && !sure {
        return Err(NotUnderstood::Question);
    }
    // What is still to come is not done yet, nor to be deleted.
    if let Target::Named {
        otherwise: Some(draft),
        ..
    } = &target
        && draft
            .due
            .as_ref()
            .is_some_and(|due| due.date >= clause.context.now.date())
        && noun.is_none()
    {
        return add::implied(clause, clause.range.start, into);
    }
    let command = match verb {
        Verb::Complete => Command::Complete(target),
        Verb::Reopen => Command::Reopen(target),
        _ if matches!(noun, Some((_, Noun::Reminder, ..))) => Command::CancelReminder(target),
        _ => Command::Delete(target),
    };
    let value = match verb {
        Verb::Complete => "complete",
        Verb::Reopen => "reopen",
        _ => "delete",
    };
    into.span(
        tokens,
        clause.range.start..said.start,
        SpanKind::Ignored,
        "",
    );
    into.span(tokens, said, SpanKind::Command, value);
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(&object),
    );
    into.span(tokens, tail, SpanKind::Command, value);
    into.commands.push(command);
    Ok(())
}

/// The object of a verb, and what of the verb stands behind it: "take X off my list", "mark X as done".
fn object(tokens: &Tokens<'_>, range: Range<usize>) -> (Range<usize>, Range<usize>) {
    let mut end = range.end;
    for at in range.clone() {
        let off = tokens.one_of(at, phrases!("off|out")) && at > range.start;
        let as_done = tokens.longest(
            at,
            phrases!("as complete|as completed|as done|as finished|as not done|as open|as undone"),
        ) == Some(range.end);
        if off || as_done {
            end = at;
            break;
        }
    }
    (range.start..end, end..range.end)
}

pub(super) fn target(
    clause: &Clause<'_, '_>,
    object: &Range<usize>,
    noun: Option<(usize, Noun, bool, usize)>,
    foreign: bool,
) -> Target {
    let (tokens, context) = (clause.tokens, clause.context);
    if let Some(pointed) = target::pointed(tokens, object, context) {
        return match pointed {
            Pointed::Last => Target::Last,
            Pointed::Added => Target::Added,
            Pointed::Them => Target::Them,
            Pointed::All => Target::All,
            Pointed::Ordinals(numbers) => Target::Ordinals(numbers),
        };
    }
    let listed = (object.start..clause.range.end).any(|at| {
        tokens.one_of(at, phrases!("from|in|of|off|on|to")) && list_at(tokens, at + 1, context)
    });
    let whole_list =
        list_at(tokens, object.start, context) || list_at(tokens, object.start + 1, context);
    let asked = query::filters(tokens, object.clone(), context);
    if noun.is_some() || listed || whole_list {
        let all = object
            .clone()
            .any(|at| tokens.one_of(at, phrases!("all|any|every|everything")))
            || noun.is_some_and(|(_, _, many, _)| many)
            || whole_list;
        let title = title(clause, object);
        return match title {
            Some(title) if !(all && asked.none_left()) => named(title),
            _ if asked.query.when != When::Any
                || asked.query.list.is_some()
                || asked.query.tag.is_some() =>
            {
                Target::Matching(asked.query)
            }
            _ if all => Target::All,
            _ => Target::Last,
        };
    }
    if asked.none_left()
        && object
            .clone()
            .any(|at| tokens.one_of(at, phrases!("all|everything")))
    {
        return Target::Matching(asked.query);
    }
    let words = title(clause, object).unwrap_or_else(|| tokens.text(object).to_owned());
    let otherwise = add::draft(clause).map(Box::new);
    let _ = foreign;
    Target::Named {
        title: words,
        otherwise,
    }
}

fn list_at(tokens: &Tokens<'_>, at: usize, context: &Context<'_>) -> bool {
    matches!(
        marks::list_name(tokens, at, context),
        Some((Mark::List(_) | Mark::Inbox, _))
    )
}

/// The words of the title in an object: without the noun, what leads to it, and times.
fn title(clause: &Clause<'_, '_>, object: &Range<usize>) -> Option<String> {
    let tokens = clause.tokens;
    let mut reading = Reading::new(clause.context);
    reading.setting.past = true;
    let mut start = object.start;
    let noun = heads::find_noun(tokens, object.clone()).is_some();
    while start < object.end
        && (noun || !tokens.one_of(start, phrases!("all|any|every|these|those")))
        && tokens.one_of(
            start,
            phrases!("a|all|an|any|every|me|my|of|our|out|that|the|these|this|those"),
        )
    {
        start += 1;
    }
    let mut at = start;
    while at < object.end {
        if let Some((_, _, end)) = heads::noun(tokens, at) {
            reading.ignore(at..end);
            at = connector(tokens, end, object.end);
            continue;
        }
        if let Some((_, end)) =
            marks::list_phrase(tokens, at, clause.context).filter(|(_, end)| *end <= object.end)
        {
            at = end;
            continue;
        }
        let next = reading.take(tokens, at).unwrap_or_else(|| {
            reading.title_token(at);
            at + 1
        });
        at = next;
    }
    // "the milk one"
    if let Some(last) = reading.title.last_mut()
        && last.len() > 1
        && tokens.one_of(last.end - 1, phrases!("one|ones"))
    {
        last.end -= 1;
    }
    let pieces: Vec<_> = reading
        .title
        .iter()
        .map(|piece| trimmed(tokens, piece))
        .filter(|text| !text.is_empty())
        .collect();
    let text = pieces.join(" ");
    let text = text.trim_matches(['"', '“', '”', '.', '!', '?', ' ']);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Past "to", "about", "called", "i set for" behind the noun.
fn connector(tokens: &Tokens<'_>, at: usize, limit: usize) -> usize {
    static PHRASES: Phrases = Phrases::of(
        "about|called|for|i have for|i have set for|i have to|i set for|i set to|involving|named|of|on|\
         regarding|related to|set for|that i set for|that says|to",
    );
    let mut at = at;
    if let Some(end) = tokens.longest(at, &PHRASES) {
        at = end;
    }
    at += usize::from(at < limit && tokens.one_of(at, phrases!("a|an|my|the")));
    at.min(limit)
}

/// "my gym reminder, please delete", "the reminder needs to be deleted": the verb comes last.
pub(super) fn trails(clause: &Clause<'_, '_>) -> bool {
    let tokens = clause.tokens;
    let end = target::end_of(tokens, &clause.range);
    end > clause.head + 2
        && tokens.one_of(
            end - 1,
            phrases!("cancel|canceled|cancelled|delete|deleted|remove|removed"),
        )
        && (tokens.one_of(end - 2, phrases!("be|needs|please")) || tokens.is(end - 2, b','))
}

pub(super) fn trailing(clause: &Clause<'_, '_>, reminder: bool, into: &mut Understood) {
    let tokens = clause.tokens;
    let end = target::end_of(tokens, &clause.range);
    let mut last = end - 1;
    while last > clause.head
        && (tokens.mark(last - 1).is_some()
            || tokens.one_of(last - 1, phrases!("be|need|needs|please|should|to")))
    {
        last -= 1;
    }
    let object = clause.head..last;
    let target = target(
        clause,
        &object,
        heads::find_noun(tokens, object.clone()),
        false,
    );
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(&object),
    );
    into.span(tokens, last..end, SpanKind::Command, "delete");
    into.commands.push(if reminder {
        Command::CancelReminder(target)
    } else {
        Command::Delete(target)
    });
}
