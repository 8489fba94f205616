//! `POST /api/v1/notifications/read`

use axum::{extract::State, response::Response};

use super::super::author::{self, Nothing, Write};
use crate::{
    error::Problem,
    state::App,
    store::{idempotency::Answer, notifications},
};

/// Marks all notifications as read.
#[utoipa::path(
    post,
    path = "/read",
    operation_id = "read_all_notifications",
    tag = "notifications",
    responses((status = 204)),
)]
pub async fn handler(State(app): State<App>, request: Write<Nothing>) -> Result<Response, Problem> {
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let now = work.now().timestamp();
    notifications::read(work.connection(), request.user.id, None, now).await?;
    let answer = Answer {
        status: 204,
        headers: Vec::new(),
        body: None,
    };
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
