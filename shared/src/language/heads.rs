//! Words that tell a command: verbs, the nouns that they bind to, and what people say before they come to it.

use std::ops::Range;

use super::{
    lexicon::Lex,
    recurrence::adverb_rule,
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

/// What people say before a command.
const POLITE: [&str; 62] = [
    "please", "can you please", "could you please", "would you please", "will you please", "can you", "could you", "would you",
    "will you", "can u", "can we", "can i", "could i", "hey", "hi", "hello", "ok", "okay", "alexa", "siri", "google", "computer", "olly", "assistant",
    "i want you to", "i need you to", "i'd like you to", "i would like you to", "i want to", "i need to", "i'd like to", "i would like to",
    "i wanna", "go ahead and", "let's", "lets", "just", "also", "then", "now", "kindly", "you can", "you could", "help me to", "help me",
    "do me a favor and", "be sure to", "make sure to", "make sure you", "i said", "yes", "so", "well", "maybe", "would you mind", "let us",
    "are you able to", "if you can", "you need to", "i have to", "and", "but",
];

/// Past words of courtesy; a clause is never only such.
pub(super) fn polite(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut at = at;
    loop {
        let comma = at + usize::from(tokens.is(at, b',') || tokens.is(at, b'.') && !tokens.glued(at + 1));
        let longest = POLITE
            .iter()
            .filter(|phrase| phrase.starts_with(tokens.word(comma)) && !tokens.word(comma).is_empty())
            .filter_map(|phrase| tokens.says(comma, phrase))
            .max();
        match longest.filter(|end| *end < tokens.len()) {
            Some(end) => at = end + usize::from(tokens.is(end, b',')),
            None => return at,
        }
    }
}

/// Past the "-", "*" or "[ ]" of a pasted list.
pub(super) fn bullet(tokens: &Tokens<'_>, range: &Range<usize>) -> usize {
    let mut at = range.start;
    let sign = matches!(tokens.get(at).map(|token| token.kind), Some(Kind::Mark(b'-' | b'*'))) || tokens.word(at) == "•";
    if sign && !tokens.glued(at + 1) {
        at += 1;
    }
    if tokens.is(at, b'[') && tokens.is(at + 1, b']') {
        at += 2;
    }
    if at < range.end { at } else { range.start }
}

const COMPLETE: [&str; 28] = [
    "i'm done with", "i am done with", "im done with", "i finished", "i've finished", "i have finished", "i just finished", "i completed",
    "i've completed", "i have completed", "done with", "complete", "completed", "finish", "finished", "check off", "tick off", "cross off",
    "done", "check", "cross", "tick", "scratch", "cross out", "scratch off", "mark off", "strike", "finished with",
];
const REOPEN: [&str; 6] = ["reopen", "re-open", "uncheck", "untick", "uncomplete", "restore"];
const DELETE: [&str; 37] = [
    "delete", "remove", "trash", "get rid off", "get rid of", "cancel", "erase", "clear", "dismiss", "take out", "take off", "take", "drop", "discard",
    "scrap", "eliminate", "wipe", "turn off", "disable", "stop", "nix", "edit out", "forget", "throw away", "throw out", "unset", "end",
    "clean", "empty", "blank out", "kill", "void", "deactivate", "abolish", "cancle", "close", "deleted",
];
const UPDATE: [&str; 34] = [
    "change", "update", "move", "modify", "reschedule", "edit", "adjust", "ajust", "switch", "rename", "push", "postpone", "delay",
    "snooze", "correct", "fix", "extend", "shift", "revise", "alter", "bump", "prioritize", "prioritise", "swap", "replace", "make a change to",
    "adjustment", "amend", "advance", "retitle", "shorten", "set back", "bring forward", "re-schedule",
];
const SHOW: [&str; 54] = [
    "show me", "show", "list", "display", "read me", "read off", "read back", "read", "tell me", "give me", "get me", "get", "pull up", "bring up", "view",
    "see", "find", "look up", "look for", "look at", "search", "check", "open", "go to", "go over", "retrieve", "fetch", "what", "what's", "whats",
    "which", "when", "when's", "whens", "where", "where's", "who", "do i have", "do we have", "have i", "did i", "are there", "is there", "is my", "are my", "any",
    "anything", "how many", "how much", "how long", "let me know", "let me see", "name", "recall",
];
const MAKE: [&str; 40] = [
    "set up", "set", "setup", "create", "make", "add", "schedule", "send me", "send", "put in", "put", "give me", "give", "i need", "i want", "i'd like",
    "i would like", "start", "new", "place", "enter", "log", "turn on", "include", "insert", "i have", "another", "get me", "need", "begin", "input", "write",
    "want", "issue", "generate", "establish", "program", "activate", "additional", "save",
];

fn longest(tokens: &Tokens<'_>, at: usize, phrases: &[&str]) -> Option<usize> {
    let word = tokens.word(at);
    if word.is_empty() {
        return None;
    }
    phrases.iter().filter(|phrase| phrase.starts_with(word)).filter_map(|phrase| tokens.says(at, phrase)).max()
}

/// The verbs that stand here, the likeliest first; where each ends.
pub(super) fn verb(tokens: &Tokens<'_>, at: usize) -> Option<(Verb, usize)> {
    const ALL: [(Verb, &[&str]); 6] = [
        (Verb::Complete, &COMPLETE),
        (Verb::Reopen, &REOPEN),
        (Verb::Delete, &DELETE),
        (Verb::Update, &UPDATE),
        (Verb::Show, &SHOW),
        (Verb::Make, &MAKE),
    ];
    const WITH_OFF: [&str; 5] = ["check", "cross", "tick", "scratch", "strike"];
    // Of two verbs that begin alike, the longer phrase is meant.
    let mut best: Option<(Verb, usize)> = None;
    for (verb, phrases) in ALL {
        let off = || (at + 1..tokens.len().min(at + 30)).any(|at| matches!(tokens.word(at), "off" | "out"));
        if let Some(end) = longest(tokens, at, phrases)
            && (verb != Verb::Complete || end > at + 1 || !WITH_OFF.contains(&tokens.word(at)) || off())
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
        "reminder" | "remainder" | "reminder's" | "remider" | "reminding" | "remined" => found(Noun::Reminder, false, at + 1),
        "reminders" | "remainders" | "reminder’s" | "alerts" => found(Noun::Reminder, true, at + 1),
        "alert" => found(Noun::Reminder, false, at + 1 + usize::from(tokens.word(at + 1) == "reminder")),
        "task" | "todo" => found(Noun::Task, false, at + 1),
        "tasks" | "todos" => found(Noun::Task, true, at + 1),
        "to" if tokens.joined(at + 1, b'-') && matches!(tokens.word(at + 2), "do" | "dos") => found(Noun::Task, tokens.word(at + 2) == "dos", at + 3),
        _ => None,
    }
}

/// The first generic noun in a stretch that is not part of a list's name.
pub(super) fn find_noun(tokens: &Tokens<'_>, range: Range<usize>) -> Option<(usize, Noun, bool, usize)> {
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
            "alarm" | "alarms" | "timer" | "timers" | "calendar" | "calender" | "playlist" | "song" | "songs" | "music" | "email" | "emails" | "contacts"
                | "notification" | "notifications" | "podcast" | "radio"
        )
    })
}

/// "remind me", "remind Ada": where it ends, and whether it is about oneself.
pub(super) fn remind(tokens: &Tokens<'_>, at: usize) -> Option<(usize, bool)> {
    const MINE: [&str; 30] = [
        "remind me", "remind us", "remind myself", "alert me", "notify me", "don't let me forget", "dont let me forget", "do not let me forget",
        "don't forget to remind me", "help me remember", "help me to remember", "i need to be reminded", "i want to be reminded", "i need reminded",
        "i'd like to be reminded", "i would like to be reminded", "reminder me", "send me a reminder", "don't let me miss", "remind my to", "remined me",
        "please remind", "be reminded", "i want reminded", "i need to remember", "alert us", "keep me reminded", "reming me", "rmind me", "reminds me",
    ];
    if let Some(end) = tokens.any(at, &MINE) {
        let end = if tokens.word(end - 1) == "to" { end - 1 } else { end };
        return Some((end + usize::from(tokens.says(end - 1, "me again").is_some()), true));
    }
    if matches!(tokens.word(at), "remind" | "remined" | "alert" | "notify") {
        let next = tokens.word(at + 1);
        let verb = tokens.word(at) == "remind";
        let mine = matches!(next, "to" | "about" | "of" | "at" | "on" | "in" | "that" | "every" | "for" | "this" | "the" if next != "the") || !matches!(tokens.lex(at + 1), Lex::Other) || tokens.number(at + 1).is_some();
        if verb || (matches!(tokens.word(at), "remined") && mine) {
            return Some((at + 1, mine));
        }
    }
    None
}

/// A reminder noun that its verb makes: "set a daily reminder", "create reminder", at most so many words away.
pub(super) fn makes(tokens: &Tokens<'_>, verb_end: usize, limit: usize) -> Option<(usize, Noun, usize)> {
    const WITHIN: usize = 9;
    let last = limit.min(verb_end + WITHIN);
    for at in verb_end..last {
        if let Some((found, _, end)) = noun(tokens, at) {
            let list = matches!(tokens.word(end), "list" | "lists");
            return (!list).then_some((at, found, end));
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
        "a" | "an" | "the" | "me" | "my" | "new" | "another" | "additional" | "up" | "us" | "one" | "some" | "this" | "of" | "in" | "for" | "separate" | "two" | "three"
            | "recurring" | "repeating" | "regular" | "second" | "reoccurring" | "repeat" | "quick" | "out" | "task" | "to" | "list" | "ongoing" | "multiple"
            | "myself" | "few" | "couple" | "different" | "phone" | "auto" | "automatic" | "text" | "voice" | "advance" | "advanced" | "audible" | "app" | "our" | "that"
            | "email" | "special" | "single" | "standing" | "personal" | "general" | "friendly" | "reminder" | "alert"
    ) || adverb_rule(tokens.word(at)).is_some() && false
}

/// How a statement about something begins, as the reason of a command that follows.
pub(super) fn statement(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.word(at),
        "i" | "i'm" | "i've" | "im" | "it" | "it's" | "its" | "we" | "we're" | "he" | "she" | "they" | "there" | "there's" | "since" | "because" | "my" | "if" | "when" | "the" | "our"
            | "as" | "this" | "that" | "instead" | "rather" | "in" | "on" | "for" | "at" | "every" | "each"
    )
}
