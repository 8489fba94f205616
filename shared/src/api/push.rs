use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Due;

/// `GET /api/v1/push`: what a browser needs to be told of notifications, and which ones are.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The `applicationServerKey` of `pushManager.subscribe`, base64url. Null: nothing is pushed here.
    pub public_key: Option<String>,
    pub subscriptions: Vec<PushSubscription>,
}

/// A browser that is told of the person's notifications.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushSubscription {
    pub id: Uuid,
    /// The host of the browser's push service.
    pub service: String,
    /// Whether it belongs to the session that asks.
    pub current: bool,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
}

/// `POST /api/v1/push/subscriptions`: what `PushSubscription.toJSON()` says in the browser, without its end.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatePushSubscription {
    /// `https://…`, port 443 or 8443, at a public address.
    pub endpoint: String,
    pub keys: PushKeys,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushKeys {
    /// A point of the curve P-256, uncompressed, base64url.
    pub p256dh: String,
    /// 16 bytes, base64url.
    pub auth: String,
}

/// What a browser is sent, and only it can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushMessage {
    /// The notification's.
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Of a task.
    pub due: Option<Due>,
    /// Where it is seen: "/?task=…"
    pub url: String,
    /// The notification's id: one that comes again takes its place.
    pub tag: Uuid,
}
