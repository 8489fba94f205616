//! Who else may know: programs with a token, addresses that are told of changes, calendars; and files that are read in.

use std::collections::BTreeMap;

use leptos::prelude::*;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::{backend::Backend, secret::Secret},
    axum::http::Method,
    serde_json::json,
    shared::api,
};

use super::Failure;

#[cfg(feature = "ssr")]
pub(super) async fn remove(path: &str) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let nothing = json!({});
    backend.write(Method::DELETE, path, None, &nothing).await?;
    Ok(())
}

/// Makes a token; its secret is shown once, on the page that follows.
#[server(prefix = "/fn", endpoint = "token")]
pub async fn create_token(name: String, scope: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let request = json!({"name": name, "scope": scope});
    let answer = backend.write(Method::POST, "/tokens", None, &request);
    if let Some(secret) = answer.await?.read::<api::Token>()?.token {
        Secret::Token.hand_over(&secret);
    }
    Ok(())
}

#[server(prefix = "/fn", endpoint = "revoke-token")]
pub async fn revoke_token(id: Uuid) -> Result<(), Failure> {
    remove(&format!("/tokens/{id}")).await
}

/// Adds an address that is told of changes; the secret that signs what is sent is shown once, on the page that follows.
/// `events` holds those that are ticked; none: all.
#[server(prefix = "/fn", endpoint = "webhook")]
pub async fn create_webhook(
    url: String,
    #[server(default)] name: String,
    #[server(default)] events: BTreeMap<String, String>,
) -> Result<(), Failure> {
    let request = api::CreateWebhook {
        url: url.trim().to_owned(),
        name: Some(name.trim().to_owned()),
        events: Some(events.into_keys().collect()),
    };
    let backend = expect_context::<Backend>();
    let answer = backend.write(Method::POST, "/webhooks", None, &request);
    show_secret(&answer.await?.read()?);
    Ok(())
}

#[cfg(feature = "ssr")]
fn show_secret(webhook: &api::Webhook) {
    if let Some(secret) = &webhook.secret {
        Secret::Webhook.hand_over(secret);
    }
}

/// Lets a webhook rest, or sends to it again.
#[server(prefix = "/fn", endpoint = "webhook-turn")]
pub async fn turn_webhook(id: Uuid, enabled: bool) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let (path, request) = (format!("/webhooks/{id}"), json!({"enabled": enabled}));
    backend.write(Method::PATCH, &path, None, &request).await?;
    Ok(())
}

/// Signs with another secret, and for a day with the old one as well.
#[server(prefix = "/fn", endpoint = "webhook-secret")]
pub async fn rotate_secret(id: Uuid) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let path = format!("/webhooks/{id}/rotate-secret");
    let nothing = json!({});
    let answer = backend.write(Method::POST, &path, None, &nothing);
    show_secret(&answer.await?.read()?);
    Ok(())
}

/// Sends a test to a webhook.
#[server(prefix = "/fn", endpoint = "webhook-test")]
pub async fn test_webhook(id: Uuid) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let path = format!("/webhooks/{id}/test");
    backend.write(Method::POST, &path, None, &json!({})).await?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "webhook-remove")]
pub async fn remove_webhook(id: Uuid) -> Result<(), Failure> {
    remove(&format!("/webhooks/{id}")).await
}

/// Makes the address under which calendars read what is due; it is shown once, and one from before no longer works.
#[server(prefix = "/fn", endpoint = "calendar")]
pub async fn make_calendar() -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let nothing = json!({});
    let answer = backend.write(Method::POST, "/me/calendar", None, &nothing);
    if let Some(url) = answer.await?.read::<api::Calendar>()?.url {
        Secret::Calendar.hand_over(&url);
    }
    Ok(())
}

#[server(prefix = "/fn", endpoint = "calendar-revoke")]
pub async fn revoke_calendar() -> Result<(), Failure> {
    remove("/me/calendar").await
}

/// Ends an import where it is; what came by then stays.
#[server(prefix = "/fn", endpoint = "import-cancel")]
pub async fn cancel_import(id: Uuid) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let path = format!("/import/{id}/cancel");
    backend.write(Method::POST, &path, None, &json!({})).await?;
    Ok(())
}
