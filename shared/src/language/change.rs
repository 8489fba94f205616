//! Changing tasks that are there: which ones, and what of them. A verb binds to a generic noun, to what stands for a
//! task, or to a title; what no task is called is an add.

use std::ops::Range;

use super::{
    Command, Context, NotUnderstood, Query, SpanKind, Target, Understood, add,
    commands::{Clause, named},
    filters,
    heads::{self, Noun, Verb},
    marks::{self, Mark},
    phrases::{Phrases, phrases},
    reading::{Reading, trimmed},
    target::{self, Pointed},
    tokens::Tokens,
};

/// "delete the reminder to …", "done with milk", "cancel it".
pub(super) fn change(
    clause: &Clause<'_, '_>,
    verb: Verb,
    said: Range<usize>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let end = target::end_of(tokens, &clause.range);
    let end = end - usize::from(tokens.one_before(end, phrases!("anymore")) && end > said.end + 1);
    let marks = tokens.word(said.start) == "mark" && said.len() == 1;
    let (object, tail) = object(tokens, said.end..end, marks);
    if object.is_empty() && !matches!(verb, Verb::Delete) || said.end >= end {
        return add::implied(clause, clause.range.start, into);
    }
    let no_more = said
        .clone()
        .any(|at| tokens.one_of(at, phrases!("alert|notify|remind|reminded|reminding")));
    let reminds = || (said.end - 1, Noun::Reminder, false, said.end);
    let noun = heads::find_noun(tokens, said.end..end).or_else(|| no_more.then(reminds));
    let target = target(clause, &object, noun);
    let sure = tokens.one_of(
        said.start,
        phrases!("cancel|clear|delete|erase|get|remove|trash"),
    ) || verb != Verb::Delete;
    if target == Target::Last && noun.is_none() && !sure {
        return Err(NotUnderstood::Question);
    }
    if noun.is_none() && is_to_come(&target, clause.context) {
        return add::implied(clause, clause.range.start, into);
    }
    let reminder = matches!(noun, Some((_, Noun::Reminder, ..)));
    into.span(
        tokens,
        clause.range.start..said.start,
        SpanKind::Ignored,
        "",
    );
    note(clause, verb, [said, tail], &object, into);
    into.commands.push(command(verb, target, reminder));
    Ok(())
}

/// What is still to come is not done yet, nor to be deleted.
fn is_to_come(target: &Target, context: &Context<'_>) -> bool {
    match target {
        Target::Named {
            otherwise: Some(draft),
            ..
        } => {
            let due = draft.due.as_ref();
            due.is_some_and(|due| due.date >= context.now.date())
        }
        _ => false,
    }
}

fn command(verb: Verb, target: Target, reminder: bool) -> Command {
    match verb {
        Verb::Complete => Command::Complete(target),
        Verb::Reopen => Command::Reopen(target),
        _ if reminder => Command::CancelReminder(target),
        _ => Command::Delete(target),
    }
}

/// Notes the words of the verb, which may stand on both sides of its object.
fn note(
    clause: &Clause<'_, '_>,
    verb: Verb,
    words: [Range<usize>; 2],
    object: &Range<usize>,
    into: &mut Understood,
) {
    let tokens = clause.tokens;
    let value = match verb {
        Verb::Complete => "complete",
        Verb::Reopen => "reopen",
        _ => "delete",
    };
    into.span(
        tokens,
        object.clone(),
        SpanKind::Target,
        tokens.text(object),
    );
    for said in words {
        into.span(tokens, said, SpanKind::Command, value);
    }
}

/// How one says of a task that it is done.
static IS_DONE: Phrases = Phrases::of(
    "are all done|are completed|are done|are done now|are finished|done|has been completed|has been done|\
     have been done|is all done|is complete|is completed|is done|is done now|is finished|is finished now|\
     was completed|was done",
);
/// How one says that it is not.
static IS_NOT_DONE: Phrases = Phrases::of(
    "are not done|aren't done|is incomplete|is not complete|is not completed|is not done|is not done yet|\
     is not finished|isn't done|isn't done yet|isn't finished|isn't finished yet|not done|not done yet",
);

/// "the report is done", "2 done", "both done", "milk is not done yet".
pub(super) fn stated(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    const LONGEST: usize = 4;
    let (tokens, start) = (clause.tokens, clause.head);
    let end = target::end_of(tokens, &clause.range);
    if end < clause.range.end && tokens.is(clause.range.end - 1, b'?') {
        return None;
    }
    let from = end.saturating_sub(LONGEST).max(start + 1);
    let (at, verb) = (from..end).find_map(|at| {
        let says = |phrases: &Phrases| tokens.longest(at, phrases) == Some(end);
        if says(&IS_NOT_DONE) {
            Some((at, Verb::Reopen))
        } else {
            says(&IS_DONE).then_some((at, Verb::Complete))
        }
    })?;
    let object = start..at;
    // "what is done", "get it done": no task is named.
    let asks = tokens.one_of(
        start,
        phrases!(
            "all|are|everything|get|have|how|if|is|nothing|once|until|what|when|which|who|you"
        ),
    );
    if asks
        || object
            .clone()
            .any(|at| tokens.mark(at).is_some_and(|mark| mark != b'#'))
    {
        return None;
    }
    let target = target(clause, &object, heads::find_noun(tokens, object.clone()));
    if matches!(target, Target::All | Target::Matching(_)) || is_to_come(&target, clause.context) {
        return None;
    }
    into.span(tokens, clause.range.start..start, SpanKind::Ignored, "");
    note(clause, verb, [at..end, end..end], &object, into);
    into.commands.push(command(verb, target, false));
    Some(Ok(()))
}

/// The object of a verb, and what of the verb stands behind it: "take X off my list", "mark X as done".
fn object(tokens: &Tokens<'_>, range: Range<usize>, marks: bool) -> (Range<usize>, Range<usize>) {
    let mut end = range.end;
    for at in range.clone() {
        let off = tokens.one_of(at, phrases!("off|out")) && at > range.start;
        let as_done = tokens.longest(
            at,
            phrases!("as complete|as completed|as done|as finished|as not done|as open|as undone"),
        ) == Some(range.end);
        let done = marks
            && at > range.start
            && tokens.longest(
                at,
                phrases!(
                    "as being done|as incomplete|complete|completed|done|incomplete|not done|undone"
                ),
            ) == Some(range.end);
        if off || as_done || done {
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
            || tokens.one_of(at, phrases!("from|off"))
                && marks::to_known(tokens, at, context).is_some()
    });
    let whole_list =
        list_at(tokens, object.start, context) || list_at(tokens, object.start + 1, context);
    let said = |words: &Phrases| object.clone().any(|at| tokens.one_of(at, words));
    if noun.is_some() || listed || whole_list {
        let all = said(phrases!("all|any|every|everything"))
            || noun.is_some_and(|(_, _, many, _)| many)
            || whole_list;
        return generic(clause, object, all);
    }
    let asked = filters::read(tokens, object.clone(), context);
    if asked.none_left() && said(phrases!("all|everything")) {
        return Target::Matching(asked.query);
    }
    let words = title(clause, object).unwrap_or_else(|| tokens.text(object).to_owned());
    Target::Named {
        title: words,
        otherwise: add::draft(clause).map(Box::new),
    }
}

/// By a noun that any task can be called: "the milk task", "all my tasks for today", "my reminder".
fn generic(clause: &Clause<'_, '_>, object: &Range<usize>, all: bool) -> Target {
    let asked = filters::read(clause.tokens, object.clone(), clause.context);
    let only_filters = all && asked.none_left();
    match title(clause, object).filter(|_| !only_filters) {
        Some(title) => named(title),
        None if asked.query != Query::default() => Target::Matching(asked.query),
        None if all => Target::All,
        None => Target::Last,
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
            phrases!("a|about|all|an|any|every|me|my|of|our|out|that|the|these|this|those|to"),
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
        if let Some((_, end)) = marks::list_phrase(tokens, at, clause.context)
            .or_else(|| marks::to_known(tokens, at, clause.context))
            .filter(|(_, end)| *end <= object.end)
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
    titled(tokens, reading)
}

/// What was left for the title, without the "one" of "the milk one".
fn titled(tokens: &Tokens<'_>, mut reading: Reading<'_>) -> Option<String> {
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
        "about|called|for|from|i have for|i have set for|i have to|i set for|i set to|involving|labeled|labelled|\
         named|of|off|on|regarding|related to|set for|tagged|tagged as|tagged with|that i set for|that says|to|\
         with|with tag|with the tag",
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
    let target = target(clause, &object, heads::find_noun(tokens, object.clone()));
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
