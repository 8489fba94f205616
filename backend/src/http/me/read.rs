//! `GET /api/v1/me`

use axum::Json;
use shared::api::User;

use super::super::author::CurrentUser;

pub async fn handler(CurrentUser(user): CurrentUser) -> Json<User> {
    Json(user)
}
