//! The CloudEvents 1.0 envelope, structured JSON mode.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::store::outbox::Waiting;

pub const SOURCE: &str = "/todo-chatbot/backend";

#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// As it was written: whoever needs it reads it.
    pub data: Box<RawValue>,
}

impl From<Waiting> for CloudEvent {
    fn from(entry: Waiting) -> Self {
        Self {
            specversion: "1.0".to_owned(),
            id: entry.id,
            source: SOURCE.to_owned(),
            r#type: entry.r#type,
            subject: entry.subject,
            time: entry.created_at.0,
            datacontenttype: "application/json".to_owned(),
            traceparent: entry.traceparent,
            data: entry.data.0,
        }
    }
}
