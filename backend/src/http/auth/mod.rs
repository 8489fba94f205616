//! Accounts and sessions.

mod forgot;
mod guest;
mod login;
mod logout;
pub(super) mod password;
pub(super) mod recovery;
mod register;
mod reset;
pub(super) mod session;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use jiff::Timestamp;
use shared::api::{TimesOfDay, User, WeekStart};

use super::{author, limit};

use crate::{
    domain::list,
    error::Problem,
    secret,
    state::App,
    store::{limits, lists, sessions, users},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(guest::handler))
        .routes(routes!(register::handler))
        .routes(routes!(login::handler))
        .routes(routes!(logout::handler))
        .routes(routes!(forgot::handler))
        .routes(routes!(reset::handler))
}

fn new_user(app: &App, email: Option<String>, name: Option<String>, time_zone: String) -> User {
    let now: Timestamp = app.clock.now();
    User {
        id: app.clock.new_id(),
        guest: email.is_none(),
        email,
        name,
        time_zone,
        week_start: WeekStart::default(),
        times_of_day: TimesOfDay::default(),
        default_list_id: None,
        default_reminder_minutes: Some(0),
        language: "en".to_owned(),
        created_at: now,
    }
}

/// The guest whose session a request carries.
async fn guest_of(app: &App, headers: &HeaderMap) -> Result<Option<User>, Problem> {
    let Some(token) = session::read(headers) else {
        return Ok(None);
    };
    let known = sessions::by_session(&app.pool, &secret::hash(token), app.clock.now()).await?;
    Ok(known.map(|known| known.user).filter(|user| user.guest))
}

/// Refuses a request whose Idempotency-Key came before: its answer held a session and was not kept.
async fn once(app: &App, conn: &mut sqlx::PgConnection, request: &Once) -> Result<(), Problem> {
    if let Some(key) = &request.key
        && !limits::first_time(conn, &request.path, key, app.clock.now()).await?
    {
        return Err(Problem::happened());
    }
    Ok(())
}

/// What a sign-in is told apart by.
#[derive(Debug)]
struct Once {
    path: String,
    key: Option<String>,
}

impl FromRequestParts<App> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        limit::sign_in(app, &parts.headers).await?;
        Ok(Self {
            path: parts.uri.path().to_owned(),
            key: author::key(&parts.headers)?,
        })
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
