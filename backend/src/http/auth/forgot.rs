//! `POST /api/v1/auth/forgot`

use axum::{extract::State, http::StatusCode};
use jiff::ToSpan as _;
use shared::api::ForgotPassword;

use super::{
    super::{input::Input, limit},
    Once,
};
use crate::{
    domain::account,
    error::Problem,
    mail::Mailer,
    secret,
    state::App,
    store::{self, recovery, users},
};

const MINUTES: i64 = 30;

/// Sends a link for a new password to the address, if it has an account; the answer does not tell whether. Only where
/// the service can send e-mail.
#[utoipa::path(
    post,
    path = "/forgot",
    operation_id = "forgot_password",
    tag = "auth",
    request_body = ForgotPassword,
    responses((status = 202)),
)]
pub async fn handler(
    State(app): State<App>,
    _once: Once,
    Input(request): Input<ForgotPassword>,
) -> Result<StatusCode, Problem> {
    let email = account::email(&request.email)?;
    let Some(mailer) = app.config.mailer.clone() else {
        return Err(Problem::conflict(
            "This service sends no e-mail; use a recovery code.",
        ));
    };
    limit::letters(&app, &email).await?;
    // Beside the request: how long it takes tells nothing about the account.
    tokio::spawn(async move {
        if let Err(error) = send(&app, &mailer, &email).await {
            tracing::warn!(%error, "mail.unsent");
        }
    });
    Ok(StatusCode::ACCEPTED)
}

async fn send(app: &App, mailer: &Mailer, email: &str) -> anyhow::Result<()> {
    let Some((user, _)) = users::by_email(&app.pool, email).await? else {
        return Ok(());
    };
    let token = secret::token();
    let now = app.clock.now();
    let expires_at = now.saturating_add(MINUTES.minutes()).unwrap_or(now);
    let hash = secret::hash(&token);
    let kept: Result<(), store::Error> =
        recovery::insert_reset(&app.pool, &hash, user.id, expires_at).await;
    kept?;
    let text = format!(
        "Somebody, hopefully you, asked for a new password for your tasks.\n\n\
        To choose one, open this within {MINUTES} minutes:\n\n{}/reset?token={token}\n\n\
        If it was not you, there is nothing to do: your password stays as it is.\n",
        app.config.public_origin
    );
    mailer.send(email, "A new password", text).await?;
    Ok(())
}
