//! `GET /api/v1/me`, `PATCH /api/v1/me`

use axum::{Json, extract::State};
use shared::api::{PatchMe, User};

use super::{author::CurrentUser, input::Input};
use crate::{domain::account, error::Problem, state::App, store::users};

pub async fn read(CurrentUser(user): CurrentUser) -> Json<User> {
    Json(user)
}

pub async fn update(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Input(patch): Input<PatchMe>,
) -> Result<Json<User>, Problem> {
    if let Some(zone) = &patch.time_zone {
        account::time_zone("time_zone", zone)?;
    }
    let name = patch.name.as_deref().map(account::name).transpose()?;
    let zone = patch.time_zone.as_deref();
    Ok(Json(
        users::update_profile(&app.pool, user.id, zone, name.as_deref()).await?,
    ))
}
