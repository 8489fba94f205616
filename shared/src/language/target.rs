//! Which tasks a verb is said of.

use std::ops::Range;

use super::{Context, Target, words::Words};

/// The last word is the ordinal of the last task of the answer.
const NAMES: [&str; 11] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "last",
];

pub(super) fn read(words: &Words<'_>, object: &Range<usize>, context: &Context<'_>) -> Target {
    if object.len() == 1 && matches!(words.key(object.start), "it" | "that" | "this") {
        return Target::Last;
    }
    let all = |key: &str| matches!(key, "all" | "everything" | "both");
    let filler = |key: &str| {
        all(key)
            || matches!(
                key,
                "of" | "them" | "these" | "the" | "my" | "task" | "tasks" | "todos"
            )
    };
    if object.clone().all(|at| filler(words.key(at))) && object.clone().any(|at| all(words.key(at)))
    {
        return Target::All;
    }
    if let Some(numbers) = ordinals(words, object, context.shown) {
        return Target::Ordinals(numbers);
    }
    Target::Title(title(words, object))
}

/// Every word a number of the last answer, or a filler between them.
fn ordinals(words: &Words<'_>, object: &Range<usize>, shown: usize) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for key in object.clone().map(|at| words.key(at)) {
        if matches!(
            key,
            "and" | "the" | "one" | "ones" | "task" | "tasks" | "number" | "numbers" | "&"
        ) {
            continue;
        }
        for part in key.split(',') {
            let number = ordinal(part, shown).filter(|number| (1..=shown).contains(number))?;
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

fn ordinal(key: &str, shown: usize) -> Option<usize> {
    if let Some(index) = NAMES.iter().position(|name| *name == key) {
        return Some(if key == "last" { shown } else { index + 1 });
    }
    let key = key.strip_prefix('#').unwrap_or(key);
    let digits = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(key);
    let only = digits.bytes().all(|byte| byte.is_ascii_digit());
    only.then(|| digits.parse().ok())?
}

fn title(words: &Words<'_>, object: &Range<usize>) -> String {
    let named = [
        "the task called",
        "task called",
        "the task",
        "my task",
        "task",
    ]
    .into_iter()
    .find_map(|phrase| words.says(object.start, phrase))
    .filter(|next| *next < object.end)
    .unwrap_or(object.start);
    words
        .text(&(named..object.end))
        .trim_matches(['"', '“', '”', '.', '!', '?', ' '])
        .to_owned()
}
