//! Changes to one task. `key` names the intent: the same key again does nothing more.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::Task;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::backend::{Answer, Backend},
    axum::http::Method,
    serde_json::json,
    shared::api,
};

use super::Failure;

/// What a change made, and how to revert it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub tasks: Vec<Task>,
    pub undo: Option<String>,
}

#[cfg(feature = "ssr")]
async fn change(
    method: Method,
    path: String,
    key: Option<Uuid>,
    body: &impl Serialize,
) -> Result<Answer, Failure> {
    let backend = expect_context::<Backend>();
    backend.write(method, &path, key, body).await
}

#[server(prefix = "/fn", endpoint = "complete")]
pub async fn complete(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/complete");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    let api::Completed { task, completed } = answer.read()?;
    Ok(Changed {
        tasks: std::iter::once(task).chain(completed).collect(),
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "reopen")]
pub async fn reopen(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/reopen");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "delete")]
pub async fn delete(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let answer = change(Method::DELETE, format!("/tasks/{id}"), key, &json!({})).await?;
    Ok(Changed {
        tasks: Vec::new(),
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "restore")]
pub async fn restore(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/restore");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "undo")]
pub async fn undo(token: String, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = "/undo".to_owned();
    let answer = change(Method::POST, path, key, &api::UndoRequest { token }).await?;
    let api::Undone { tasks, .. } = answer.read()?;
    Ok(Changed {
        tasks,
        undo: answer.undo,
    })
}
