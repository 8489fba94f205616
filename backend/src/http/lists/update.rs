//! `PATCH /api/v1/lists/{id}`

use axum::{extract::State, response::Response};
use serde_json::Value;

use super::super::{
    author::{self, Write},
    input::{Id, IfMatch, Input},
};
use crate::{error::Problem, state::App};

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
    IfMatch(version): IfMatch,
    request: Write<Input<Value>>,
) -> Result<Response, Problem> {
    let (mut work, list) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let Input(patch) = &request.input;
    let list = work.update_list(&list, patch).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
