//! What the person was reminded of: read, or put off.

use leptos::prelude::*;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {super::tasks::change, crate::texts::text, axum::http::Method, serde_json::json, shared::api};

use super::{Changed, Failure};

#[server(prefix = "/fn", endpoint = "notification-read")]
pub async fn read_notification(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/notifications/{id}/read");
    change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed::default())
}

#[server(prefix = "/fn", endpoint = "notifications-read")]
pub async fn read_all(key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = "/notifications/read".to_owned();
    change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed::said(text!(forms::ALL_READ), None))
}

/// Brings a notification up again after so many minutes.
#[server(prefix = "/fn", endpoint = "notification-snooze")]
pub async fn snooze(id: Uuid, minutes: u32, key: Option<Uuid>) -> Result<Changed, Failure> {
    let request = api::Snooze {
        minutes: Some(minutes),
        until: None,
    };
    let path = format!("/notifications/{id}/snooze");
    change(Method::POST, path, key, &request).await?;
    Ok(Changed::said(text!(forms::WAS_PUT_OFF), None))
}
