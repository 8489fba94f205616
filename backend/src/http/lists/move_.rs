//! `POST /api/v1/lists/{id}/move`

use axum::{extract::State, response::Response};
use shared::api::{List, MoveList};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, IfMatch, Input},
};
use crate::state::App;

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
    if_match: IfMatch,
    request: Write<Input<MoveList>>,
) -> Result<Response, Settled> {
    let (mut work, list) = author::open_item::<List>(&app, &request.author, id).await?;
    if_match.check(list.version)?;
    let Input(to) = &request.input;
    let list = work.relocate_list(&list, to).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
