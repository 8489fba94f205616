//! `GET /api/v1/me/calendar`

use axum::{Json, extract::State};
use shared::api::Calendar;

use super::super::author::SignedIn;
use crate::{error::Problem, state::App, store::calendars};

/// Whether there is a feed, and when it was last read; its address is not told again.
#[utoipa::path(
    get,
    path = "/me/calendar",
    operation_id = "read_calendar",
    tag = "me",
    responses((status = 200, body = Calendar)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
) -> Result<Json<Calendar>, Problem> {
    let calendar = calendars::find(&app.pool, user.id).await?;
    calendar
        .map(Json)
        .ok_or_else(|| Problem::not_found("calendar"))
}
