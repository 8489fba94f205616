//! Lists: made, changed, put in another order, moved to the trash and back.

use leptos::prelude::*;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    super::tasks::change,
    crate::texts::text,
    axum::http::Method,
    serde_json::json,
    shared::api::{self, List},
};

use super::{Changed, Failure};

#[cfg(feature = "ssr")]
fn fields(name: &str, colour: &str, icon: &str) -> serde_json::Value {
    let text = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    json!({"name": name.trim(), "colour": text(colour), "icon": text(icon)})
}

/// Makes a list. `colour` and `icon` are empty for none.
#[server(prefix = "/fn", endpoint = "list-new")]
pub async fn create_list(
    name: String,
    #[server(default)] colour: String,
    #[server(default)] icon: String,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let request = fields(&name, &colour, &icon);
    let answer = change(Method::POST, "/lists".to_owned(), key, &request).await?;
    let list: List = answer.read()?;
    let done = Changed::said(&text!(forms::list_made(&list.name)), answer.undo);
    Ok(done.go(format!("/list/{}", list.id)))
}

/// `archived` is there where the box is ticked.
#[server(prefix = "/fn", endpoint = "list-edit")]
pub async fn edit_list(
    id: Uuid,
    name: String,
    #[server(default)] colour: String,
    #[server(default)] icon: String,
    archived: Option<String>,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let mut request = fields(&name, &colour, &icon);
    request["archived"] = json!(archived.is_some());
    let answer = change(Method::PATCH, format!("/lists/{id}"), key, &request).await?;
    Ok(Changed::said(text!(notices::SAVED), answer.undo).go(format!("/list/{id}")))
}

#[server(prefix = "/fn", endpoint = "list-delete")]
pub async fn delete_list(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/lists/{id}");
    let answer = change(Method::DELETE, path, key, &json!({})).await?;
    Ok(Changed::said(text!(forms::LIST_DELETED), answer.undo).go("/"))
}

#[server(prefix = "/fn", endpoint = "list-restore")]
pub async fn restore_list(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/lists/{id}/restore");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed::said(text!(forms::LIST_RESTORED), answer.undo).go(format!("/list/{id}")))
}

/// Puts a list ahead of another one, or behind it.
#[server(prefix = "/fn", endpoint = "list-move")]
pub async fn move_list(
    id: Uuid,
    before: Option<Uuid>,
    after: Option<Uuid>,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let path = format!("/lists/{id}/move");
    let answer = change(Method::POST, path, key, &api::MoveList { before, after }).await?;
    Ok(Changed::said(text!(notices::MOVED), answer.undo))
}
