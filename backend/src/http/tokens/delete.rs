//! `DELETE /api/v1/tokens/{id}`

use axum::{extract::State, http::StatusCode};

use super::super::{author::SignedIn, input::Id};
use crate::{error::Problem, state::App, store::sessions};

/// Revokes a token at once.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "revoke_token",
    tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    SignedIn { user, .. }: SignedIn,
) -> Result<StatusCode, Problem> {
    if sessions::delete_token(&app.pool, user.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("token"))
    }
}
