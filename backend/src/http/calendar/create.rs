//! `POST /api/v1/me/calendar`

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use shared::api::Calendar;

use super::super::author::SignedIn;
use crate::{error::Problem, secret, state::App, store::calendars};

/// Makes a secret address under which calendars read the tasks that are due. One from before is revoked.
#[utoipa::path(
    post,
    path = "/me/calendar",
    operation_id = "make_calendar",
    tag = "me",
    responses((status = 201, body = Calendar)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
) -> Result<impl IntoResponse, Problem> {
    let (token, now) = (secret::token(), app.clock.now());
    calendars::replace(&app.pool, user.id, &secret::hash(&token), now).await?;
    let origin = &app.config.public_origin;
    let calendar = Calendar {
        url: Some(format!("{origin}/api/v1/calendar/{token}.ics")),
        created_at: now,
        last_read_at: None,
    };
    Ok((StatusCode::CREATED, Json(calendar)))
}
