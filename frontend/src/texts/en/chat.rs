//! The conversation, and the lines that one types into. What is said by a press is read by the language engine.

use shared::language::SpanKind;

pub(crate) const CHAT: &str = "Chat";
pub(crate) const CONVERSATION: &str = "Conversation";
pub(crate) const GREETING: &str =
    "Say what you have to do, in your own words. I will put it on your list.";
/// What can be said first.
pub(crate) const FIRST: [&str; 2] = ["buy milk tomorrow at 5pm #home", "Help"];
pub(crate) const YOU: &str = "You: ";
/// Under what was said, where the answer takes longer than a moment.
pub(crate) const STILL_WORKING: &str = "Still working…";
pub(crate) const ASSISTANT: &str = "Assistant: ";
pub(crate) const CONFIRM: &str = "Yes, do it";
/// What confirms, to the language engine.
pub(crate) const CONFIRMED: &str = "Yes";
pub(crate) const REFUSE: &str = "No";
/// What refuses, to the language engine.
pub(crate) const REFUSED: &str = "No";

// The line of the chat.
pub(crate) const MESSAGE: &str = "What is on your mind?";
pub(crate) const MESSAGE_EXAMPLE: &str = "buy milk tomorrow at 5pm";
pub(crate) const UNDERSTOOD: &str = "Understood";
pub(crate) const SEND: &str = "Send";
pub(crate) const SAY_ALOUD: &str = "Say it aloud";

// The line that adds a task.
pub(crate) const NEW_TASK: &str = "New task";
pub(crate) const ADD_A_TASK: &str = "Add a task";
pub(crate) const OF_NEW_TASK: &str = "Of the new task";
pub(crate) const ADD_THE_TASK: &str = "Add the task";

/// What can be said, for those who look for it: a word, what it puts into the line, and what that does.
pub(crate) const COMMANDS: [(&str, &str, &str); 9] = [
    ("/add", "add ", "a task"),
    ("/today", "what's left today?", "what is due"),
    ("/week", "what's left this week?", "what is due"),
    ("/overdue", "what's overdue?", "what is late"),
    ("/done", "I finished ", "tick one off"),
    ("/move", "move  to tomorrow", "to another day"),
    ("/list", "make a list called ", "a new list"),
    ("/undo", "undo", "the last change"),
    ("/help", "help", "what can be said"),
];

/// What some words are read as.
pub(crate) const fn kind(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Command => "do",
        SpanKind::Date => "date",
        SpanKind::Time => "time",
        SpanKind::Recurrence => "repeats",
        SpanKind::Reminder => "reminder",
        SpanKind::Tag => "tag",
        SpanKind::List => "list",
        SpanKind::Priority => "priority",
        SpanKind::Filter => "filter",
        SpanKind::Title | SpanKind::Target | SpanKind::Ignored => "words",
    }
}

/// Of the button that makes words of what was understood; `read`: "date tomorrow, 2026-11-25".
pub(crate) fn take_as_words(read: &str, text: &str) -> String {
    format!("{read}: take “{text}” as plain words")
}
