//! `GET /api/v1/push`

use axum::{Json, extract::State};
use shared::api::Push;

use super::super::author::SignedIn;
use crate::{error::Problem, push::Vapid, state::App, store::pushes};

/// The key that a browser subscribes with, and the browsers that are told.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "read_push",
    tag = "notifications",
    responses((status = 200, body = Push)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, session }: SignedIn,
) -> Result<Json<Push>, Problem> {
    let subscriptions = pushes::all(&app.pool, user.id, Some(&session)).await?;
    let public_key = app.config.vapid.as_ref().map(Vapid::public_key);
    Ok(Json(Push {
        public_key: public_key.map(str::to_owned),
        subscriptions,
    }))
}
