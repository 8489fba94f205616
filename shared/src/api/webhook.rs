use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An address that is told of a person's events: signed POSTs after the Standard Webhooks specification.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    pub id: Uuid,
    /// `https://…`, port 443 or 8443, at a public address.
    pub url: String,
    /// Up to 100 characters.
    pub name: String,
    /// The types that are sent, "task.created"; all of them when empty.
    pub events: Vec<String>,
    /// Nothing is sent, and nothing kept to be sent, while this is false.
    pub enabled: bool,
    /// Why and since when nothing is sent, where the service gave up.
    pub disabled_reason: Option<String>,
    pub disabled_at: Option<Timestamp>,
    /// Attempts that failed since the last one that succeeded.
    pub failures: u32,
    pub created_at: Timestamp,
    /// Until when signatures are made with the secret before the last rotation, too.
    pub old_secret_until: Option<Timestamp>,
    /// The signing secret, "whsec_…", in the answer that makes it and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /api/v1/webhooks`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
}

/// `PATCH /api/v1/webhooks/{id}`: what is named changes. `enabled: true` also forgets earlier failures.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatchWebhook {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// Still to be sent, or sent again.
    Pending,
    Delivered,
    /// Given up.
    Failed,
}

/// One event on its way to one webhook. Kept for 7 days.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDelivery {
    /// Sent as `webhook-id`, the same at each attempt.
    pub id: Uuid,
    /// "task.created"; "webhook.ping" for a test.
    pub r#type: String,
    /// The event's id; null for a test.
    pub event_id: Option<Uuid>,
    pub status: DeliveryStatus,
    pub attempts: u32,
    /// The status of the last answer, where there was one.
    pub last_status: Option<u16>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    pub next_attempt_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What a webhook is sent by POST, after the Standard Webhooks specification. The headers `webhook-id`,
/// `webhook-timestamp` and `webhook-signature` go with it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookPayload<T> {
    /// "task.created"
    pub r#type: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The event's `data`, as in the change log: `seq` orders a person's events.
    pub data: T,
}

/// Which webhook an event `webhook.disabled` is about, and why nothing is sent to it any more.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDisabled {
    pub webhook_id: Uuid,
    pub notification_id: Uuid,
    /// What its owner calls it, or the host that it points to.
    pub name: String,
    pub reason: String,
}

// Secrets stay out of logs, whoever prints an answer.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}
