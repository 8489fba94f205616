//! `POST /api/v1/auth/reset`

use axum::{Json, extract::State, http::HeaderMap, response::IntoResponse};
use shared::api::{ResetPassword, User};

use super::{
    super::{input::Input, limit},
    Once, password, recovery, session,
};
use crate::{
    domain::account,
    error::Problem,
    state::App,
    store::{recovery as codes, sessions, users},
};

/// Sets a new password by a recovery code, which is used up. All sessions end, and a new one begins.
#[utoipa::path(
    post,
    path = "/reset",
    operation_id = "reset_password",
    tag = "auth",
    request_body = ResetPassword,
    responses((status = 200, body = User)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<ResetPassword>,
) -> Result<impl IntoResponse, Problem> {
    account::password(&request.password)?;
    let email = request.email.trim().to_lowercase();
    limit::guesses(&app, &headers, &email).await?;
    // Hashed before the code is looked at: a wrong one, or an address without an account, takes as long.
    let password_hash = password::hash(request.password).await?;
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    let code = recovery::hash(&request.recovery_code);
    let Some(user) = codes::take_code(&mut tx, &email, &code).await? else {
        drop(tx);
        limit::wrong_guess(&app, &headers, &email).await?;
        let message = "this is no code of that account, or it was used";
        return Err(Problem::validation("recovery_code", message));
    };
    users::set_password(&mut *tx, user, &password_hash).await?;
    sessions::delete_all(&mut *tx, user).await?;
    let cookie = session::start(&app, &mut tx, user, &headers).await?;
    let found = users::by_email(&mut *tx, &email).await?;
    app.commit(tx).await?;
    let (user, _) = found.ok_or_else(|| Problem::not_found("account"))?;
    Ok((cookie, Json(user)))
}
