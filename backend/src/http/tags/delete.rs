//! `DELETE /api/v1/tags/{name}`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Name,
};
use crate::{error::Problem, state::App, store::unit};

/// Takes a tag off all tasks that carry it, those in the trash too. The tasks stay.
#[utoipa::path(
    delete,
    path = "/{name}",
    operation_id = "delete_tag",
    tag = "tasks",
    params(("name" = String, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Name(name): Name,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    if !work.retag(&name, None).await? {
        return Err(Problem::not_found("tag").into());
    }
    let undo = work.undo_token().await?;
    let mut answer = unit::answer(204, &(), undo.as_ref())?;
    answer.body = None;
    author::commit(work, answer).await
}
