//! `DELETE /api/v1/me/calendar`

use axum::{extract::State, http::StatusCode};

use super::super::author::SignedIn;
use crate::{error::Problem, state::App, store::calendars};

/// Revokes the feed's address.
#[utoipa::path(
    delete,
    path = "/me/calendar",
    operation_id = "revoke_calendar",
    tag = "me",
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
) -> Result<StatusCode, Problem> {
    if calendars::delete(&app.pool, user.id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("calendar"))
    }
}
