//! What a person says, as commands. Pure: the clock, the zone and the lists come in with the context.
//!
//! An utterance is cut into words ([`words`]) and clauses ([`split`]); the first words of a clause tell the
//! command ([`commands`]): a question ([`query`]), a change of some task ([`target`]) or a task to be added
//! ([`draft`]), whose marks ([`marks`]), days ([`when`]) and times ([`clock`]) are read wherever they stand;
//! all other words are its title.

mod clock;
mod commands;
mod draft;
mod marks;
mod query;
mod split;
mod target;
#[cfg(test)]
mod tests;
mod when;
mod words;

use std::fmt;

use jiff::{
    ZonedDateTime,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

use crate::api::{Due, Priority};
use words::Words;

/// What the words are read against.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Now, in the person's zone.
    pub now: ZonedDateTime,
    pub lists: &'a [String],
    /// How many tasks the last answer numbered.
    pub shown: usize,
    pub week_start: Weekday,
    /// "4/5" is the 5th of April.
    pub month_first: bool,
}

/// A stretch of an utterance, in UTF-16 code units, as browsers count.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub start: usize,
    pub end: usize,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    Command,
    Title,
    Target,
    Date,
    Time,
    Tag,
    List,
    Priority,
    Filter,
    /// Joins or fills, and changes nothing: "and", "my".
    Ignored,
}

/// What a stretch of the utterance was read as; offsets are UTF-16 code units.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: SpanKind,
    /// The words themselves.
    pub text: String,
    /// What they mean: "2026-11-24", "17:00", "home", "high".
    pub value: String,
}

/// A task to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub list: Option<String>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub due: Option<Due>,
}

/// Which tasks are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Title(String),
    /// "it": the one acted on last.
    Last,
    /// Numbers of the last answer, from 1.
    Ordinals(Vec<usize>),
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Any,
    /// Overdue, or due today.
    Today,
    Overdue,
    /// Overdue, or due until the week ends.
    Week,
    On(Date),
}

/// Which tasks are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub when: When,
    pub list: Option<String>,
    pub tag: Option<String>,
    pub done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Add(Draft),
    List(Query),
    Complete(Target),
    Reopen(Target),
    Delete(Target),
    Undo,
    Help,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// In the order in which they were said.
    pub commands: Vec<Command>,
    pub spans: Vec<Span>,
    /// Command words said so; a bare phrase is an add that is only implied.
    pub certain: bool,
}

/// Why there is nothing to do; `Display` says it to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUnderstood {
    Empty,
    /// Only marks and dates, and no words for a title.
    NoTitle,
    /// A question that is not about tasks.
    Question,
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Say what you have to do, for example “buy milk tomorrow at 5pm”.",
            Self::NoTitle => "What is to be done? There are no words for a title.",
            Self::Question => {
                "I can't answer that. Ask “what's left today?”, or say “add …” to make it a task."
            }
        })
    }
}

impl std::error::Error for NotUnderstood {}

/// Reads an utterance. What lies in `literal` is taken word by word and never read as a date or a mark.
///
/// # Errors
/// Why nothing in it can be done.
pub fn understand(
    utterance: &str,
    literal: &[Range],
    context: &Context<'_>,
) -> Result<Understood, NotUnderstood> {
    let words = Words::new(utterance, literal);
    let mut understood = Understood {
        commands: Vec::new(),
        spans: Vec::new(),
        certain: true,
    };
    let mut read = 0;
    for clause in split::clauses(&words) {
        understood.span(&words, read..clause.start, SpanKind::Ignored, "");
        read = clause.end;
        commands::read(&words, clause, context, &mut understood)?;
    }
    understood.spans.sort_by_key(|span| span.start);
    if understood.commands.is_empty() {
        Err(NotUnderstood::Empty)
    } else {
        Ok(understood)
    }
}

/// Reads an utterance as one task to be added, whatever its words.
///
/// # Errors
/// When no words are left for a title.
pub fn understand_add(
    utterance: &str,
    literal: &[Range],
    context: &Context<'_>,
) -> Result<Understood, NotUnderstood> {
    let words = Words::new(utterance, literal);
    let mut understood = Understood {
        commands: Vec::new(),
        spans: Vec::new(),
        certain: true,
    };
    if words.is_empty() {
        return Err(NotUnderstood::Empty);
    }
    commands::add(&words, context, &mut understood)?;
    understood.spans.sort_by_key(|span| span.start);
    Ok(understood)
}
