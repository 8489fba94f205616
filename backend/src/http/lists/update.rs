//! `PATCH /api/v1/lists/{id}`

use axum::{extract::State, response::Response};
use serde_json::Value;
use shared::api::List;

use super::super::{
    author::{self, Settled, Write},
    input::{Id, IfMatch, Input},
};
use crate::state::App;

/// Applies a JSON merge patch (RFC 7396).
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "update_list",
    tag = "lists",
    params(("id" = uuid::Uuid, Path)),
    request_body = shared::api::CreateList,
    responses((status = 200, body = shared::api::List)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Input<Value>>,
) -> Result<Response, Settled> {
    let (mut work, list) = author::open_item::<List>(&app, &request.author, id).await?;
    if_match.check(list.version)?;
    let Input(patch) = &request.input;
    let list = work.update_list(&list, patch).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
