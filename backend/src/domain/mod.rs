//! The rules, without I/O. The store keeps what they decide.

use std::borrow::Cow;

pub mod account;
pub mod calendar;
pub mod field;
pub mod filter;
pub mod import;
pub mod list;
pub mod patch;
pub mod position;
pub mod recurrence;
pub mod reminder;
pub mod search;
pub mod task;
pub mod webhook;

/// A field of a request that breaks a rule, by its path ("due.date", "tags[2]"); `message` says what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Invalid {
    pub field: Cow<'static, str>,
    pub message: String,
}

impl Invalid {
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl From<Invalid> for crate::error::Problem {
    fn from(invalid: Invalid) -> Self {
        Self::validation(invalid.field, invalid.message)
    }
}

/// One line of text of 1 to `max` characters, without spaces around it and without control characters.
fn line(field: impl Into<Cow<'static, str>>, text: &str, max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        Err(Invalid::new(field, "must not be empty"))
    } else if length > max {
        let message = format!("at most {max} characters, not {length}");
        Err(Invalid::new(field, message))
    } else if text.chars().any(char::is_control) {
        let message = "must not contain control characters or line breaks";
        Err(Invalid::new(field, message))
    } else {
        Ok(text.to_owned())
    }
}

/// The names of the fields that differ.
fn named(fields: &[(&str, bool)]) -> Vec<String> {
    fields
        .iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| (*name).to_owned())
        .collect()
}
