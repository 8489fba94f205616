//! Adding a task: said so, asked to be reminded of, or only implied.

use std::ops::Range;

use super::{
    NotUnderstood, SpanKind, Understood,
    commands::Clause,
    finish::{added, drop_joining, finish},
    heads,
    marks::{self, Mark},
    phrases::{self, Phrases, phrases},
    reading::{Reading, Way},
    tokens::Tokens,
};

/// "remind me to call Ada at 5", "remind Ada that …".
pub(super) fn reminds(
    clause: &Clause<'_, '_>,
    verb: Range<usize>,
    mine: bool,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let mut reading = Reading::new(clause.context);
    reading.way = Way::Reminds;
    let prefixed = prefix(clause, verb.start, &mut reading, into);
    if mine {
        into.span(tokens, verb.clone(), SpanKind::Command, "remind");
        let content = connect(tokens, verb.end, clause.range.end, &mut reading);
        if reading.phrase.has_day() && reading.phrase.has_time()
            || reading.rule.is_some() && reading.phrase.has_time()
        {
            reading.closed = true;
        }
        reading.kept |= !reading.phrase.is_empty() || reading.rule.is_some();
        reading.read(tokens, content..clause.range.end);
    } else {
        // Whom to remind is part of what is to be done.
        reading.read(tokens, verb.start..clause.range.end);
    }
    if !prefixed.is_empty() && !reading.has_words(tokens) {
        reading.forget_title();
        reading.kept = true;
        reading.read(tokens, prefixed);
    } else {
        into.span(tokens, prefixed, SpanKind::Ignored, "");
    }
    finish(clause, reading, into, true, NotUnderstood::NoReminderTitle)
}

/// "set a weekly reminder for Ada to …", "create a task", "reminder to …": the noun stands at `noun`.
pub(super) fn made(
    clause: &Clause<'_, '_>,
    verb: Range<usize>,
    noun: Range<usize>,
    reminds: bool,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let mut reading = Reading::new(clause.context);
    reading.way = if reminds { Way::Reminds } else { Way::Adds };
    let prefixed = prefix(clause, verb.start, &mut reading, into);
    into.span(tokens, verb.clone(), SpanKind::Command, "add");
    modifiers(tokens, verb.end..noun.start, &mut reading);
    into.span(
        tokens,
        noun.clone(),
        SpanKind::Command,
        if reminds { "remind" } else { "add" },
    );
    let start = noun.end + usize::from(matches!(tokens.mark(noun.end), Some(b':' | b'-')));
    let content = connect(tokens, start, clause.range.end, &mut reading);
    reading.kept |= !reading.phrase.is_empty() || reading.rule.is_some();
    reading.read(tokens, content..clause.range.end);
    if !prefixed.is_empty() && !reading.has_words(tokens) {
        reading.forget_title();
        reading.kept = true;
        reading.read(tokens, prefixed);
    } else {
        into.span(tokens, prefixed, SpanKind::Ignored, "");
    }
    let why = if reminds {
        NotUnderstood::NoReminderTitle
    } else {
        NotUnderstood::NoTitle
    };
    finish(clause, reading, into, true, why)
}

/// What stands before the verb: times belong to the task, and other words are what the command is about.
fn prefix(
    clause: &Clause<'_, '_>,
    verb: usize,
    reading: &mut Reading<'_>,
    into: &mut Understood,
) -> Range<usize> {
    let tokens = clause.tokens;
    let polite = heads::polite(tokens, clause.range.start).min(verb);
    let mut at = polite;
    into.span(tokens, clause.range.start..polite, SpanKind::Ignored, "");
    while at < verb {
        if let Some(end) = reading.take(tokens, at).filter(|end| *end <= verb) {
            at = end;
        } else if matches!(tokens.mark(at), Some(b','))
            || tokens.one_of(at, phrases!("also|and|can|could|please|will|would|you"))
        {
            at += 1;
        } else {
            break;
        }
    }
    let mut end = verb;
    while end > at
        && (tokens.mark(end - 1).is_some()
            || tokens.one_of(
                end - 1,
                phrases!("and|can|could|me|need|please|so|to|want|you"),
            ))
    {
        end -= 1;
    }
    let duty = tokens
        .longest(at, &phrases::DUTY)
        .filter(|next| *next < end)
        .unwrap_or(at);
    duty..end
}

/// "a new weekly gym": what is said of the reminder before its noun.
fn modifiers(tokens: &Tokens<'_>, range: Range<usize>, reading: &mut Reading<'_>) {
    let mut at = range.start;
    while at < range.end {
        if heads::plain_modifier(tokens, at) {
            reading.ignore(at..at + 1);
            at += 1;
        } else if let Some(rule) =
            super::recurrence::adverb_rule(tokens.word(at)).filter(|_| reading.rule.is_none())
        {
            reading.adopt(rule, at..at + 1);
            reading.kept = true;
            at += 1;
        } else if tokens.is(at, b'-') {
            at += 1;
        } else if let Some(end) = reading.take(tokens, at) {
            at = end;
        } else {
            reading.read(tokens, at..at + 1);
            at += 1;
        }
    }
}

/// Past the times, and the word that leads to what is to be done.
fn connect(tokens: &Tokens<'_>, start: usize, end: usize, reading: &mut Reading<'_>) -> usize {
    let mut at = start;
    loop {
        let comma = at + usize::from(matches!(tokens.mark(at), Some(b',' | b':')));
        if comma < end
            && let Some(next) = reading.take(tokens, comma)
        {
            at = next;
            continue;
        }
        if let Some(next) = tokens
            .longest(
                comma,
                phrases!(
                    "again|ahead of time|as well|in advance|in the future|later|later on|needed|please|set|too|via email"
                ),
            )
            .filter(|next| *next < end)
        {
            reading.ignore(comma..next);
            at = next;
            continue;
        }
        let connector = tokens.longest(comma, &phrases::CONNECTORS);
        let Some(next) = connector.filter(|next| *next < end) else {
            at = comma;
            break;
        };
        // "remind me when I get home" says when, as far as words can.
        reading.ignore(comma..next);
        at = next;
        let to = tokens.one_of(next - 1, phrases!("that|to"));
        if !to && let Some(further) = reading.take(tokens, at) {
            at = further;
            continue;
        }
        break;
    }
    let duty = tokens.longest(at, &phrases::DUTY);
    match duty.filter(|next| *next < end) {
        Some(next) => {
            reading.ignore(at..next);
            next
        }
        None => at,
    }
}

/// Whether a plain verb puts it on a list: "put milk on my list".
pub(super) fn lists_it(clause: &Clause<'_, '_>, end: usize) -> bool {
    if clause
        .tokens
        .one_of(end, phrases!("all|anything|everything"))
    {
        return false;
    }
    (end..clause.range.end).any(|at| {
        clause.tokens.one_of(at, phrases!("in|into|on|onto|to"))
            && (marks::to_known(clause.tokens, at, clause.context).is_some()
                || matches!(
                    marks::list_phrase(clause.tokens, at, clause.context),
                    Some((Mark::List(_) | Mark::Inbox, _))
                ))
    })
}

/// "add this song to my library": to what is no list of tasks.
pub(super) fn elsewhere(clause: &Clause<'_, '_>, end: usize) -> bool {
    let tokens = clause.tokens;
    (end..clause.range.end).any(|at| {
        let to = tokens.one_of(at, phrases!("in|into|on|to"))
            && tokens.one_of(at + 1, phrases!("my|the|this|your"));
        to && !lists_it(clause, at)
    }) || tokens.one_of(end, phrases!("light|that|these|this|up"))
        || tokens.number(end).is_some()
        || matches!(tokens.lex(end), super::lexicon::Lex::Count(_))
        || tokens.one_of(end, phrases!("a|an"))
            && tokens.one_of(end + 1, phrases!("appointment|contact|event|meeting"))
}

/// "add milk", "add eggs to my shopping list".
pub(super) fn plain(
    clause: &Clause<'_, '_>,
    verb: Range<usize>,
    certain: bool,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let mut reading = Reading::new(clause.context);
    into.span(
        tokens,
        clause.range.start..clause.head,
        SpanKind::Ignored,
        "",
    );
    into.span(tokens, verb.clone(), SpanKind::Command, "add");
    let noun = tokens.longest(
        verb.end,
        phrases!(
            "a new task|a new task to|a task|a task to|an item|item|new task|task|the item|the task"
        ),
    );
    let called = noun
        .map(|end| {
            tokens
                .longest(end, phrases!(":|called|named"))
                .unwrap_or(end)
        })
        .filter(|end| *end < clause.range.end)
        .unwrap_or(verb.end);
    reading.ignore(verb.end..called);
    reading.way = Way::Adds;
    let colon = called + usize::from(tokens.is(called, b':'));
    reading.read(tokens, colon..clause.range.end);
    finish(clause, reading, into, certain, NotUnderstood::NoTitle)
}

/// How one says that something is to be done.
static NEEDS: Phrases = Phrases::of(
    "don't forget|don't forget to|dont forget to|gotta|have to|i gotta|i have to|i must|i need to|i should|\
     i've got to|must|need to|please|remember to|we have to|we must|we need to|we should",
);
/// How one notes something down.
static NOTES: Phrases = Phrases::of(
    "make a note of|make a note that|make a note to|make a note to self to|make note to|note to self|\
     note to self to|take a note to|to do|todo",
);

/// A bare phrase is a task; "I need to" before it says only that.
pub(super) fn implied(
    clause: &Clause<'_, '_>,
    start: usize,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    let said = tokens
        .longest(start, phrases!("note|task|task to|to-do|todo"))
        .filter(|end| tokens.is(*end, b':'))
        .or_else(|| tokens.longest(start, &NOTES))
        .filter(|end| end + 1 < clause.range.end);
    let begin = if let Some(end) = said {
        into.span(tokens, start..end, SpanKind::Command, "add");
        end + usize::from(tokens.is(end, b':'))
    } else {
        let next = tokens
            .longest(start, &NEEDS)
            .filter(|next| *next < clause.range.end)
            .unwrap_or(start);
        into.span(
            tokens,
            start..next,
            if next > start && tokens.word(start) != "please" {
                SpanKind::Command
            } else {
                SpanKind::Ignored
            },
            "add",
        );
        next
    };
    into.span(tokens, clause.range.start..start, SpanKind::Ignored, "");
    let mut reading = Reading::new(clause.context);
    let remembered = tokens
        .longest(start, phrases!("don't forget|dont forget|remember to"))
        .is_some();
    if remembered {
        reading.way = Way::Reminds;
    }
    reading.read(tokens, begin..clause.range.end);
    let certain = said.is_some() || reading.reminds();
    finish(clause, reading, into, certain, NotUnderstood::NoTitle)
}

/// "…, and email Bob at 6": another task of the kind of the last one.
pub(super) fn another(
    clause: &Clause<'_, '_>,
    last: &super::Draft,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let (tokens, start) = (clause.tokens, clause.range.start);
    let mut reading = Reading::new(clause.context);
    reading.way = match last.reminder {
        Some(_) => Way::Reminds,
        None if last.implied => Way::Implied,
        None => Way::Adds,
    };
    reading.draft.list.clone_from(&last.list);
    let to = start + usize::from(tokens.one_of(start, phrases!("to")));
    reading.ignore(start..to);
    reading.read(tokens, to..clause.range.end);
    finish(clause, reading, into, !last.implied, NotUnderstood::NoTitle)
}

/// The task that the words would be if they were no command at all.
pub(super) fn draft(clause: &Clause<'_, '_>) -> Option<super::Draft> {
    let mut reading = Reading::new(clause.context);
    reading.read(clause.tokens, clause.rest());
    drop_joining(clause.tokens, clause, &mut reading);
    let draft = reading.finish(clause.tokens, &mut Understood::empty());
    (!draft.title.is_empty()).then_some(super::Draft {
        implied: true,
        ..draft
    })
}

/// The whole text is one task, whatever it says; of a verb, only one that says so is taken off.
pub(super) fn whole(
    tokens: &Tokens<'_>,
    context: &super::Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    static VERBS: Phrases = Phrases::of(
        "add|add a task|add a task to|add task|don't forget to|i have to|i need to|new task|remind me|\
         remind me about|remind me of|remind me that|remind me to|set a reminder to",
    );
    let range = tokens.whole();
    let next = tokens
        .longest(0, &VERBS)
        .filter(|next| *next < range.end)
        .unwrap_or(0);
    let clause = Clause {
        tokens,
        range: range.clone(),
        head: next,
        context,
    };
    let mut reading = Reading::new(context);
    if next > 0 && tokens.one_of(0, phrases!("don't|remind|set")) {
        reading.way = Way::Reminds;
    } else if next > 0 && tokens.one_of(0, phrases!("add")) {
        reading.way = Way::Adds;
    }
    into.span(tokens, 0..next, SpanKind::Command, "add");
    reading.read(tokens, next..range.end);
    added(&clause, reading, into, true, NotUnderstood::NoTitle)
}
