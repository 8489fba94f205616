//! Where one command ends and the next begins. A title is never cut: only a verb or a question word after a
//! comma, "and", "then" or a line break begins a new clause.

use std::ops::Range;

use super::{
    Context,
    heads::{self, Verb},
    lexicon::Lex,
    phrases::{Phrases, phrases},
    query,
    reading::reminds_early,
    target,
    time::{self, Phrase, Setting},
    tokens::{Kind, Tokens},
};

/// A part of an utterance that asks for one thing.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) range: Range<usize>,
    /// It is one more task of the kind of the one before.
    pub(super) again: bool,
}

pub(super) fn clauses(tokens: &Tokens<'_>, context: &Context<'_>) -> Vec<Part> {
    let setting = Setting::new(context);
    let mut clauses = Vec::with_capacity(2);
    let (mut start, mut again) = (0, false);
    for at in 1..tokens.len() {
        if at <= start {
            continue;
        }
        let line = tokens.get(at).is_some_and(|token| token.starts_line);
        let joined = joiner(tokens, at).filter(|_| line || !only_when(tokens, start..at, &setting));
        // "Alexa, remind me …": a name is no clause of its own.
        let next = joined
            .filter(|_| heads::polite(tokens, start) < at)
            .filter(|next| begins(tokens, *next, start));
        let more = joined.filter(|next| another(tokens, start..at, *next, &setting));
        if line || next.or(more).is_some() {
            clauses.push(Part {
                range: start..at,
                again,
            });
            again = !line && next.is_none();
            start = if line {
                at
            } else {
                next.or(more).unwrap_or(at)
            };
        }
    }
    if start < tokens.len() {
        clauses.push(Part {
            range: start..tokens.len(),
            again,
        });
    }
    clauses
}

/// "Tomorrow, remind me …": a time alone belongs to what follows.
fn only_when(tokens: &Tokens<'_>, words: Range<usize>, setting: &Setting) -> bool {
    let words = heads::polite(tokens, words.start)..words.end;
    !words.is_empty()
        && words.len() <= NEAR
        && time::may_begin(tokens, words.start)
        && time::read(tokens, words.start, setting, &mut Phrase::default()) == Some(words.end)
}

/// How far a time is looked for.
const NEAR: usize = 14;

/// "call mom tomorrow and pay rent on friday": each of two stretches of several words ends in a time of its own.
fn another(tokens: &Tokens<'_>, before: Range<usize>, next: usize, setting: &Setting) -> bool {
    let told = |at: usize| {
        !matches!(
            tokens.lex(at),
            Lex::Other | Lex::Count(_) | Lex::Ordinal(_) | Lex::Letter(_)
        ) || tokens.number(at).is_some()
    };
    if !told(before.end - 1) || !told_later(tokens, next, told) {
        return false;
    }
    let head = heads::polite(tokens, before.start);
    let other = matches!(
        heads::verb(tokens, head),
        Some((
            Verb::Complete | Verb::Reopen | Verb::Delete | Verb::Update | Verb::Show,
            _
        ))
    );
    if other || !ends_in_a_time(tokens, head..before.end, setting) {
        return false;
    }
    let to = next + usize::from(tokens.word(next) == "to");
    let end = (to + 1..tokens.len().min(to + NEAR))
        .find(|at| {
            tokens.get(*at).is_some_and(|token| token.starts_line) || joiner(tokens, *at).is_some()
        })
        .unwrap_or(tokens.len());
    let words = to..target::end_of(tokens, &(to..end));
    // "and wrap it on Friday", "can you remind me on Friday" say more of what was just said.
    let more = words.clone().any(|at| {
        tokens.one_of(at, phrases!("alert|her|him|it|notify|remind|them|they"))
            || heads::noun(tokens, at).is_some()
    });
    !more && ends_in_a_time(tokens, words, setting)
}

/// A first look, before any time is read.
fn told_later(tokens: &Tokens<'_>, next: usize, told: impl Fn(usize) -> bool) -> bool {
    let starts = tokens
        .get(next)
        .is_some_and(|token| token.kind == Kind::Word)
        && tokens.lex(next) == Lex::Other
        && !tokens.one_of(next, &NO_BEGINNING);
    starts && (next + 2..tokens.len().min(next + NEAR)).any(told)
}

/// With what no task of its own begins.
static NO_BEGINNING: Phrases = Phrases::of(
    "a|again|also|an|any|are|at|be|because|but|by|due|each|every|everyone|for|from|had|has|have|he|her|his|i|if|\
     in|is|it|its|keep|last|my|no|not|of|on|one|or|our|please|repeat|same|she|so|some|that|the|their|them|then|\
     there|they|this|until|was|we|were|when|which|who|will|with|would|you|your",
);

/// Whether two words or more stand before a time that is the end of a stretch.
fn ends_in_a_time(tokens: &Tokens<'_>, words: Range<usize>, setting: &Setting) -> bool {
    let from = words.end.saturating_sub(NEAR).max(words.start + 2);
    (from..words.end).any(|at| {
        !tokens.glued(at)
            && time::may_begin(tokens, at)
            && time::read(tokens, at, setting, &mut Phrase::default()) == Some(words.end)
    })
}

/// Where the next clause would begin, if a joining word or mark stands before it.
fn joiner(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    if matches!(tokens.mark(at), Some(b',' | b';')) && !(tokens.glued(at) && tokens.glued(at + 1)) {
        let next = at + 1;
        let and = next + usize::from(tokens.one_of(next, phrases!("and|but|so|then")));
        return Some(and + usize::from(and > next && tokens.word(and) == "then"));
    }
    if tokens.one_of(at, phrases!("and|then")) && tokens.word(at - 1) != "ahead" {
        return Some(at + 1 + usize::from(tokens.word(at + 1) == "then"));
    }
    None
}

/// Whether a clause of its own may begin here: a verb with something after it, or a question.
fn begins(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    let at = heads::polite(tokens, at);
    if tokens.ends(at) {
        return false;
    }
    if tokens.ends(at + 1) {
        return tokens.one_of(at, phrases!("overdue|redo|undo"));
    }
    if target::end_of(tokens, &(at..tokens.len())) == at + 1
        && tokens.one_of(at, phrases!("cancel|delete|remove"))
    {
        return false;
    }
    if reminds_early(tokens, at).is_some() {
        return false;
    }
    if heads::remind(tokens, at).is_some() {
        // "alert me 10 minutes before" says more of what was just said.
        return !heads::statement(tokens, heads::polite(tokens, start));
    }
    if tokens.word(at) == "mark" {
        return marks_done(tokens, at);
    }
    by_verb(tokens, at, start)
}

/// "mark … as done"
fn marks_done(tokens: &Tokens<'_>, at: usize) -> bool {
    (at + 2..tokens.len().min(at + 40)).any(|at| {
        tokens
            .longest(
                at,
                phrases!("as complete|as completed|as done|as finished|as not done|as open"),
            )
            .is_some()
            || tokens.one_of(at, phrases!("complete|done")) && tokens.ends(at + 1)
    })
}

/// Whether a verb begins a clause here, and not only a part of the title.
fn by_verb(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    let near = at..tokens.len().min(at + NEAR);
    let noun = || heads::find_noun(tokens, near.clone()).is_some();
    let context = heads::statement(tokens, heads::polite(tokens, start)) && noun();
    match heads::verb(tokens, at) {
        Some((Verb::Complete | Verb::Reopen, end)) => {
            end < tokens.len() && !tokens.one_of(at, phrases!("check|cross|done|strike|tick"))
        }
        Some((Verb::Delete, _))
            if tokens.one_of(at, phrases!("cancel|delete|erase|get|remove|trash")) =>
        {
            !context
        }
        Some((Verb::Update, _))
            if tokens.one_of(
                at,
                phrases!("change|move|postpone|rename|reschedule|snooze"),
            ) =>
        {
            !context
        }
        Some((Verb::Delete | Verb::Update, _)) => noun() && !context,
        Some((Verb::Make, end)) => match tokens.word(at) {
            "add" => true,
            "create" | "new" => heads::makes(tokens, end, tokens.len()).is_some(),
            "set" | "put" | "make" => {
                heads::makes(tokens, end, tokens.len().min(end + 4)).is_some() && !context
            }
            _ => false,
        },
        Some((Verb::Show, _)) => query::begins(tokens, at),
        None => false,
    }
}
