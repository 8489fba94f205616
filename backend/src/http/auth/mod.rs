//! Accounts and sessions.

mod guest;
mod login;
mod logout;
mod password;
mod register;
pub(super) mod session;

use axum::{Router, routing::post};
use jiff::Timestamp;
use shared::api::User;

use crate::{
    domain::list,
    state::App,
    store::{lists, users},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/guest", post(guest::handler))
        .route("/register", post(register::handler))
        .route("/login", post(login::handler))
        .route("/logout", post(logout::handler))
}

fn new_user(app: &App, email: Option<String>, name: Option<String>, time_zone: String) -> User {
    let now: Timestamp = app.clock.now();
    User {
        id: app.clock.new_id(),
        guest: email.is_none(),
        email,
        name,
        time_zone,
        created_at: now,
    }
}

/// Writes a person with their Inbox.
async fn create(
    app: &App,
    conn: &mut sqlx::PgConnection,
    user: &User,
    password_hash: Option<&str>,
) -> Result<(), users::WriteError> {
    users::insert(conn, user, password_hash).await?;
    let inbox = list::inbox(app.clock.new_id(), user.created_at);
    match lists::insert(conn, user.id, &inbox).await {
        Ok(_) => Ok(()),
        // A new person has no other list.
        Err(lists::WriteError::NameTaken) => Err(sqlx::Error::RowNotFound.into()),
        Err(lists::WriteError::Store(error)) => Err(error.into()),
    }
}
