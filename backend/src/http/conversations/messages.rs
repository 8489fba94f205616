//! `GET /api/v1/conversations/{id}/messages`

use axum::{Json, extract::State};
use shared::api::{Message, Messages};
use uuid::Uuid;

use super::super::{
    author::CurrentUser,
    input::{Id, Query},
    page::{PageQuery, Window},
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{conversations, undo},
};

/// The messages of a conversation, newest first.
#[utoipa::path(
    get,
    path = "/{id}/messages",
    operation_id = "list_messages",
    tag = "chat",
    params(("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = shared::api::Page<shared::api::Message>)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
    Query(query): Query<PageQuery>,
) -> Result<Json<Messages>, Problem> {
    let window = Window::new(query.cursor.as_deref(), query.limit)?;
    let mut items =
        conversations::messages(&app.pool, user.id, id, window.before, window.rows()).await?;
    if items.is_empty() && !conversations::exists(&app.pool, user.id, id).await? {
        return Err(Problem::not_found("conversation"));
    }
    withdraw_used(&app, user.id, &mut items).await?;
    Ok(Json(window.page(items, |message| message.id)))
}

/// An answer offers to be undone only while that can be done.
async fn withdraw_used(app: &App, user: Uuid, messages: &mut [Message]) -> Result<(), Problem> {
    let offers = messages.iter_mut().filter_map(|message| {
        let undo = &mut message.reply.as_mut()?.undo;
        let hash = secret::hash(&undo.as_ref()?.token).to_vec();
        Some((hash, undo))
    });
    let (hashes, offers): (Vec<_>, Vec<_>) = offers.unzip();
    if hashes.is_empty() {
        return Ok(());
    }
    let usable = undo::usable(&app.pool, user, &hashes, app.clock.now()).await?;
    for (hash, offer) in hashes.iter().zip(offers) {
        if !usable.contains(hash) {
            *offer = None;
        }
    }
    Ok(())
}
