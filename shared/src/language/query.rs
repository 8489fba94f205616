//! "what's left today", "show #home", "overdue": which tasks are asked for.

use std::ops::Range;

use super::{
    Command, Context, NotUnderstood, Query, SpanKind, Understood, When,
    commands::Clause,
    filters::{self, Asked},
    heads, marks,
    phrases::{self, Phrases, phrases},
    time::{self, Phrase, Setting},
    tokens::Tokens,
};

/// What asks for tasks by itself, without a verb or a noun.
static ALONE: Phrases = Phrases::of("inbox|my day|upcoming");
/// Whether a clause that asks for tasks may begin here.
pub(super) fn begins(tokens: &Tokens<'_>, at: usize) -> bool {
    static SURE: Phrases = Phrases::of(
        "do i have|how many|list all|list my|list the|show|what are|what did i|what do i|what have i|what is|\
         what should i|what tasks|what's|whats|which tasks",
    );
    tokens.longest(at, &SURE).is_some()
}

/// How what is on a list is asked for.
static ASKED: Phrases = Phrases::of(
    "am i|any|are|bring up|can i hear|can i see|check|confirm|describe|did i|display|do i|do we|does|\
     evaluate|fetch|find|get me|give me|go over|go through|go to|have i|how many|i need to hear|\
     i need to know|i need to see|i want to hear|i want to know|i want to see|i wonder|i would like to hear|\
     i would like to know|i would like to see|i'd like to hear|i'd like to know|i'd like to see|is|iterate|\
     let me hear|let me know|let me see|list|list out|look at|look to see|look up|may i see|name|open|print|\
     provide|pull up|read|read back|read me|read off|read out|recall|recite|refresh|repeat|review|say|see|\
     show|show me|speak|state|switch to|tell me|tell us|view|walk me through|what|what's|whats|when|where|\
     which|who",
);

/// "what's on my shopping list", "read me the list", "is milk on the list", and a list by its bare name.
pub(super) fn of_list(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    let end = super::target::end_of(tokens, &clause.range);
    let list = (head..end).find(|at| tokens.one_of(*at, phrases!("list|lists")))?;
    let said = tokens
        .longest(head, &ASKED)
        .filter(|said| *said <= list + 1);
    let from = said.unwrap_or(head);
    let named = |at: usize| marks::list_name(tokens, at, clause.context).is_some();
    let one = (from..=list).any(named) || said.is_some() && tokens.word(list) == "lists";
    let lists_it = said.is_some_and(|said| said == head + 1 && tokens.word(head) == "list");
    let asked = filters::read(tokens, from..end, clause.context);
    let bare = said.is_none() && asked.none_left() && named(head);
    let changes =
        (head..end).any(|at| tokens.one_of(at, phrases!("add|create|delete|make|remove")));
    if !one || !(bare || said.is_some()) || changes || lists_it && list == head {
        return None;
    }
    let text = asked.text(tokens);
    into.span(tokens, clause.range.start..head, SpanKind::Ignored, "");
    into.span(tokens, head..from, SpanKind::Command, "list");
    for (words, kind, value) in asked.spans {
        into.span(tokens, words, kind, &value);
    }
    let text = text.filter(|text| text.split(' ').count() <= MOST_WORDS);
    into.commands.push(Command::List(Query {
        text,
        ..asked.query
    }));
    Some(Ok(()))
}

/// A title of more words is none: they only lead to the list.
const MOST_WORDS: usize = 4;

/// A question about tasks, or about lists.
pub(super) fn asked(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    if lists(clause) {
        into.span(tokens, clause.range.clone(), SpanKind::Command, "lists");
        into.commands.push(Command::Lists);
        return Some(Ok(()));
    }
    let asked = read(tokens, &clause.rest(), clause.context).or_else(|| when_due(clause))?;
    into.span(tokens, clause.range.start..head, SpanKind::Ignored, "");
    for (words, kind, value) in asked.spans {
        into.span(tokens, words, kind, &value);
    }
    into.commands.push(Command::List(asked.query));
    Some(Ok(()))
}

/// "show my lists", "what lists do I have"
fn lists(clause: &Clause<'_, '_>) -> bool {
    let (tokens, head) = (clause.tokens, clause.head);
    let end = super::target::end_of(tokens, &clause.range);
    let asks = tokens.one_of(
        head,
        phrases!("how|list|lists|my|see|show|tell|view|what|which"),
    );
    let named = (head..end).filter(|at| tokens.word(*at) == "lists").count() == 1;
    let fills = |at: usize| {
        tokens.word(at) == "lists"
            || tokens.one_of(
                at,
                phrases!("all|are|do|have|how|i|list|many|me|my|of|see|show|tell|the|there|view|what|which"),
            )
    };
    asks && named && (head..end).all(fills)
}

/// "when is the report due": the task of that title.
fn when_due(clause: &Clause<'_, '_>) -> Option<Asked> {
    let (tokens, head) = (clause.tokens, clause.head);
    let from = tokens.longest(head, phrases!("when are|when is|when's|whens"))?;
    let end = super::target::end_of(tokens, &clause.range);
    let due = end.checked_sub(1).filter(|due| {
        tokens.word(*due) == "due" && heads::find_noun(tokens, from..end).is_none()
    })?;
    let mut asked = filters::read(tokens, from..due, clause.context);
    asked.query.text = asked.text(tokens);
    asked.query.text.as_ref()?;
    asked
        .spans
        .push((head..from, SpanKind::Command, "list".to_owned()));
    asked
        .spans
        .push((due..end, SpanKind::Command, "list".to_owned()));
    Some(asked)
}

/// A day, or a stretch of days, and nothing else: "tomorrow", "this week".
fn days_alone(tokens: &Tokens<'_>, range: &Range<usize>, context: &Context<'_>) -> bool {
    let end = super::target::end_of(tokens, range);
    let this_week = tokens.longest(range.start, phrases!("this week")) == Some(end);
    let mut setting = Setting::new(context);
    setting.past = true;
    let mut phrase = Phrase::default();
    this_week
        || time::may_begin(tokens, range.start)
            && !time::leads(tokens, range.start)
            && time::read(tokens, range.start, &setting, &mut phrase) == Some(end)
            && phrase.has_day()
            && !phrase.has_time()
}

/// Reads a stretch as a question; all of it must be about tasks.
pub(super) fn read(
    tokens: &Tokens<'_>,
    range: &Range<usize>,
    context: &Context<'_>,
) -> Option<Asked> {
    let bare = range.len() - usize::from(tokens.is(range.end - 1, b'?')) == 1
        && tokens.one_of(range.start, phrases!("agenda|overdue"))
        || tokens.longest(range.start, &ALONE) == Some(super::target::end_of(tokens, range))
        || days_alone(tokens, range, context);
    let longest = tokens.longest(range.start, &phrases::ASK);
    let from = longest
        .or(bare.then_some(range.start))
        .filter(|from| *from <= range.end)?;
    let mut asked = filters::read(tokens, from..range.end, context);
    asked.query.done |= ["what did i", "what have i"]
        .iter()
        .filter_map(|phrase| tokens.says(range.start, phrase))
        .any(|end| !tokens.one_of(end, phrases!("got|on|to")));
    let show = bare
        || tokens.one_of(
            range.start,
            phrases!("anything|display|do|have|how|is|list|show|what|what's|whats"),
        );
    let filtered = asked.query != Query::default();
    if bare && tokens.one_of(range.start, phrases!("agenda|my")) {
        asked.query.when = When::Today;
        asked.left.clear();
    }
    let nothing_else = asked.left.is_empty()
        && (bare || asked.about_tasks || show && (filtered || from == range.end));
    let when_only = tokens
        .longest(
            range.start,
            phrases!("what are the|what is the|what's the|whats the"),
        )
        .is_some()
        && !asked.about_tasks;
    if !nothing_else || when_only {
        return None;
    }
    if from > range.start {
        asked
            .spans
            .push((range.start..from, SpanKind::Command, "list".to_owned()));
    }
    Some(asked)
}
