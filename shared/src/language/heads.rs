//! Words that tell a command: verbs, the nouns that they bind to, and what people say before they come to it.

use std::ops::Range;

use super::{
    lexicon::Lex,
    phrases::{self, Group},
    tokens::{Kind, Tokens},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Complete,
    Reopen,
    Delete,
    Update,
    /// "show", "list", "read me".
    Show,
    /// "set", "create", "add": with a noun, an add.
    Make,
}

/// Past words of courtesy; a clause is never only such.
pub(super) fn polite(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut at = at;
    loop {
        let comma =
            at + usize::from(tokens.is(at, b',') || tokens.is(at, b'.') && !tokens.glued(at + 1));
        let longest = tokens.longest(comma, &phrases::POLITE);
        match longest.filter(|end| *end < tokens.len()) {
            Some(end) => at = end + usize::from(tokens.is(end, b',')),
            None => return at,
        }
    }
}

/// Past the "-", "*" or "[ ]" of a pasted list.
pub(super) fn bullet(tokens: &Tokens<'_>, range: &Range<usize>) -> usize {
    let mut at = range.start;
    let sign = matches!(
        tokens.get(at).map(|token| token.kind),
        Some(Kind::Mark(b'-' | b'*'))
    ) || tokens.word(at) == "•";
    if sign && !tokens.glued(at + 1) {
        at += 1;
    }
    if tokens.is(at, b'[') && tokens.is(at + 1, b']') {
        at += 2;
    }
    if at < range.end { at } else { range.start }
}

/// The verbs that stand here, the likeliest first; where each ends.
pub(super) fn verb(tokens: &Tokens<'_>, at: usize) -> Option<(Verb, usize)> {
    const ALL: [(Verb, &Group); 6] = [
        (Verb::Complete, &phrases::COMPLETE),
        (Verb::Reopen, &phrases::REOPEN),
        (Verb::Delete, &phrases::DELETE),
        (Verb::Update, &phrases::UPDATE),
        (Verb::Show, &phrases::SHOW),
        (Verb::Make, &phrases::MAKE),
    ];
    const WITH_OFF: [&str; 5] = ["check", "cross", "tick", "scratch", "strike"];
    // Of two verbs that begin alike, the longer phrase is meant.
    let mut best: Option<(Verb, usize)> = None;
    for (verb, group) in ALL {
        let off = || {
            (at + 1..tokens.len().min(at + 30)).any(|at| matches!(tokens.word(at), "off" | "out"))
        };
        if let Some(end) = tokens.longest(at, group)
            && (verb != Verb::Complete
                || end > at + 1
                || !WITH_OFF.contains(&tokens.word(at))
                || off())
            && best.is_none_or(|(_, known)| end > known)
        {
            best = Some((verb, end));
        }
    }
    best
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Reminder,
    Task,
}

/// A generic noun: what a task is called when its title is not said. `true`: more than one.
pub(super) fn noun(tokens: &Tokens<'_>, at: usize) -> Option<(Noun, bool, usize)> {
    let found = |noun, many, end| Some((noun, many, end));
    match tokens.word(at) {
        "reminder" | "remainder" | "reminder's" | "remider" | "reminding" | "remined" => {
            found(Noun::Reminder, false, at + 1)
        }
        "reminders" | "remainders" | "reminder’s" | "alerts" => {
            found(Noun::Reminder, true, at + 1)
        }
        "alert" => found(
            Noun::Reminder,
            false,
            at + 1 + usize::from(tokens.word(at + 1) == "reminder"),
        ),
        "remind"
            if matches!(
                tokens.word_before(at),
                "the" | "my" | "a" | "delete" | "cancel" | "remove" | "all"
            ) =>
        {
            found(Noun::Reminder, false, at + 1)
        }
        "task" | "tasks"
            if matches!(
                tokens.word_before(at),
                "your" | "current" | "present" | "the"
            ) && tokens.ends(at + 1) =>
        {
            None
        }
        "task" | "todo" => found(Noun::Task, false, at + 1),
        "tasks" | "todos" => found(Noun::Task, true, at + 1),
        "to" if tokens.joined(at + 1, b'-') && matches!(tokens.word(at + 2), "do" | "dos") => {
            found(Noun::Task, tokens.word(at + 2) == "dos", at + 3)
        }
        _ => None,
    }
}

/// The first generic noun in a stretch that is not part of a list's name.
pub(super) fn find_noun(
    tokens: &Tokens<'_>,
    range: Range<usize>,
) -> Option<(usize, Noun, bool, usize)> {
    range.into_iter().find_map(|at| {
        let (noun, many, end) = noun(tokens, at)?;
        (!matches!(tokens.word(end), "list" | "lists")).then_some((at, noun, many, end))
    })
}

/// What other programs look after: an alarm is no task.
pub(super) fn foreign(tokens: &Tokens<'_>, range: Range<usize>) -> bool {
    range.into_iter().any(|at| {
        matches!(
            tokens.word(at),
            "alarm"
                | "alarms"
                | "timer"
                | "timers"
                | "calendar"
                | "calender"
                | "playlist"
                | "song"
                | "songs"
                | "music"
                | "email"
                | "emails"
                | "contacts"
                | "notification"
                | "notifications"
                | "podcast"
                | "radio"
        )
    })
}

/// "remind me", "remind Ada": where it ends, and whether it is about oneself.
pub(super) fn remind(tokens: &Tokens<'_>, at: usize) -> Option<(usize, bool)> {
    if let Some(end) = tokens.longest(at, &phrases::REMIND_ME) {
        let end = if tokens.word(end - 1) == "to" {
            end - 1
        } else {
            end
        };
        return Some((
            end + usize::from(tokens.says(end - 1, "me again").is_some()),
            true,
        ));
    }
    if matches!(tokens.word(at), "remind" | "remined" | "alert" | "notify") {
        let next = tokens.word(at + 1);
        let verb = tokens.word(at) == "remind" && !matches!(next, "yourself" | "you");
        let mine = matches!(next, "to" | "about" | "of" | "at" | "on" | "in" | "that" | "every" | "for" | "this" | "the" if next != "the")
            || !matches!(tokens.lex(at + 1), Lex::Other)
            || tokens.number(at + 1).is_some();
        if verb || (matches!(tokens.word(at), "remined") && mine) {
            return Some((at + 1, mine));
        }
    }
    None
}

/// A reminder noun that its verb makes: "set a daily reminder", "create reminder", at most so many words away.
pub(super) fn makes(
    tokens: &Tokens<'_>,
    verb_end: usize,
    limit: usize,
) -> Option<(usize, Noun, usize)> {
    const WITHIN: usize = 9;
    let last = limit.min(verb_end + WITHIN);
    for at in verb_end..last {
        if let Some((kind, _, end)) = noun(tokens, at) {
            // "add red alert", "add check the alert rules": a word of the title, like one within a longer one.
            let titled = tokens.word(at) == "alert"
                && !(verb_end..at).all(|before| plain_modifier(tokens, before));
            if titled || tokens.glued(at) {
                continue;
            }
            let of_lists = matches!(tokens.word(end), "list" | "lists");
            return (!of_lists).then_some((at, kind, end));
        }
        let connects = matches!(tokens.word(at), "to" | "that" | "about" | "for" if at > verb_end && tokens.word(at) != "for" || tokens.word(at + 1) == "my");
        if connects || tokens.is(at, b',') && at > verb_end + 6 {
            return None;
        }
    }
    None
}

/// What may stand between "set" and "reminder" and says nothing of the task.
pub(super) fn plain_modifier(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.word(at),
        "a" | "an"
            | "the"
            | "me"
            | "my"
            | "new"
            | "another"
            | "additional"
            | "up"
            | "us"
            | "one"
            | "some"
            | "this"
            | "of"
            | "in"
            | "for"
            | "separate"
            | "two"
            | "three"
            | "recurring"
            | "repeating"
            | "regular"
            | "second"
            | "reoccurring"
            | "repeat"
            | "quick"
            | "out"
            | "task"
            | "to"
            | "list"
            | "ongoing"
            | "multiple"
            | "myself"
            | "few"
            | "couple"
            | "different"
            | "phone"
            | "auto"
            | "automatic"
            | "text"
            | "voice"
            | "advance"
            | "advanced"
            | "audible"
            | "app"
            | "our"
            | "that"
            | "email"
            | "special"
            | "single"
            | "standing"
            | "personal"
            | "general"
            | "friendly"
            | "reminder"
            | "alert"
    )
}

/// How a statement about something begins, as the reason of a command that follows.
pub(super) fn statement(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.word(at),
        "i" | "i'm"
            | "i've"
            | "im"
            | "it"
            | "it's"
            | "its"
            | "we"
            | "we're"
            | "he"
            | "she"
            | "they"
            | "there"
            | "there's"
            | "since"
            | "because"
            | "my"
            | "if"
            | "when"
            | "the"
            | "our"
            | "as"
            | "this"
            | "that"
            | "instead"
            | "rather"
            | "in"
            | "on"
            | "for"
            | "at"
            | "every"
            | "each"
    )
}

/// How a question about a reminder begins, where no verb of a command does.
pub(super) fn statement_head(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.word(at),
        "is" | "are"
            | "does"
            | "do"
            | "did"
            | "has"
            | "have"
            | "was"
            | "were"
            | "will"
            | "when"
            | "what"
            | "where"
            | "which"
            | "who"
            | "how"
            | "why"
    )
}
