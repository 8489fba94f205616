//! `POST /api/v1/import/{id}/cancel`

use axum::{extract::State, response::Response};
use shared::api::{Import, ImportState};

use super::super::{
    author::{self, Nothing, Write},
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
) -> Result<Response, Problem> {
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let missing = || Problem::not_found("import");
    let user = request.user.id;
    let before = imports::find(work.connection(), user, id).await?;
    if before.ok_or_else(missing)?.finished_at.is_some() {
        return Err(Problem::conflict("The import is over already."));
    }
    work.end_import(id, ImportState::Cancelled).await?;
    let import = imports::find(work.connection(), user, id).await?;
    let answer = unit::answer(200, &import.ok_or_else(missing)?, None)?;
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
