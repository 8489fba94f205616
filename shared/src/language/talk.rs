//! What is no command on tasks: courtesy, help, and questions about something else.

use super::{Command, Courtesy, commands::Clause, heads, phrases, tokens::Tokens};

const ALONE: [(&str, Command); 17] = [
    ("undo", Command::Undo),
    ("undo that", Command::Undo),
    ("undo it", Command::Undo),
    ("undo this", Command::Undo),
    ("undo please", Command::Undo),
    ("undo the last one", Command::Undo),
    ("redo", Command::Redo),
    ("redo that", Command::Redo),
    ("redo it", Command::Redo),
    ("help", Command::Help),
    ("help me", Command::Help),
    ("what can you do", Command::Help),
    ("what can i say", Command::Help),
    ("what can i ask", Command::Help),
    ("clear completed", Command::ClearCompleted),
    ("clear completed tasks", Command::ClearCompleted),
    ("clear all completed tasks", Command::ClearCompleted),
];

/// A clause that is nothing but such a phrase, with or without a name behind it.
pub(super) fn alone(clause: &Clause<'_, '_>, start: usize) -> Option<Command> {
    let tokens = clause.tokens;
    let end = super::target::end_of(tokens, &clause.range);
    let grateful = clause.range.clone().any(|at| match tokens.word(at) {
        "thanks" | "thankful" | "grateful" => true,
        "thank" => tokens.word(at + 1) == "you",
        "appreciate" => tokens.word(at + 1) == "it" || tokens.word_before(at) == "i",
        _ => false,
    });
    if grateful
        && heads::find_noun(tokens, clause.range.clone()).is_none()
        && heads::remind(tokens, clause.head).is_none()
        && (tokens.longest(start, &phrases::WANTS).is_some()
            || tokens.longest(start, &phrases::THANKS).is_some()
            || praise(tokens, start))
    {
        return Some(Command::Courtesy(Courtesy::Thanks));
    }
    let short = clause.range.len() <= 9
        && heads::find_noun(tokens, clause.range.clone()).is_none()
        && heads::verb(tokens, clause.head).is_none();
    let said = |at: usize| {
        matches!(
            tokens.word(at),
            "goodbye"
                | "bye"
                | "adios"
                | "farewell"
                | "hello"
                | "hi"
                | "greetings"
                | "hey"
                | "howdy"
        )
    };
    if short
        && end > start
        && (said(start) && heads::polite(tokens, start) + 3 >= end
            || matches!(
                tokens.word(start),
                "goodbye" | "bye" | "adios" | "greetings"
            )
            || said(end - 1))
    {
        let goodbye = clause
            .range
            .clone()
            .any(|at| matches!(tokens.word(at), "goodbye" | "bye" | "adios" | "farewell"));
        return Some(Command::Courtesy(if goodbye {
            Courtesy::Goodbye
        } else {
            Courtesy::Greeting
        }));
    }
    for from in [start, clause.head] {
        if let Some((_, command)) = ALONE
            .iter()
            .filter(|_| clause.range.len() <= 5)
            .find(|(phrase, _)| tokens.says(from, phrase) == Some(end))
        {
            return Some(command.clone());
        }
        for (group, courtesy) in [
            (&phrases::GREETINGS, Courtesy::Greeting),
            (&phrases::THANKS, Courtesy::Thanks),
            (&phrases::GOODBYES, Courtesy::Goodbye),
        ] {
            let said = tokens.longest(from, group);
            if said.is_some_and(|said| {
                said == end
                    || said + 2 >= end && named(tokens, said, end)
                    || only_courtesy(tokens, said, end)
            }) {
                return Some(Command::Courtesy(courtesy));
            }
        }
    }
    None
}

/// "great job", "nice": said of the assistant.
fn praise(tokens: &Tokens<'_>, at: usize) -> bool {
    let at = at + usize::from(matches!(tokens.word(at), "very" | "really" | "so" | "a"));
    matches!(
        tokens.word(at),
        "great"
            | "good"
            | "nice"
            | "awesome"
            | "excellent"
            | "wonderful"
            | "fantastic"
            | "amazing"
            | "perfect"
            | "cool"
            | "brilliant"
            | "superb"
            | "well"
            | "thanks"
            | "thank"
            | "okay"
            | "ok"
            | "yes"
            | "correct"
            | "right"
    ) && (tokens.ends(at + 1)
        || tokens.mark(at + 1).is_some()
        || matches!(
            tokens.word(at + 1),
            "job" | "work" | "one" | "done" | "answer" | "thanks" | "thank" | "you" | "response"
        ))
}

/// "hello olly", "thanks, buddy".
fn named(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    let comma = said + usize::from(tokens.is(said, b','));
    comma + 1 == end
        && matches!(
            tokens.word(comma),
            "olly"
                | "alexa"
                | "siri"
                | "friend"
                | "buddy"
                | "there"
                | "again"
                | "all"
                | "today"
                | "you"
                | "man"
                | "mate"
                | "everyone"
                | "assistant"
                | "computer"
                | "google"
                | "now"
        )
}

/// "thank you for your help", "thanks that was great".
fn only_courtesy(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    let words = || (said..end).map(|at| tokens.word(at));
    matches!(
        tokens.word(said.saturating_sub(1)),
        "you" | "thanks" | "bye" | "goodbye" | "hello" | "hi"
    ) && end - said <= 6
        && words().all(heads_of_courtesy)
}

fn heads_of_courtesy(word: &str) -> bool {
    matches!(
        word,
        "" | "for"
            | "your"
            | "the"
            | "help"
            | "answer"
            | "that"
            | "was"
            | "you"
            | "are"
            | "so"
            | "much"
            | "very"
            | "it"
            | "great"
            | "good"
            | "i"
            | "appreciate"
            | "all"
            | "and"
            | "info"
            | "assistance"
            | "response"
            | "information"
            | "how"
            | "doing"
            | "today"
            | "nice"
            | "my"
            | "friend"
            | "later"
            | "until"
            | "next"
            | "time"
            | "to"
            | "see"
            | "talk"
    )
}

/// "how do i delete a reminder", "show me how …", "is there a way to …": about the assistant itself.
pub(super) fn asks_how(clause: &Clause<'_, '_>) -> bool {
    let (tokens, range) = (clause.tokens, &clause.range);
    let noun = || {
        heads::find_noun(tokens, range.clone()).is_some()
            || (range.clone()).any(|at| matches!(tokens.word(at), "list" | "lists" | "remind"))
    };
    let starts = |at: usize| tokens.longest(at, &phrases::HELP).is_some();
    let wants = tokens
        .any(range.start, &["i need help", "help me with", "help with"])
        .is_some();
    (starts(range.start) || starts(clause.head) || wants) && noun()
        || tokens.any(range.start, &["help me"]).is_some_and(|at| {
            heads::find_noun(tokens, range.clone()).is_some()
                && !matches!(tokens.word(at), "remember" | "to")
        })
}

/// Whether a clause asks, or wants what only other programs do.
pub(super) fn asks(clause: &Clause<'_, '_>, start: usize) -> bool {
    let tokens = clause.tokens;
    if tokens
        .get(start)
        .is_none_or(|token| token.kind == super::tokens::Kind::Literal)
    {
        return false;
    }
    let question = clause
        .range
        .end
        .checked_sub(1)
        .is_some_and(|last| tokens.is(last, b'?'));
    let head =
        |at: usize| tokens.longest(at, &phrases::QUESTIONS).is_some() && clause.range.end > at + 1;
    let later = || {
        (start + 1..clause.range.end.min(start + 12)).any(|at| {
            let clause_start = tokens.is(at - 1, b',')
                || matches!(
                    tokens.word(at - 1),
                    "and" | "so" | "please" | "know" | "me" | "wondering" | "see"
                );
            clause_start
                && tokens
                    .any(
                        at,
                        &[
                            "what", "what's", "how", "why", "when is", "where", "who", "which",
                            "if", "whether", "is there", "do you", "can you", "can i", "how's",
                        ],
                    )
                    .is_some()
                && !matches!(tokens.word(at - 1), "and")
        })
    };
    let does = tokens.word(start) == "do"
        && (start + 2..clause.range.end.min(start + 6)).any(|at| {
            matches!(
                tokens.word(at),
                "have"
                    | "need"
                    | "seem"
                    | "like"
                    | "get"
                    | "want"
                    | "look"
                    | "know"
                    | "work"
                    | "take"
                    | "feel"
                    | "accept"
                    | "still"
                    | "make"
            )
        });
    question
        || does
        || praise(tokens, start)
        || head(start)
        || head(clause.head) && clause.head > start
        || tokens.longest(start, &phrases::WANTS).is_some()
        || tokens
            .any(
                clause.head,
                &[
                    "tell me",
                    "give me",
                    "show me",
                    "explain",
                    "play",
                    "define",
                    "find out",
                    "what",
                    "how",
                    "let me know",
                    "do you",
                    "is there",
                ],
            )
            .is_some()
        || later()
}
