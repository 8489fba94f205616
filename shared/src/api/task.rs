use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::List;

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    #[default]
    None,
    Low,
    Medium,
    High,
    Urgent,
}

impl Priority {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

impl FromStr for Priority {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::None,
            Self::Low,
            Self::Medium,
            Self::High,
            Self::Urgent,
        ]
        .into_iter()
        .find(|priority| priority.as_str() == text)
        .ok_or(())
    }
}

/// A time on the clock, to the minute: "17:00".
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(civil::Time);

impl WallTime {
    /// Seconds are dropped: a due time is said in hours and minutes.
    #[must_use]
    pub fn new(time: civil::Time) -> Self {
        Self(civil::time(time.hour(), time.minute(), 0, 0))
    }

    #[must_use]
    pub fn time(self) -> civil::Time {
        self.0
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl FromStr for WallTime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected a time as HH:MM, 00:00 to 23:59";
        let (hour, minute) = text.split_once(':').ok_or(EXPECTED)?;
        let two_digits =
            |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !two_digits(hour) || !two_digits(minute) {
            return Err(EXPECTED);
        }
        let hour = hour.parse().map_err(|_| EXPECTED)?;
        let minute = minute.parse().map_err(|_| EXPECTED)?;
        civil::Time::new(hour, minute, 0, 0)
            .map(Self)
            .map_err(|_| EXPECTED)
    }
}

impl Serialize for WallTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WallTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// When a task is due: a day, or a day and a time. `time_zone: null` means the person's own zone.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    #[serde(with = "super::text")]
    pub date: civil::Date,
    #[serde(default)]
    pub time: Option<WallTime>,
    #[serde(default)]
    pub time_zone: Option<String>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    Done,
}

/// From when a repeat counts on to its next date.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecurrenceMode {
    /// From its own calendar: "every Monday".
    #[default]
    Schedule,
    /// From the day on which it was done: "three days after I did it".
    Completion,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// The value of an RRULE (RFC 5545, section 3.3.10): "FREQ=WEEKLY;BYDAY=MO".
    pub rule: String,
    #[serde(default)]
    pub mode: RecurrenceMode,
}

/// Either so many minutes before the task is due, or at an instant.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// Nil, or left out, for a new one.
    #[serde(default)]
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_minutes: Option<u32>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "super::text::option"
    )]
    pub at: Option<Timestamp>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: Uuid,
    /// Of a closed occurrence: the repeating task that it was one of.
    #[serde(default)]
    pub series_id: Option<Uuid>,
    pub list_id: Uuid,
    /// Of a subtask: the task that it is part of. One level.
    #[serde(default)]
    pub parent_id: Option<Uuid>,
    /// 1 to 500 characters.
    pub title: String,
    /// Markdown, at most 10,000 characters.
    pub notes: String,
    pub tags: Vec<String>,
    pub priority: Priority,
    #[serde(default, with = "super::text::option")]
    pub start_date: Option<civil::Date>,
    pub due: Option<Due>,
    /// The day after which it is too late, whatever the due date.
    #[serde(default, with = "super::text::option")]
    pub deadline: Option<civil::Date>,
    #[serde(default)]
    pub duration_minutes: Option<u32>,
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    #[serde(default)]
    pub reminders: Vec<Reminder>,
    pub status: Status,
    /// Orders the tasks of a list, and the subtasks of a task, by the bytes of this text.
    #[serde(default)]
    pub position: String,
    #[serde(default, with = "super::text::option")]
    pub completed_at: Option<Timestamp>,
    #[serde(default, with = "super::text::option")]
    pub deleted_at: Option<Timestamp>,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    #[serde(with = "super::text")]
    pub updated_at: Timestamp,
    /// Grows by one with each change; the `ETag` is this number in quotes.
    pub version: i64,
    /// Where a repeat counts from, kept by the server and never sent: `due` may have been moved since.
    #[serde(skip)]
    pub anchor: Option<Due>,
}

/// `POST /api/v1/tasks`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CreateTask {
    /// Chosen by a client that works offline; the same id again returns the existing task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    pub title: String,
    pub notes: String,
    pub tags: Vec<String>,
    pub priority: Priority,
    #[serde(skip_serializing_if = "Option::is_none", with = "super::text::option")]
    pub start_date: Option<civil::Date>,
    pub due: Option<Due>,
    #[serde(skip_serializing_if = "Option::is_none", with = "super::text::option")]
    pub deadline: Option<civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// Left out: the person's default reminder, where the task has a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<Reminder>>,
    /// Left out: after all others of its list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

/// `POST /api/v1/tasks/{id}/move`: to a list or under a task, before or after one that is there.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MoveTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
}

/// `POST /api/v1/tasks/{id}/complete`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompleteTask {
    /// The date of the occurrence that is meant; left out, the current one.
    #[serde(skip_serializing_if = "Option::is_none", with = "super::text::option")]
    pub occurrence: Option<civil::Date>,
}

/// The answer to [`CompleteTask`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    pub task: Task,
    /// The closed occurrence of a repeating task.
    pub completed: Option<Task>,
}

/// One tag of `GET /api/v1/tags`, with the number of open tasks that carry it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    pub name: String,
    pub open: i64,
}

/// `PATCH /api/v1/tags/{name}`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameTag {
    pub name: String,
}

/// `POST /api/v1/undo`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    pub token: String,
}

/// What undo brought back, as it is now.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub tasks: Vec<Task>,
    pub lists: Vec<List>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_reads_as_it_is_written() {
        let json = r#"{"date":"2026-11-24","time":"17:00","time_zone":null}"#;
        let due: Due = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&due).unwrap(), json);
    }

    #[test]
    fn a_time_that_is_not_on_the_clock_is_refused() {
        for text in ["24:00", "7:00", "+7:00", "12:60", "noon", "", "１２:00"] {
            assert!(text.parse::<WallTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_task_with_an_unknown_field_is_refused() {
        assert!(serde_json::from_str::<CreateTask>(r#"{"title":"a","colour":"red"}"#).is_err());
    }
}
