//! `POST /api/v1/auth/login`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use shared::api::Login;

use super::{
    super::{input::Input, limit},
    Once, password, session,
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{sessions, users},
};

/// Starts a new session; one that the browser had before ends.
#[utoipa::path(
    post,
    path = "/login",
    operation_id = "log_in",
    tag = "auth",
    request_body = Login,
    responses((status = 200, body = shared::api::User)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<Login>,
) -> Result<impl IntoResponse, Problem> {
    let email = request.email.trim().to_lowercase();
    limit::guesses(&app, &headers, &email).await?;
    let found = users::by_email(&app.pool, &email).await?;
    let (user, hash) = found.unzip();
    let right = password::verify(request.password, hash.flatten()).await?;
    let Some(user) = user.filter(|_| right) else {
        limit::wrong_guess(&app, &headers, &email).await?;
        return Err(Problem::with_status(
            StatusCode::UNAUTHORIZED,
            "The e-mail address or the password is wrong.",
        ));
    };
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    if let Some(token) = session::read(&headers) {
        sessions::delete(&mut *tx, &secret::hash(token)).await?;
    }
    let cookie = session::start(&app, &mut tx, user.id, &headers).await?;
    app.commit(tx).await?;
    Ok((cookie, Json(user)))
}
