//! `POST /api/v1/auth/login`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use shared::api::Login;

use super::{super::input::Input, password, session};
use crate::{error::Problem, secret, state::App, store::users};

/// Starts a new session; one that the browser had before ends.
pub async fn handler(
    State(app): State<App>,
    headers: HeaderMap,
    Input(request): Input<Login>,
) -> Result<impl IntoResponse, Problem> {
    let found = users::by_email(&app.pool, &request.email.trim().to_lowercase()).await?;
    let (user, hash) = found.unzip();
    let right = password::verify(request.password, hash.flatten()).await?;
    let Some(user) = user.filter(|_| right) else {
        return Err(Problem::with_status(
            StatusCode::UNAUTHORIZED,
            "The e-mail address or the password is wrong.",
        ));
    };
    let mut tx = app.begin().await?;
    if let Some(token) = session::read(&headers) {
        users::delete_session(&mut *tx, &secret::hash(token)).await?;
    }
    let cookie = session::start(&app, &mut tx, user.id).await?;
    app.commit(tx).await?;
    Ok((cookie, Json(user)))
}
