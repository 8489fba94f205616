//! Which tasks a verb is said of.

use std::ops::Range;

use super::{
    Context,
    numbers::count,
    phrases::{Phrases, phrases},
    tokens::Tokens,
};

/// What stands for a task without naming it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pointed {
    Last,
    Added,
    Them,
    All,
    Ordinals(Vec<usize>),
}

/// The last word is the ordinal of the last task of the answer.
const NAMES: [&str; 11] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "last",
];

/// What stands for the task that was added last.
static ADDED: Phrases = Phrases::of(
    "the last one i added|the last task i added|the newest one|the one i added|the one i just added|\
     the one i just created|the one i just made|the one you just added|the task i added last|\
     the task i just added|what i just added",
);

/// A greater number is not that of a task of an answer.
const NUMBERS: usize = 999;

pub(super) fn pointed(
    tokens: &Tokens<'_>,
    object: &Range<usize>,
    context: &Context<'_>,
) -> Option<Pointed> {
    let object = &(object.start..end_of(tokens, object));
    if object.is_empty() {
        return None;
    }
    let words = || object.clone().map(|at| tokens.word(at));
    let it = |word: &str| matches!(word, "it" | "that" | "this");
    if object.len() == 1 && it(tokens.word(object.start))
        || object.len() == 2
            && it(tokens.word(object.start))
            && tokens.one_of(object.start + 1, phrases!("one|reminder|task"))
    {
        return Some(Pointed::Last);
    }
    if tokens.longest(object.start, &ADDED) == Some(object.end) {
        return Some(Pointed::Added);
    }
    let them = |word: &str| matches!(word, "them" | "these" | "those" | "both");
    let all = |word: &str| matches!(word, "all" | "everything" | "both" | "every" | "them");
    let filler = |word: &str| {
        all(word)
            || matches!(
                word,
                "of" | "these"
                    | "the"
                    | "my"
                    | "task"
                    | "tasks"
                    | "todos"
                    | "reminders"
                    | "items"
                    | "those"
                    | "two"
            )
    };
    if words().all(filler) && words().any(|word| all(word) || them(word)) {
        let shown = words().any(them) || object.len() == 1 && tokens.word(object.start) == "all";
        return Some(if shown { Pointed::Them } else { Pointed::All });
    }
    first_or_last(tokens, object, context.shown)
        .or_else(|| ordinals(tokens, object, context.shown))
        .map(Pointed::Ordinals)
}

/// "the first two", "the last 3 tasks" of the last answer.
fn first_or_last(tokens: &Tokens<'_>, object: &Range<usize>, shown: usize) -> Option<Vec<usize>> {
    let at = object.start + usize::from(tokens.word(object.start) == "the");
    let (many, end) = count(tokens, at + 1)?;
    let many = usize::try_from(many).ok().filter(|many| *many <= NUMBERS)?;
    let end = end + usize::from(tokens.one_of(end, phrases!("items|ones|reminders|tasks|todos")));
    if shown == 0 || end != object.end || many == 0 {
        return None;
    }
    match tokens.word(at) {
        "first" => Some((1..=many).collect()),
        "last" => Some((shown.saturating_sub(many) + 1..=shown).collect()),
        _ => None,
    }
}

/// Without the punctuation and the courtesy at its end.
pub(super) fn end_of(tokens: &Tokens<'_>, object: &Range<usize>) -> usize {
    let mut end = object.end;
    while end > object.start
        && (matches!(tokens.mark(end - 1), Some(b'.' | b'!' | b'?' | b','))
            || tokens.one_of(end - 1, phrases!("please|thanks")))
    {
        end -= 1;
    }
    end
}

/// Every word a number of the last answer, or a filler between them.
fn ordinals(tokens: &Tokens<'_>, object: &Range<usize>, shown: usize) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    let mut at = object.start;
    while at < object.end {
        let word = tokens.word(at);
        let filler = matches!(
            word,
            "and"
                | "the"
                | "one"
                | "ones"
                | "task"
                | "tasks"
                | "number"
                | "numbers"
                | "reminder"
                | "reminders"
        ) && !(word == "one" && object.len() == 1);
        if filler || matches!(tokens.mark(at), Some(b',' | b'&' | b'#')) {
            at += 1;
            continue;
        }
        let (number, end) = if let Some(number) = tokens.number(at) {
            let ending = tokens.one_of(at + 1, phrases!("nd|rd|st|th")) && tokens.glued(at + 1);
            (usize::try_from(number).ok()?, at + 1 + usize::from(ending))
        } else {
            let index = NAMES.iter().position(|name| *name == word)?;
            (if word == "last" { shown } else { index + 1 }, at + 1)
        };
        // A number that no task has is still a number, where there are some.
        if shown == 0 || !(1..=NUMBERS).contains(&number) {
            return None;
        }
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        at = end;
    }
    (!numbers.is_empty()).then_some(numbers)
}
