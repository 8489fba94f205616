//! `GET /api/v1/conversations/{id}/messages`

use axum::{Json, extract::State};
use shared::api::Messages;

use super::super::{
    author::CurrentUser,
    input::{Id, Query},
    page::{PageQuery, Window},
};
use crate::{error::Problem, state::App, store::conversations};

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
    let items =
        conversations::messages(&app.pool, user.id, id, window.before, window.rows()).await?;
    if items.is_empty() && !conversations::exists(&app.pool, user.id, id).await? {
        return Err(Problem::not_found("conversation"));
    }
    Ok(Json(window.page(items, |message| message.id)))
}
