//! `POST /api/v1/lists/{id}/restore`

use axum::{extract::State, response::Response};
use shared::api::List;

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::{Id, IfMatch},
};
use crate::state::App;

/// Takes a list out of the trash, with the tasks that went there with it.
#[utoipa::path(
    post,
    path = "/{id}/restore",
    operation_id = "restore_list",
    tag = "lists",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::List)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, list) = author::open_item::<List>(&app, &request.author, id).await?;
    if_match.check(list.version)?;
    let list = work.restore_list(&list).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
