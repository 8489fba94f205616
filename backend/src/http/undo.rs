//! `POST /api/v1/undo`

use axum::{extract::State, response::Response};
use shared::api::UndoRequest;

use super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    error::Problem,
    state::App,
    store::unit::{self, Refused},
};

/// Reverts what a token stands for, all of it or nothing; the answer's own token does it again.
#[utoipa::path(
    post,
    path = "/undo",
    operation_id = "undo",
    tag = "undo",
    request_body = UndoRequest,
    responses((status = 200, body = shared::api::Undone)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<UndoRequest>>,
) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    let Input(UndoRequest { token }) = &request.input;
    let undone = work.revert(token).await.map_err(|error| match error {
        Refused::Unknown => {
            Problem::validation("token", "unknown, used already, or older than a day")
        }
        Refused::Changed(titles) => Problem::conflict(format!(
            "Changed since, so left alone: {}.",
            titles.join(", ")
        )),
        Refused::Store(error) => error.into(),
    })?;
    let again = work.undo_token().await?;
    let answer = unit::answer(200, &undone, again.as_ref())?;
    author::commit(work, answer).await
}
