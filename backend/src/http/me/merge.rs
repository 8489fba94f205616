//! `POST /api/v1/me/merge`

use axum::{extract::State, response::Response};
use shared::api::{Merge, Merged};

use super::super::{
    author::{self, Write},
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
) -> Result<Response, Problem> {
    request.session()?;
    let Input(input) = &request.input;
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let (user, now) = (request.user.id, work.now().timestamp());
    let hash = secret::hash(&input.token);
    let guest = recovery::take_offer(work.connection(), &hash, user, now).await?;
    let Some(guest) = guest else {
        let message = "the token is unknown, used, or too old";
        return Err(Problem::validation("token", message));
    };
    let tasks = work.merge(guest).await?;
    let undo = work.undo_token().await?;
    let answer = unit::answer(200, &Merged { tasks }, undo.as_ref())?;
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
