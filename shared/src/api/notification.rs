use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Due;

/// What a person was reminded of, or told; it outlives what it is about.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub id: Uuid,
    /// The task of a reminder; null where it tells of something else.
    pub task_id: Option<Uuid>,
    /// The webhook that was disabled, where it tells of that.
    #[serde(default)]
    pub webhook_id: Option<Uuid>,
    /// The task's title, or a sentence.
    pub title: String,
    /// Why it came, where its title does not say so.
    #[serde(default)]
    pub detail: Option<String>,
    pub due: Option<Due>,
    /// When it was last brought up.
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    #[serde(default, with = "super::text::option")]
    pub read_at: Option<Timestamp>,
    #[serde(default, with = "super::text::option")]
    pub snoozed_until: Option<Timestamp>,
}

/// `POST /api/v1/notifications/{id}/snooze`: for so many minutes, or until an instant.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Snooze {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", with = "super::text::option")]
    pub until: Option<Timestamp>,
}

/// Which reminder an event `reminder.due` is about.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderDue {
    pub reminder_id: Uuid,
    pub notification_id: Uuid,
}
