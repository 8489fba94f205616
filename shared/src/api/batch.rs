use jiff::civil;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{CreateTask, MoveTask, Problem, Task};

/// `POST /api/v1/tasks/batch`: up to 100 operations, each on a task of its own, with one undo token for all.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub mode: BatchMode,
    /// 1 to 100, carried out in this order.
    pub operations: Vec<Operation>,
}

/// What is done when an operation is refused.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchMode {
    /// Nothing is changed.
    AllOrNothing,
    /// The others are carried out.
    Each,
}

/// One operation. `create` takes `task`; all others take `id`, and may take the `version` that is meant (as
/// `If-Match` does); `update` takes `patch`, `complete` may take `occurrence`, `move` takes `to`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub op: OperationKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<CreateTask>,
    /// A JSON merge patch (RFC 7396).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Value>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "super::text::option"
    )]
    pub occurrence: Option<civil::Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<MoveTask>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    Create,
    Update,
    Complete,
    Reopen,
    Delete,
    Restore,
    Move,
}

/// The answer to [`Batch`]: one outcome an operation, in their order.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchDone {
    pub results: Vec<Outcome>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What the operation would have answered on its own.
    pub status: u16,
    /// The task as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// The closed occurrence of a repeating task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<Task>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}
