use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub id: Uuid,
    /// 1 to 100 characters, told apart from the person's other lists whatever the case.
    pub name: String,
    /// "#3366ff", or null for none.
    #[serde(default)]
    pub colour: Option<String>,
    /// An emoji, or a short name of one.
    #[serde(default)]
    pub icon: Option<String>,
    /// Orders the lists by the bytes of this text.
    #[serde(default)]
    pub position: String,
    /// The tasks of an archived list leave views and reminders.
    #[serde(default)]
    pub archived: bool,
    pub is_inbox: bool,
    #[serde(default, with = "super::text::option")]
    pub deleted_at: Option<Timestamp>,
    #[serde(default, with = "super::text")]
    pub created_at: Timestamp,
    #[serde(default, with = "super::text")]
    pub updated_at: Timestamp,
    /// Grows by one with each change; the `ETag` is this number in quotes.
    pub version: i64,
}

/// `POST /api/v1/lists/{id}/move`: ahead of another list, or behind it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MoveList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
}

/// `POST /api/v1/lists`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CreateList {
    /// Chosen by a client that works offline; the same id again returns the existing list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Left out: after all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}
