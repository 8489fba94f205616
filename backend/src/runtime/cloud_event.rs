//! The CloudEvents 1.0 envelope, structured JSON mode.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::store::outbox::Entry;

pub const SOURCE: &str = "/todo-chatbot/backend";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudEvent {
    pub specversion: String,
    /// The id of the outbox row: the same however often the event is delivered.
    pub id: Uuid,
    pub source: String,
    pub r#type: String,
    pub subject: Uuid,
    pub time: Timestamp,
    pub datacontenttype: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    pub data: Value,
}

impl From<Entry> for CloudEvent {
    fn from(entry: Entry) -> Self {
        Self {
            specversion: "1.0".to_owned(),
            id: entry.id,
            source: SOURCE.to_owned(),
            r#type: entry.r#type,
            subject: entry.subject,
            time: entry.created_at.0,
            datacontenttype: "application/json".to_owned(),
            traceparent: entry.traceparent,
            data: entry.data,
        }
    }
}
