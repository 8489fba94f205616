//! What the forms do. Each works without a script: the browser posts it and is sent back to its page.

use axum::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::api;
use uuid::Uuid;

use crate::server::backend::Backend;

async fn write(
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> Result<(), ServerFnError> {
    Ok(expect_context::<Backend>()
        .write(method, path, body)
        .await?)
}

/// Starts at once, without an account.
#[server(prefix = "/fn", endpoint = "guest")]
pub async fn try_it(time_zone: String) -> Result<(), ServerFnError> {
    write(Method::POST, "/auth/guest", &api::Guest { time_zone }).await?;
    leptos_axum::redirect("/");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "register")]
pub async fn register(
    email: String,
    password: String,
    time_zone: String,
) -> Result<(), ServerFnError> {
    let request = api::Register {
        email,
        password,
        time_zone,
        name: None,
    };
    write(Method::POST, "/auth/register", &request).await?;
    leptos_axum::redirect("/");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "login")]
pub async fn sign_in(email: String, password: String) -> Result<(), ServerFnError> {
    write(Method::POST, "/auth/login", &api::Login { email, password }).await?;
    leptos_axum::redirect("/");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "logout")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    write(Method::POST, "/auth/logout", &Value::Null).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// Says something to the assistant.
#[server(prefix = "/fn", endpoint = "say")]
pub async fn say(message: String, conversation_id: Option<Uuid>) -> Result<(), ServerFnError> {
    let request = api::ChatRequest {
        message: Some(message),
        conversation_id,
        ..api::ChatRequest::default()
    };
    write(Method::POST, "/chat", &request).await
}

#[server(prefix = "/fn", endpoint = "complete")]
pub async fn complete(id: Uuid) -> Result<(), ServerFnError> {
    write(Method::POST, &format!("/tasks/{id}/complete"), &json!({})).await
}

#[server(prefix = "/fn", endpoint = "reopen")]
pub async fn reopen(id: Uuid) -> Result<(), ServerFnError> {
    write(Method::POST, &format!("/tasks/{id}/reopen"), &json!({})).await
}

#[server(prefix = "/fn", endpoint = "delete")]
pub async fn delete(id: Uuid) -> Result<(), ServerFnError> {
    write(Method::DELETE, &format!("/tasks/{id}"), &json!({})).await
}

#[server(prefix = "/fn", endpoint = "restore")]
pub async fn restore(id: Uuid) -> Result<(), ServerFnError> {
    write(Method::POST, &format!("/tasks/{id}/restore"), &json!({})).await
}

#[server(prefix = "/fn", endpoint = "undo")]
pub async fn undo(token: String) -> Result<(), ServerFnError> {
    write(Method::POST, "/undo", &api::UndoRequest { token }).await
}

#[server(prefix = "/fn", endpoint = "zone")]
pub async fn move_to(time_zone: String) -> Result<(), ServerFnError> {
    write(
        Method::PATCH,
        "/me",
        &json!({"time_zone": time_zone.trim()}),
    )
    .await
}
