//! Why words are not done, or not as they were said.

use std::fmt;

/// Why the words about a repeat are no rule, or not all of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsure {
    /// More often than once a day.
    TooOften,
    /// An exception of single days.
    Except,
    /// So many times, but not on which days.
    WhichDays,
}

/// Words that a rule cannot hold; `Display` says so to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub why: Unsure,
    /// The words themselves.
    pub text: String,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.why {
            Unsure::TooOften => write!(
                f,
                "A task repeats once a day at most, so “{text}” is left out. Say “remind me at …” for each time."
            ),
            Unsure::Except => write!(
                f,
                "A repeat cannot leave out single days: “{text}” is not kept."
            ),
            Unsure::WhichDays => write!(
                f,
                "“{text}”: on which days? Say for example “every Monday and Thursday”."
            ),
        }
    }
}

/// A part of the utterance that asks for nothing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub text: String,
    pub why: NotUnderstood,
}

/// Why there is nothing to do; `Display` says it to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUnderstood {
    Empty,
    /// Only marks and dates, and no words for a title.
    NoTitle,
    /// "create a list": what is it called?
    NoListName,
    /// "remind me": of what?
    NoReminderTitle,
    /// A command on a task that does not say which.
    NoTarget,
    /// A change that does not say to what.
    NoChange,
    /// A question, or a request of something else than tasks.
    Question,
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Say what you have to do, for example “buy milk tomorrow at 5pm”.",
            Self::NoTitle => "What is to be done? There are no words for a title.",
            Self::NoListName => "What is the list called?",
            Self::NoReminderTitle => "Remind you of what?",
            Self::NoTarget => "Which task? Say its title, or its number.",
            Self::NoChange => {
                "Change it to what? Say for example “move the dentist to Friday at 5pm”."
            }
            Self::Question => {
                "I can't answer that. Ask “what's left today?”, or say “add …” to make it a task."
            }
        })
    }
}

impl std::error::Error for NotUnderstood {}
