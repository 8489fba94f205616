//! `DELETE /api/v1/lists/{id}`

use axum::{extract::State, response::Response};
use shared::api::List;

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::{Id, IfMatch},
};
use crate::state::App;

/// Moves a list to the trash, with its tasks.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "delete_list",
    tag = "lists",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    if_match: IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, list) = author::open_item::<List>(&app, &request.author, id).await?;
    if_match.check(list.version)?;
    let list = work.delete_list(&list).await?;
    author::finish(work, 204, None::<&List>, list.version).await
}
