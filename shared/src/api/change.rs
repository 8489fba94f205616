use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{List, Task};

/// One change of one person's data; `seq` counts them without a gap.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub seq: i64,
    /// The event type, "task.created".
    pub r#type: String,
    /// The id of what changed.
    pub subject: Uuid,
    pub actor: String,
    #[serde(with = "super::text")]
    pub time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
}

/// `GET /api/v1/changes?since=N`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub items: Vec<Change>,
    pub next_since: i64,
    pub has_more: bool,
}
