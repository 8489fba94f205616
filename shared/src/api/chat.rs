use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Page, Task};
use crate::language::{Range, Span};

/// `POST /api/v1/chat`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChatRequest {
    /// 1 to 4,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// A yes to the question that this token came with; `message` is not needed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
    /// What of the message is meant word by word, in UTF-16 code units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub literal: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
}

/// What the person sees beside the chat: "the second one" counts here when no answer was numbered.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// At most 200.
    pub task_ids: Vec<Uuid>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatReply {
    pub conversation_id: Uuid,
    pub message_id: Uuid,
    pub reply: String,
    pub understood: Vec<Span>,
    pub actions: Vec<Action>,
    pub tasks: Vec<Task>,
    pub undo: Option<UndoOffer>,
    #[serde(default)]
    pub confirm: Option<Confirm>,
    pub choose: Option<Choice>,
    pub suggestions: Vec<String>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub r#type: String,
    pub task_id: Uuid,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoOffer {
    pub token: String,
    #[serde(with = "super::text")]
    pub expires_at: Timestamp,
}

/// What waits for a yes, in `confirm` or as a message; saying anything else drops it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    pub token: String,
    pub summary: String,
    pub task_ids: Vec<Uuid>,
    #[serde(with = "super::text")]
    pub expires_at: Timestamp,
}

/// Several tasks were meant equally well; `say` is the message that picks one.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub options: Vec<ChoiceOption>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    pub label: String,
    pub task_id: Uuid,
    pub say: String,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: Uuid,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    #[serde(with = "super::text")]
    pub updated_at: Timestamp,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    User,
    Assistant,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: Uuid,
    pub role: Role,
    pub text: String,
    /// The whole answer, for a message of the assistant.
    pub reply: Option<ChatReply>,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
}

/// `GET /api/v1/conversations/{id}/messages`, newest first.
pub type Messages = Page<Message>;

/// `POST /api/v1/tasks/quick`: always an add.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuickAdd {
    /// Chosen by a client that works offline; the same id again returns the existing task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub literal: Vec<Range>,
    /// Where the task goes, unless the words name a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_id: Option<Uuid>,
    /// When it is due, unless the words say when.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "super::text::option"
    )]
    pub due: Option<civil::Date>,
    /// A tag that it carries besides those of the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// When the words were typed, where that was without a connection: "tomorrow" is the day after. What is still to
    /// come, by a clock that is fast, counts as now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_at: Option<Timestamp>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickAdded {
    pub task: Task,
    pub understood: Vec<Span>,
}
