//! What is no command on tasks: courtesy, help, and questions about something else.

use super::{
    Command, Courtesy,
    commands::Clause,
    heads,
    tokens::Tokens,
};

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

const GREETINGS: [&str; 30] = [
    "hi", "hello", "hey", "hi there", "hello there", "hey there", "howdy", "yo", "good morning", "good afternoon", "good evening", "good day", "greetings",
    "what's up", "whats up", "sup", "how are you", "how are you doing", "how are you today", "how's it going", "hows it going", "nice to meet you", "how have you been",
    "what is up", "hiya", "how do you do", "how are things", "how's your day", "hello friend", "morning",
];
const THANKS: [&str; 14] = [
    "thanks", "thank you", "thank you very much", "thanks a lot", "many thanks", "thx", "ty", "thanks so much", "thank you so much", "cheers", "thanks for the help",
    "great thanks", "ok thanks", "thanks for that",
];
const GOODBYES: [&str; 12] = [
    "bye", "goodbye", "good bye", "see you", "see you later", "see ya", "good night", "later", "bye bye", "so long", "take care", "talk to you later",
];

/// A clause that is nothing but such a phrase, with or without a name behind it.
pub(super) fn alone(clause: &Clause<'_, '_>, start: usize) -> Option<Command> {
    let tokens = clause.tokens;
    let end = super::target::end_of(tokens, &clause.range);
    for from in [start, clause.head] {
        if let Some((_, command)) = ALONE.iter().find(|(phrase, _)| tokens.says(from, phrase) == Some(end)) {
            return Some(command.clone());
        }
        for (phrases, courtesy) in [(&GREETINGS[..], Courtesy::Greeting), (&THANKS, Courtesy::Thanks), (&GOODBYES, Courtesy::Goodbye)] {
            let said = phrases.iter().filter_map(|phrase| tokens.says(from, phrase)).max();
            if said.is_some_and(|said| said == end || said + 2 >= end && named(tokens, said, end) || only_courtesy(tokens, said, end)) {
                return Some(Command::Courtesy(courtesy));
            }
        }
    }
    None
}

/// "hello olly", "thanks, buddy".
fn named(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    let comma = said + usize::from(tokens.is(said, b','));
    comma + 1 == end && matches!(tokens.word(comma), "olly" | "alexa" | "siri" | "friend" | "buddy" | "there" | "again" | "all" | "today" | "you" | "man" | "mate" | "everyone" | "assistant" | "computer" | "google" | "now")
}

/// "thank you for your help", "thanks that was great".
fn only_courtesy(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    let words = || (said..end).map(|at| tokens.word(at));
    matches!(tokens.word(said.saturating_sub(1)), "you" | "thanks" | "bye" | "goodbye" | "hello" | "hi") && end - said <= 6
        && words().all(|word| heads_of_courtesy(word))
}

fn heads_of_courtesy(word: &str) -> bool {
    matches!(
        word,
        "" | "for" | "your" | "the" | "help" | "answer" | "that" | "was" | "you" | "are" | "so" | "much" | "very" | "it" | "great" | "good" | "i" | "appreciate" | "all" | "and"
            | "info" | "assistance" | "response" | "information" | "how" | "doing" | "today" | "nice" | "my" | "friend" | "later" | "until" | "next" | "time" | "to" | "see" | "talk"
    )
}

/// "how do i delete a reminder", "show me how …", "is there a way to …": about the assistant itself.
pub(super) fn asks_how(clause: &Clause<'_, '_>) -> bool {
    const HOW: [&str; 16] = [
        "how do i", "how can i", "how do we", "how can we", "how would i", "how to", "how should i", "show me how", "tell me how", "teach me how", "explain how",
        "is there a way", "is there any way", "is there away", "am i able", "how does the",
    ];
    let (tokens, range) = (clause.tokens, &clause.range);
    let noun = || heads::find_noun(tokens, range.clone()).is_some() || (range.clone()).any(|at| matches!(tokens.word(at), "list" | "lists" | "remind"));
    let starts = |at: usize| tokens.any(at, &HOW).is_some();
    let wants = tokens.any(range.start, &["i need help", "help me with", "help with"]).is_some();
    (starts(range.start) || starts(clause.head) || wants) && noun()
        || tokens.any(range.start, &["help me"]).is_some_and(|at| heads::find_noun(tokens, range.clone()).is_some() && !matches!(tokens.word(at), "remember" | "to"))
}

const QUESTIONS: [&str; 66] = [
    "what", "what's", "whats", "what're", "who", "who's", "whos", "whose", "whom", "why", "when", "when's", "whens", "where", "where's", "wheres", "how", "how's", "hows", "how'd", "which",
    "is", "are", "am", "was", "were", "do", "does", "did", "don't you", "have you", "has", "have i", "have we", "had", "can i", "can we", "can my", "can the", "could i", "may i", "should", "would i", "would it",
    "would the", "will it", "will there", "will the", "will this", "will that", "will i", "will my", "isn't", "aren't", "doesn't", "didn't", "any", "shall", "may we", "whats the", "what'd",
    "tell me", "explain", "could it", "could the", "can a",
];

/// Asks or wants something that is no task: it is not added.
const WANTS: [&str; 66] = [
    "i want to know", "i need to know", "i'd like to know", "i would like to know", "let me know", "do you", "can you tell", "could you tell", "would you tell", "will you tell", "can you", "could you",
    "would you", "will you", "i wonder", "i'm wondering", "i am wondering", "i was wondering", "tell us", "give me", "show me", "play", "define", "translate", "convert", "please tell", "please explain",
    "please let me know", "please give", "please show", "i don't know", "i don't", "i dont", "i'm curious", "i am curious", "do we", "does it", "would you be", "you are", "you're", "what", "how", "why", "where",
    "who", "which", "is it", "is there", "are there", "are you", "whose", "i have a question", "i need information", "i need info", "find out", "find me", "look up", "search", "spell", "say that", "say it", "say the", "i want you", "i need you",
    "let's", "i can't",
];

/// Whether a clause asks, or wants what only other programs do.
pub(super) fn asks(clause: &Clause<'_, '_>, start: usize) -> bool {
    let tokens = clause.tokens;
    if tokens.get(start).is_none_or(|token| token.kind == super::tokens::Kind::Literal) {
        return false;
    }
    let question = clause.range.end.checked_sub(1).is_some_and(|last| tokens.is(last, b'?'));
    let head = |at: usize| tokens.any(at, &QUESTIONS).is_some() && clause.range.end > at + 1;
    let modal_name = tokens.word(start) == "will" || tokens.word(start) == "may";
    let later = || {
        (start + 1..clause.range.end.min(start + 12)).any(|at| {
            let clause_start = tokens.is(at - 1, b',') || matches!(tokens.word(at - 1), "and" | "so" | "please" | "know" | "me" | "wondering" | "see");
            clause_start && tokens.any(at, &["what", "what's", "how", "why", "when is", "where", "who", "which", "if", "whether", "is there", "do you", "can you", "can i", "how's"]).is_some()
                && !matches!(tokens.word(at - 1), "and")
        })
    };
    question && !modal_name || question || head(start) || head(clause.head) && clause.head > start
        || tokens.any(start, &WANTS).is_some()
        || tokens.any(clause.head, &["tell me", "give me", "show me", "explain", "play", "define", "find out", "what", "how", "let me know", "do you", "is there"]).is_some()
        || later()
}
