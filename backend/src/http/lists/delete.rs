//! `DELETE /api/v1/lists/{id}`

use axum::{extract::State, response::Response};
use shared::api::List;

use super::super::{
    author::{self, Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{error::Problem, state::App};

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
    IfMatch(version): IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Problem> {
    let (mut work, list) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let list = work.delete_list(&list).await?;
    author::finish(work, 204, None::<&List>, list.version).await
}
