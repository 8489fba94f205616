//! `GET /api/v1/lists/{id}`

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::super::{author::CurrentUser, input::Id};
use crate::{error::Problem, state::App, store::lists};

/// Reads one list, in the trash or not.
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "read_list",
    tag = "lists",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = shared::api::List)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    CurrentUser(user): CurrentUser,
) -> Result<Response, Problem> {
    let list = lists::find(&app.pool, user.id, id)
        .await?
        .ok_or_else(|| Problem::not_found("list"))?;
    let etag = format!("\"{}\"", list.version);
    Ok(([(header::ETAG, etag)], Json(list)).into_response())
}
