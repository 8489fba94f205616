//! `POST /api/v1/notifications/{id}/read`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{
    error::Problem,
    state::App,
    store::{notifications, unit},
};

/// Marks a notification as read.
#[utoipa::path(
    post,
    path = "/{id}/read",
    operation_id = "read_notification",
    tag = "notifications",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::Notification)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    let (user, now) = (request.user.id, work.now().timestamp());
    notifications::read(work.connection(), user, Some(id), now).await?;
    let notification = notifications::find(work.connection(), user, id)
        .await?
        .ok_or_else(|| Problem::not_found("notification"))?;
    let answer = unit::answer(200, &notification, None)?;
    author::commit(work, answer).await
}
