//! Accounts and sessions.

mod guest;
mod login;
mod logout;
mod password;
mod register;
pub(super) mod session;

use axum::{Router, routing::post};
use jiff::Timestamp;
use shared::api::{List, User};
use uuid::Uuid;

use crate::{
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
    let id: Uuid = app.clock.new_id();
    let inbox = List {
        id,
        name: "Inbox".to_owned(),
        is_inbox: true,
        version: 1,
    };
    lists::insert(conn, user.id, &inbox, user.created_at).await?;
    Ok(())
}
