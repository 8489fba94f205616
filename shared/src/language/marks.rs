//! #tag, @list, !priority, p1 to p4, "in my Work list".

use super::{
    Context, SpanKind,
    lexicon::Lex,
    phrases::{Phrases, phrases},
    tokens::{Kind, Tokens},
};
use crate::api::Priority;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Tag(String),
    List(String),
    /// "to my to-do list": where tasks go anyway.
    Inbox,
    Priority(Priority),
}

impl Mark {
    pub(super) fn kind(&self) -> SpanKind {
        match self {
            Self::Tag(_) => SpanKind::Tag,
            Self::List(_) => SpanKind::List,
            Self::Inbox => SpanKind::Ignored,
            Self::Priority(_) => SpanKind::Priority,
        }
    }

    pub(super) fn value(&self) -> String {
        match self {
            Self::Tag(name) | Self::List(name) => name.clone(),
            Self::Inbox => String::new(),
            Self::Priority(priority) => priority.as_str().to_owned(),
        }
    }
}

/// A mark at this token, and the token after it.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, context: &Context<'_>) -> Option<(Mark, usize)> {
    if tokens.glued(at) && at > 0 {
        return None;
    }
    match tokens.get(at)?.kind {
        Kind::Mark(sign @ (b'#' | b'@')) => {
            let end = run(tokens, at + 1);
            let name = tokens.text(&(at + 1..end));
            named(name, sign, context).map(|mark| (mark, end))
        }
        Kind::Mark(b'!') => {
            let priority = level(tokens.word(at + 1)).filter(|_| tokens.glued(at + 1))?;
            Some((Mark::Priority(priority), at + 2))
        }
        Kind::Word => priority(tokens, at).or_else(|| list_phrase(tokens, at, context)),
        _ => None,
    }
}

/// The tokens glued to a sign, without the punctuation behind them.
fn run(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut end = at;
    while tokens.glued(end) {
        end += 1;
    }
    while end > at
        && matches!(
            tokens.mark(end - 1),
            Some(b',' | b';' | b'.' | b'!' | b'?' | b')' | b':')
        )
    {
        end -= 1;
    }
    end
}

fn named(name: &str, sign: u8, context: &Context<'_>) -> Option<Mark> {
    if name.is_empty() {
        return None;
    }
    if sign == b'#' {
        let letters = name
            .chars()
            .all(|char| char.is_alphanumeric() || !char.is_ascii() || "-_/".contains(char));
        let number = name.chars().all(|char| char.is_ascii_digit());
        return (letters && !number).then(|| Mark::Tag(name.to_owned()));
    }
    let word =
        !name.contains(['@', '.', ':']) && !name.starts_with(|char: char| char.is_ascii_digit());
    word.then(|| Mark::List(known(name, context)))
}

/// The priority that a word says.
pub(super) fn level(word: &str) -> Option<Priority> {
    Some(match word {
        "urgent" => Priority::Urgent,
        "high" | "important" => Priority::High,
        "medium" => Priority::Medium,
        "low" => Priority::Low,
        _ => return None,
    })
}

/// "p1", "high priority", and "urgent" where it is no word of the title: last, or before a colon.
fn priority(tokens: &Tokens<'_>, at: usize) -> Option<(Mark, usize)> {
    let found = |priority, end| Some((Mark::Priority(priority), end));
    if tokens.word(at) == "p" && tokens.glued(at + 1) && !tokens.glued(at + 2) {
        let priority = match tokens.short(at + 1, 1)? {
            1 => Priority::Urgent,
            2 => Priority::High,
            3 => Priority::Medium,
            4 => Priority::Low,
            _ => return None,
        };
        return found(priority, at + 2);
    }
    let with = tokens
        .longest(at, phrases!("as|as a|with|with a"))
        .unwrap_or(at);
    let priority = level(tokens.word(with))?;
    if tokens.word(with + 1) == "priority" {
        return found(priority, with + 2);
    }
    let sharp = tokens.one_of(at, phrases!("important|urgent"));
    if sharp && tokens.joined(at + 1, b':') {
        return found(priority, at + 2);
    }
    let last = tokens.ends(at + 1) || tokens.is(at + 1, b'!') && tokens.ends(at + 2);
    let comma = at > 0 && tokens.is(at - 1, b',');
    (sharp && last && comma).then(|| found(priority, at + 1))?
}

/// Names of what is no list of its own.
static GENERIC: Phrases = Phrases::of(
    "chore|chores|current to do|current todo|daily to do|do|list|main|personal to do|remainder|reminder|\
     reminder's|reminders|task|tasks|to|to do|to-do|todo|todos",
);

/// "in/on/to (my/the) X list", "to my list of chores".
pub(super) fn list_phrase(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
) -> Option<(Mark, usize)> {
    if !tokens.one_of(at, phrases!("for|from|in|into|off|on|onto|to")) {
        return None;
    }
    let (mark, end) = list_name(
        tokens,
        at + 1 + usize::from(tokens.word(at + 1) == "of"),
        context,
    )?;
    // "pay for the guest list": only a list that is known is meant by "for".
    let known = matches!(&mark, Mark::List(name) if context.lists.contains(name));
    (tokens.word(at) != "for" || known).then_some((mark, end))
}

/// "my Work list", "the list", "list of chores" by its own words.
pub(super) fn list_name(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
) -> Option<(Mark, usize)> {
    let owned = tokens.one_of(at, phrases!("a|my|our|that|the|this"));
    let name = at + usize::from(owned);
    let name =
        name + usize::from(owned && tokens.one_of(name, phrases!("complete|current|entire|whole")));
    let end = (name..=name + 4).find(|end| tokens.one_of(*end, phrases!("list|lists")))?;
    if (name..end).any(|at| {
        tokens
            .mark(at)
            .is_some_and(|mark| mark != b'-' && mark != b'@' && mark != b'\'')
            || tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Literal)
    }) {
        return None;
    }
    if (name..end).any(|at| matches!(tokens.word(at), "and" | "to" if tokens.word(at + 1) != "do" && tokens.word(at + 1) != "buy")) {
        return None;
    }
    let said = tokens.text(&(name..end)).trim_start_matches('@');
    let after = end + 1;
    if matches!(
        said.to_lowercase().as_str(),
        "contact" | "contacts" | "mailing" | "email" | "guest" | "waiting" | "play"
    ) {
        return None;
    }
    if said.is_empty() || GENERIC.holds(&said.to_lowercase()) {
        return generic_list(tokens, at, (said, after), owned, context);
    }
    let listed = context
        .lists
        .iter()
        .find(|list| list.to_lowercase() == said.to_lowercase());
    // A list that is not there yet takes "my" or "the" before it, or one word.
    let name = match listed {
        Some(known) => known.clone(),
        None if owned || end == name + 1 => said.to_owned(),
        None => return None,
    };
    Some((Mark::List(name), after))
}

/// "my list", "the to-do list", "list of chores": where tasks go anyway, or a list by what it is of.
fn generic_list(
    tokens: &Tokens<'_>,
    at: usize,
    (said, after): (&str, usize),
    owned: bool,
    context: &Context<'_>,
) -> Option<(Mark, usize)> {
    if let Some(of) = tokens.longest(after, phrases!("of chores|of reminder|of reminders|of tasks|of tasks to accomplish|of tasks to complete|\
             of things to do|of todos")) {
            return owned.then_some((Mark::Inbox, of));
        }
    // "on my list for tomorrow" says when.
    if said.is_empty()
        && tokens.one_of(after, phrases!("for|of"))
        && owned
        && !tokens.word(after + 1).is_empty()
        && tokens.lex(after + 1) == Lex::Other
        && !tokens.one_of(after + 1, phrases!("me|the|this|us"))
    {
        let name = tokens.text(&(after + 1..after + 2));
        return Some((Mark::List(known(name, context)), after + 2));
    }
    let led = tokens.one_before(at, phrases!("from|off|on|onto|to"));
    (owned || !said.is_empty() || led).then_some((Mark::Inbox, after))
}

/// "to Groceries", "from the Work list" at the end, or before a time or a mark: one of the person's lists.
pub(super) fn to_known(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
) -> Option<(Mark, usize)> {
    if !tokens.one_of(at, phrases!("from|in|into|off|on|onto|to")) {
        return None;
    }
    let name = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("my|our|the")));
    let (list, end) = known_list(tokens, name, context)?;
    let follows = tokens.ends(end)
        || tokens.mark(end).is_some()
        || tokens.lex(end) != Lex::Other
        || tokens.one_of(end, phrases!("at|by|for|on|please|with"));
    follows.then_some((Mark::List(list), end))
}

/// One of the person's lists by its bare name, and the token after it.
pub(super) fn known_list(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
) -> Option<(String, usize)> {
    context
        .lists
        .iter()
        .find_map(|list| Some((list.clone(), tokens.says(at, &list.to_lowercase())?)))
}

fn known(name: &str, context: &Context<'_>) -> String {
    context
        .lists
        .iter()
        .find(|list| list.to_lowercase().replace(' ', "-") == name.to_lowercase())
        .map_or_else(|| name.to_owned(), Clone::clone)
}
