//! `GET /api/v1/me`

use axum::Json;
use shared::api::User;

use super::super::author::CurrentUser;

/// The person themselves, with their settings.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "read_me",
    tag = "me",
    responses((status = 200, body = User)),
)]
pub async fn handler(CurrentUser(user): CurrentUser) -> Json<User> {
    Json(user)
}
