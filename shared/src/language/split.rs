//! Where one command ends and the next begins. A title is never cut: only a verb or a question word after a
//! comma, "and", "then" or a line break begins a new clause.

use std::ops::Range;

use super::{commands, words::Words};

pub(super) fn clauses(words: &Words<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 1..words.len() {
        if at <= start {
            continue;
        }
        let next = joiner(words, at).filter(|next| commands::begins(words, *next));
        if next.is_some() || words.get(at).is_some_and(|word| word.starts_line) {
            clauses.push(start..at);
            start = next.unwrap_or(at);
        }
    }
    if start < words.len() {
        clauses.push(start..words.len());
    }
    clauses
}

/// Where the next clause would begin, if a joining word or a comma stands before it.
fn joiner(words: &Words<'_>, at: usize) -> Option<usize> {
    if let "and" | "then" = words.key(at) {
        return Some(if words.key(at + 1) == "then" {
            at + 2
        } else {
            at + 1
        });
    }
    let before = words.get(at.checked_sub(1)?)?;
    before.ends_phrase.then_some(at)
}
