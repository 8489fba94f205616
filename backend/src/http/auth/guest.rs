//! `POST /api/v1/auth/guest`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use shared::api::Guest;

use super::{super::input::Input, Once, session};
use crate::{domain::account, error::Problem, state::App, store::users::WriteError};

/// Starts at once, without an account.
#[utoipa::path(
    post,
    path = "/guest",
    operation_id = "start_as_guest",
    tag = "auth",
    request_body = Guest,
    responses((status = 201, body = shared::api::User)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<Guest>,
) -> Result<impl IntoResponse, Problem> {
    account::time_zone("time_zone", &request.time_zone)?;
    let user = super::new_user(&app, None, None, request.time_zone);
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    super::create(&app, &mut tx, &user, None)
        .await
        .map_err(|error| match error {
            WriteError::Store(error) => error.into(),
            WriteError::EmailTaken => Problem::internal(&error),
        })?;
    let cookie = session::start(&app, &mut tx, user.id, &headers).await?;
    app.commit(tx).await?;
    Ok((StatusCode::CREATED, cookie, Json(user)))
}
