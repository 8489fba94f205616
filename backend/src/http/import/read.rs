//! `GET /api/v1/import/{id}`

use axum::{Json, extract::State};
use shared::api::Import;

use super::super::{author::CurrentUser, input::Id};
use crate::{error::Problem, state::App, store::imports};

/// How far an import is, and what came of it.
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "read_import",
    tag = "import",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Import)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
) -> Result<Json<Import>, Problem> {
    let import = imports::find(&app.pool, user.id, id).await?;
    import.map(Json).ok_or_else(|| Problem::not_found("import"))
}
