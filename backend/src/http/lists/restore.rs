//! `POST /api/v1/lists/{id}/restore`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{error::Problem, state::App};

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
    IfMatch(version): IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Problem> {
    let (mut work, list) = match super::open(&app, &request.author, id, version).await? {
        Ok(opened) => opened,
        Err(replayed) => return Ok(replayed),
    };
    let list = work.restore_list(&list).await?;
    author::finish(work, 200, Some(&list), list.version).await
}
