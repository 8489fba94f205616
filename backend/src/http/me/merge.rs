//! `POST /api/v1/me/merge`

use axum::{extract::State, response::Response};
use shared::api::{Merge, Merged};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{recovery, unit},
};

/// Takes along what a guest had, as signing in from the guest's session offered.
#[utoipa::path(
    post,
    path = "/merge",
    operation_id = "merge_guest",
    tag = "me",
    request_body = Merge,
    responses((status = 200, body = Merged)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<Merge>>,
) -> Result<Response, Settled> {
    request.session()?;
    let Input(input) = &request.input;
    let mut work = author::open(&app, &request.author).await?;
    let (user, now) = (request.user.id, work.now().timestamp());
    let hash = secret::hash(&input.token);
    let guest = recovery::take_offer(work.connection(), &hash, user, now).await?;
    let Some(guest) = guest else {
        let message = "the token is unknown, used, or too old";
        return Err(Problem::validation("token", message).into());
    };
    let tasks = work.merge(guest).await?;
    let undo = work.undo_token().await?;
    let answer = unit::answer(200, &Merged { tasks }, undo.as_ref())?;
    author::commit(work, answer).await
}
