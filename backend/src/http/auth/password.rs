//! Argon2id, off the threads that serve requests.

use axum::http::HeaderMap;
use uuid::Uuid;

use super::super::limit;
use crate::{error::Problem, state::App, store::users};

/// Checks a person's own password again, before something that cannot be taken back.
pub(in crate::http) async fn check(
    app: &App,
    headers: &HeaderMap,
    email: &str,
    user: Uuid,
    given: String,
    field: &'static str,
) -> Result<(), Problem> {
    limit::guesses(app, headers, email).await?;
    let hash = users::password_hash(&app.pool, user).await?;
    if verify(given, hash).await? {
        return Ok(());
    }
    limit::wrong_guess(app, headers, email).await?;
    Err(Problem::validation(field, "this is not your password"))
}

pub(in crate::http) async fn hash(password: String) -> Result<String, Problem> {
    tokio::task::spawn_blocking(move || password_auth::generate_hash(password))
        .await
        .map_err(|error| Problem::internal(&error))
}

/// Compares in the same time whether or not there is an account: without one, with a hash of nothing.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool, Problem> {
    tokio::task::spawn_blocking(move || {
        if let Some(hash) = hash {
            return password_auth::verify_password(password, &hash).is_ok();
        }
        password_auth::generate_hash(password);
        false
    })
    .await
    .map_err(|error| Problem::internal(&error))
}
