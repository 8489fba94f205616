//! Argon2id, off the threads that serve requests.

use crate::error::Problem;

pub(super) async fn hash(password: String) -> Result<String, Problem> {
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
