use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One item of `GET /api/v1/activity` and `GET /api/v1/tasks/{id}/activity`, newest first.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The event's id.
    pub id: Uuid,
    pub seq: i64,
    /// "task.updated"
    pub r#type: String,
    /// The id of what changed.
    pub subject: Uuid,
    /// "web", "api", "chat"
    pub actor: String,
    /// The names of the fields that changed.
    pub changed: Vec<String>,
    /// What the task or the list is called now; null once it is gone for good.
    #[serde(default)]
    pub title: Option<String>,
    #[serde(with = "super::text")]
    pub time: Timestamp,
}
