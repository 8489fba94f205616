//! `PATCH /api/v1/tags/{name}`

use axum::{extract::State, response::Response};
use shared::api::{RenameTag, Tag};

use super::super::{
    author::{self, Settled, Write},
    input::{Input, Name},
};
use crate::{
    domain::task,
    error::Problem,
    state::App,
    store::{tasks, unit},
};

/// Gives a tag another name in all tasks that carry it, those in the trash too. Where they carry that one already, the
/// two become one.
#[utoipa::path(
    patch,
    path = "/{name}",
    operation_id = "rename_tag",
    tag = "tasks",
    params(("name" = String, Path)),
    request_body = RenameTag,
    responses((status = 200, body = Tag)),
)]
pub async fn handler(
    State(app): State<App>,
    Name(name): Name,
    request: Write<Input<RenameTag>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let new = task::tag("name", &input.name)?;
    let mut work = author::open(&app, &request.author).await?;
    if !work.retag(&name, Some(&new)).await? {
        return Err(Problem::not_found("tag").into());
    }
    let tags = tasks::tags(work.connection(), request.user.id).await?;
    let tag = tags.into_iter().find(|tag| tag.name == new);
    // Those that carry it may all be in the trash.
    let tag = tag.unwrap_or(Tag { name: new, open: 0 });
    let undo = work.undo_token().await?;
    let answer = unit::answer(200, &tag, undo.as_ref())?;
    author::commit(work, answer).await
}
