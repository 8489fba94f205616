//! What the fields of a task may hold.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use shared::api::{Due, Reminder};

use super::super::{Invalid, account, line};

pub const TITLE_MAX: usize = 500;
pub const NOTES_MAX: usize = 10_000;
pub const TAGS_MAX: usize = 50;
pub const TAG_MAX: usize = 50;
pub const REMINDERS_MAX: usize = 20;
/// A year, in minutes.
pub const MINUTES_MAX: u32 = 525_600;

pub(super) fn title(text: &str) -> Result<String, Invalid> {
    line("title", text, TITLE_MAX)
}

pub(super) fn notes(text: &str) -> Result<String, Invalid> {
    let length = text.chars().count();
    if length > NOTES_MAX {
        return Err(Invalid::new(
            "notes",
            format!("at most {NOTES_MAX} characters, not {length}"),
        ));
    }
    if text
        .chars()
        .any(|char| char.is_control() && !matches!(char, '\n' | '\t' | '\r'))
    {
        return Err(Invalid::new("notes", "must not contain control characters"));
    }
    Ok(text.to_owned())
}

/// One word, with or without a `#` before it.
///
/// # Errors
/// When it is none, or too long.
pub fn tag(field: impl Into<Cow<'static, str>>, text: &str) -> Result<String, Invalid> {
    let field = field.into();
    let tag = line(field.clone(), text.trim().trim_start_matches('#'), TAG_MAX)?;
    if tag.contains(char::is_whitespace) {
        return Err(Invalid::new(field, "a tag is one word"));
    }
    Ok(tag)
}

pub(super) fn tags(tags: &[String]) -> Result<Vec<String>, Invalid> {
    if tags.len() > TAGS_MAX {
        return Err(Invalid::new(
            "tags",
            format!("at most {TAGS_MAX} tags, not {}", tags.len()),
        ));
    }
    let mut kept: Vec<String> = Vec::with_capacity(tags.len());
    for (index, text) in tags.iter().enumerate() {
        let tag = tag(format!("tags[{index}]"), text)?;
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    Ok(kept)
}

/// # Errors
/// When the year is not from 1970 to 9999.
pub fn day(field: &'static str, date: Date) -> Result<Date, Invalid> {
    if (1970..=9999).contains(&date.year()) {
        Ok(date)
    } else {
        Err(Invalid::new(field, "expected a year from 1970 to 9999"))
    }
}

/// An instant of the years that are kept; those after 9999 cannot be written.
pub(in crate::domain) fn instant(
    field: impl Into<Cow<'static, str>>,
    at: Timestamp,
) -> Result<Timestamp, Invalid> {
    if at >= Timestamp::UNIX_EPOCH {
        Ok(at)
    } else {
        Err(Invalid::new(field, "expected an instant from 1970 on"))
    }
}

pub(in crate::domain) fn due(due: Due) -> Result<Due, Invalid> {
    day("due.date", due.date)?;
    if let Some(zone) = &due.time_zone {
        account::time_zone("due.time_zone", zone)?;
        if due.time.is_none() {
            return Err(Invalid::new(
                "due.time_zone",
                "needs a time: a day alone has no zone",
            ));
        }
    }
    Ok(due)
}

pub(super) fn duration(minutes: u32) -> Result<u32, Invalid> {
    if (1..=MINUTES_MAX).contains(&minutes) {
        Ok(minutes)
    } else {
        Err(Invalid::new(
            "duration_minutes",
            format!("expected 1 to {MINUTES_MAX}"),
        ))
    }
}

pub(super) fn reminders(reminders: Vec<Reminder>) -> Result<Vec<Reminder>, Invalid> {
    if reminders.len() > REMINDERS_MAX {
        return Err(Invalid::new(
            "reminders",
            format!("at most {REMINDERS_MAX} reminders, not {}", reminders.len()),
        ));
    }
    for (index, reminder) in reminders.iter().enumerate() {
        let wrong = |part: &str, message: String| {
            Invalid::new(format!("reminders[{index}]{part}"), message)
        };
        match (reminder.before_minutes, reminder.at) {
            (Some(minutes), None) if minutes <= MINUTES_MAX => {}
            (Some(_), None) => {
                let message = format!("expected 0 to {MINUTES_MAX}");
                return Err(wrong(".before_minutes", message));
            }
            (None, Some(at)) => {
                instant(format!("reminders[{index}].at"), at)?;
            }
            _ => {
                let message = "needs either before_minutes or at";
                return Err(wrong("", message.to_owned()));
            }
        }
        let twin = |other: &Reminder| !other.id.is_nil() && other.id == reminder.id;
        if reminders[..index].iter().any(twin) {
            return Err(wrong(".id", "comes twice".to_owned()));
        }
    }
    Ok(reminders)
}
