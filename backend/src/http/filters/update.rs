//! `PATCH /api/v1/filters/{id}`

use axum::{extract::State, response::Response};
use shared::api::{SaveFilter, SavedFilter};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, Input},
};
use crate::{state::App, store::unit};

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
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let (mut work, saved) = author::open_item::<SavedFilter>(&app, &request.author, id).await?;
    let filter = super::changed(&saved, input, work.now().date())?;
    super::save(&mut work, request.user.id, &filter).await?;
    let answer = unit::answer(200, &filter, None)?;
    author::commit(work, answer).await
}
