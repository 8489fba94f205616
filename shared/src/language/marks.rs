//! #tag, @list, !priority, p1 to p4, "in my Work list".

use super::{Context, SpanKind, words::Words};
use crate::api::Priority;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Tag(String),
    List(String),
    Priority(Priority),
}

impl Mark {
    pub(super) fn kind(&self) -> SpanKind {
        match self {
            Self::Tag(_) => SpanKind::Tag,
            Self::List(_) => SpanKind::List,
            Self::Priority(_) => SpanKind::Priority,
        }
    }

    pub(super) fn value(&self) -> String {
        match self {
            Self::Tag(name) | Self::List(name) => name.clone(),
            Self::Priority(priority) => priority.as_str().to_owned(),
        }
    }
}

/// A mark at this word, and the word after it.
pub(super) fn read(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Mark, usize)> {
    let word = words.get(at)?;
    if word.key.is_empty() {
        return None;
    }
    let raw = words
        .text(&(at..at + 1))
        .trim_end_matches(['.', '!', '?', ')', ':']);
    if let Some(tag) = raw.strip_prefix('#') {
        let named = tag
            .chars()
            .all(|char| char.is_alphanumeric() || !char.is_ascii() || "-_/".contains(char));
        let number = tag.chars().all(|char| char.is_ascii_digit());
        return (named && !number).then(|| (Mark::Tag(tag.to_owned()), at + 1));
    }
    if let Some(list) = raw.strip_prefix('@') {
        let named = !list.is_empty() && !list.contains(['@', '.']);
        return named.then(|| (Mark::List(known(list, context)), at + 1));
    }
    if let Some(priority) = priority(&word.key) {
        return Some((Mark::Priority(priority), at + 1));
    }
    list_phrase(words, at, context)
}

fn priority(key: &str) -> Option<Priority> {
    Some(match key {
        "p1" | "!urgent" => Priority::Urgent,
        "p2" | "!high" => Priority::High,
        "p3" | "!medium" => Priority::Medium,
        "p4" | "!low" => Priority::Low,
        _ => return None,
    })
}

/// "in/on/to (my/the) X list"
fn list_phrase(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Mark, usize)> {
    if !matches!(words.key(at), "in" | "on" | "to") {
        return None;
    }
    let name = if matches!(words.key(at + 1), "my" | "the") {
        at + 2
    } else {
        at + 1
    };
    let end = (name + 1..=name + 3).find(|end| words.key(*end) == "list")?;
    if (name..end).any(|at| words.key(at).is_empty()) {
        return None;
    }
    let said = words.text(&(name..end)).trim_start_matches('@');
    let known = context
        .lists
        .iter()
        .find(|list| list.to_lowercase() == said.to_lowercase());
    // A list that is not there yet takes one word, and "my" or "the" before it.
    let name = match known {
        Some(known) => known.clone(),
        None if end == name + 1 && name == at + 2 => said.to_owned(),
        None => return None,
    };
    Some((Mark::List(name), end + 1))
}

/// One of the person's lists by its bare name, and the word after it.
pub(super) fn known_list(
    words: &Words<'_>,
    at: usize,
    context: &Context<'_>,
) -> Option<(String, usize)> {
    context
        .lists
        .iter()
        .find_map(|list| Some((list.clone(), words.says(at, &list.to_lowercase())?)))
}

fn known(name: &str, context: &Context<'_>) -> String {
    context
        .lists
        .iter()
        .find(|list| list.to_lowercase().replace(' ', "-") == name.to_lowercase())
        .map_or_else(|| name.to_owned(), Clone::clone)
}
