//! `PATCH /api/v1/filters/{id}`

use axum::{extract::State, response::Response};
use shared::api::{SaveFilter, SavedFilter};

use super::super::{
    author::{self, Write},
    input::{Id, Input},
};
use crate::{
    error::Problem,
    state::App,
    store::{filters, unit},
};

/// Changes a saved filter, or its name.
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "update_filter",
    tag = "filters",
    params(("id" = uuid::Uuid, Path)),
    request_body = SaveFilter,
    responses((status = 200, body = SavedFilter)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Input<SaveFilter>>,
) -> Result<Response, Problem> {
    let Input(input) = &request.input;
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let saved = filters::all(work.connection(), request.user.id, Some(id))
        .await?
        .pop()
        .ok_or_else(|| Problem::not_found("filter"))?;
    let filter = super::changed(&saved, input, work.now().date())?;
    super::save(&mut work, request.user.id, &filter).await?;
    let answer = unit::answer(200, &filter, None)?;
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
