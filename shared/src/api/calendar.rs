use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A feed for calendars, read-only: whoever has its address sees the open tasks that have a due date.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The secret address, in the answer that makes it and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    /// To the hour.
    #[serde(default, with = "super::text::option")]
    pub last_read_at: Option<Timestamp>,
}

// The address is a secret.
impl std::fmt::Debug for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calendar")
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}
