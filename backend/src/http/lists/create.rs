//! `POST /api/v1/lists`

use axum::{extract::State, response::Response};
use shared::api::CreateList;

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{state::App, store::unit};

/// Adds a list. An id that the person's own list has already returns that list.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "create_list",
    tag = "lists",
    request_body = CreateList,
    responses((status = 201, body = shared::api::List)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<CreateList>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let mut work = author::open(&app, &request.author).await?;
    let list = work.create_list(input).await?;
    let undo = work.undo_token().await?;
    let mut answer = unit::answer(201, &list, undo.as_ref())?;
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{}\"", list.version)));
    answer
        .headers
        .push(("location".to_owned(), format!("/api/v1/lists/{}", list.id)));
    author::commit(work, answer).await
}
