//! `GET /api/v1/conversations`

use axum::{Json, extract::State};
use shared::api::{Conversation, Page};

use super::super::{
    author::CurrentUser,
    input::Query,
    page::{PageQuery, Window},
};
use crate::{error::Problem, state::App, store::conversations};

/// Conversations, latest first.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_conversations",
    tag = "chat",
    params(PageQuery),
    responses((status = 200, body = Page<Conversation>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Conversation>>, Problem> {
    let window = Window::new(query.cursor.as_deref(), query.limit)?;
    let items = conversations::page(&app.pool, user.id, window.before, window.rows()).await?;
    Ok(Json(window.page(items, |conversation| conversation.id)))
}
