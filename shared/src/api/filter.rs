use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A filter that a person gave a name, for `GET /api/v1/tasks?filter=`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    pub id: Uuid,
    /// 1 to 100 characters, told apart from the person's other filters whatever the case.
    pub name: String,
    /// "(today | overdue) & p1"
    pub filter: String,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
}

/// `POST /api/v1/filters`, and `PATCH /api/v1/filters/{id}` with either field.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SaveFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}
