//! `POST /api/v1/notifications/read`

use axum::{extract::State, response::Response};

use super::super::author::{self, Nothing, Settled, Write};
use crate::{
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
pub async fn handler(State(app): State<App>, request: Write<Nothing>) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    let now = work.now().timestamp();
    notifications::read(work.connection(), request.user.id, None, now).await?;
    author::commit(work, Answer::empty()).await
}
