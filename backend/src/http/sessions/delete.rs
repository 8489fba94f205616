//! `DELETE /api/v1/sessions/{id}`

use axum::{extract::State, http::StatusCode};

use super::super::{author::SignedIn, input::Id};
use crate::{error::Problem, state::App, store::sessions};

/// Ends one of the person's sessions.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "end_session",
    tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    SignedIn { user, .. }: SignedIn,
) -> Result<StatusCode, Problem> {
    if sessions::revoke(&app.pool, user.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("session"))
    }
}
