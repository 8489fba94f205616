//! `POST /api/v1/import/{id}/cancel`

use axum::{extract::State, response::Response};
use shared::api::{Import, ImportState};

use super::super::{
    author::{self, Nothing, Settled, Write},
    input::Id,
};
use crate::{
    error::Problem,
    state::App,
    store::{imports, unit},
};

/// Ends an import where it is. What it added by then stays, and its undo takes it back.
#[utoipa::path(
    post,
    path = "/{id}/cancel",
    operation_id = "cancel_import",
    tag = "import",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Import)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Nothing>,
) -> Result<Response, Settled> {
    let (mut work, import) = author::open_item::<Import>(&app, &request.author, id).await?;
    if import.finished_at.is_some() {
        return Err(Problem::conflict("The import is over already.").into());
    }
    work.end_import(id, ImportState::Cancelled).await?;
    let import = imports::find(work.connection(), request.user.id, id).await?;
    let import = import.ok_or_else(|| Problem::not_found("import"))?;
    let answer = unit::answer(200, &import, None)?;
    author::commit(work, answer).await
}
