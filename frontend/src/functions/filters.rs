//! Filters with a name, and the tasks that a filter finds.

use leptos::prelude::*;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    super::tasks::change,
    crate::server::{backend::Backend, document::tasks_of},
    crate::texts::text,
    axum::http::Method,
    serde_json::json,
    shared::api::SavedFilter,
};

use super::{Changed, Failure};

/// Saves a filter; `id` is there of one that is changed.
#[server(prefix = "/fn", endpoint = "filter-save")]
pub async fn save_filter(
    id: Option<Uuid>,
    name: String,
    filter: String,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let request = json!({"name": name.trim(), "filter": filter});
    let answer = match id {
        None => change(Method::POST, "/filters".to_owned(), key, &request).await?,
        Some(id) => change(Method::PATCH, format!("/filters/{id}"), key, &request).await?,
    };
    let saved: SavedFilter = answer.read()?;
    let done = Changed::said(&text!(forms::filter_saved(&saved.name)), answer.undo);
    Ok(done.go(format!("/filter/{}", saved.id)))
}

#[server(prefix = "/fn", endpoint = "filter-delete")]
pub async fn delete_filter(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/filters/{id}");
    let answer = change(Method::DELETE, path, key, &json!({})).await?;
    Ok(Changed::said(text!(forms::FILTER_DELETED), answer.undo).go("/"))
}

/// The open tasks that a filter finds.
#[server(prefix = "/fn", endpoint = "matches")]
pub async fn read_matches(filter: String) -> Result<Vec<Uuid>, Failure> {
    let backend = expect_context::<Backend>();
    let found = tasks_of(&backend, "open", &filter).await?;
    Ok(found.into_iter().map(|task| task.id).collect())
}
