//! `DELETE /api/v1/webhooks/{id}`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{
    error::Problem,
    state::App,
    store::{idempotency::Answer, webhooks},
};

/// Removes a webhook with all that waits for it.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "delete_webhook",
    tag = "webhooks",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    if !webhooks::delete(work.connection(), request.user.id, id).await? {
        return Err(Problem::not_found("webhook").into());
    }
    author::commit(work, Answer::empty()).await
}
