//! `DELETE /api/v1/push/subscriptions/{id}`

use axum::{extract::State, response::Response};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{
    error::Problem,
    state::App,
    store::{idempotency::Answer, pushes},
};

/// Has a browser told no more, with what is on its way there.
#[utoipa::path(
    delete,
    path = "/subscriptions/{id}",
    operation_id = "unsubscribe_from_push",
    tag = "notifications",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let mut work = author::open(&app, &request.author).await?;
    if !pushes::unsubscribe(work.connection(), request.user.id, id).await? {
        return Err(Problem::not_found("subscription").into());
    }
    author::commit(work, Answer::empty()).await
}
