//! `POST /api/v1/lists/{id}/move`

use axum::{extract::State, response::Response};
use shared::api::MoveList;

use super::super::{
    author::{self, Write},
    input::{Id, IfMatch, Input},
};
use crate::{error::Problem, state::App};

/// Moves a list ahead of another one, or behind it.
#[utoipa::path(
    post,
    path = "/{id}/move",
    operation_id = "move_list",
    tag = "lists",
    params(("id" = uuid::Uuid, Path)),
    request_body = MoveList,
    responses((status = 200, body = shared::api::List)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<Input<MoveList>>,
) -> Result<Response, Problem> {
    let (mut work, list) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let Input(to) = &request.input;
    let list = work.relocate_list(&list, to).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
