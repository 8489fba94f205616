//! `POST /api/v1/auth/logout`

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};

use super::{super::author, session};
use crate::{error::Problem, secret, state::App, store::sessions};

/// Ends the session, if there is one.
#[utoipa::path(
    post,
    path = "/logout",
    operation_id = "log_out",
    tag = "auth",
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    // It is done once by its nature: a key is taken, and not needed.
    author::key(&headers)?;
    if let Some(token) = session::read(&headers) {
        sessions::delete(&app.pool, &secret::hash(token)).await?;
    }
    Ok((StatusCode::NO_CONTENT, session::forget(&app)))
}
