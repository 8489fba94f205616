//! Where one command ends and the next begins. A title is never cut: only a verb or a question word after a
//! comma, "and", "then" or a line break begins a new clause.

use std::ops::Range;

use super::{
    heads::{self, Verb},
    phrases::phrases,
    query,
    reading::reminds_early,
    target,
    tokens::Tokens,
};

pub(super) fn clauses(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::with_capacity(2);
    let mut start = 0;
    for at in 1..tokens.len() {
        if at <= start {
            continue;
        }
        let line = tokens.get(at).is_some_and(|token| token.starts_line);
        // "Alexa, remind me …": a name is no clause of its own.
        let next = joiner(tokens, at)
            .filter(|_| heads::polite(tokens, start) < at)
            .filter(|next| begins(tokens, *next, start));
        if line || next.is_some() {
            clauses.push(start..at);
            start = if line { at } else { next.unwrap_or(at) };
        }
    }
    if start < tokens.len() {
        clauses.push(start..tokens.len());
    }
    clauses
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
        return (at + 2..tokens.len().min(at + 40)).any(|at| {
            tokens
                .longest(
                    at,
                    phrases!("as complete|as completed|as done|as finished|as not done|as open"),
                )
                .is_some()
                || tokens.one_of(at, phrases!("complete|done")) && tokens.ends(at + 1)
        });
    }
    let near = at..tokens.len().min(at + 14);
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
