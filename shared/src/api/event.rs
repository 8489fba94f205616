use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{List, ReminderDue, Task, WebhookDisabled};

/// The newest `data.schema_version` that this code reads and writes.
pub const EVENT_SCHEMA_VERSION: u32 = 1;

/// Every `type` of event. Consumers keep another one as a dead letter.
pub const EVENT_TYPES: [&str; 14] = [
    "list.created",
    "list.deleted",
    "list.purged",
    "list.restored",
    "list.updated",
    "reminder.due",
    "task.completed",
    "task.created",
    "task.deleted",
    "task.purged",
    "task.reopened",
    "task.restored",
    "task.updated",
    "webhook.disabled",
];

/// `data` of a `CloudEvent` on `task-events`; the envelope holds id, type, subject and time.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventData {
    pub schema_version: u32,
    pub user_id: Uuid,
    pub seq: i64,
    pub actor: String,
    /// The whole task, after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<ReminderDue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookDisabled>,
    pub changed: Vec<String>,
}
