//! `DELETE /api/v1/webhooks/{id}`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Write},
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
) -> Result<Response, Problem> {
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    if !webhooks::delete(work.connection(), request.user.id, id).await? {
        return Err(Problem::not_found("webhook"));
    }
    let answer = Answer {
        status: 204,
        headers: Vec::new(),
        body: None,
    };
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
