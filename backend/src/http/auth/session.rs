//! The session cookie: a random token, of which only the hash is kept.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::ToSpan as _;
use uuid::Uuid;

use crate::{
    secret,
    state::App,
    store::{
        self,
        sessions::{self, NewSession},
    },
};

const NAME: &str = "session";
const DAYS: i64 = 30;
const AGENT_MAX: usize = 200;

/// The token that a request carries, in the cookie.
pub(in crate::http) fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(NAME)?.strip_prefix('='))
}

/// Starts a session and returns its cookie.
pub(super) async fn start(
    app: &App,
    conn: &mut sqlx::PgConnection,
    user: Uuid,
    headers: &HeaderMap,
) -> Result<HeaderMap, store::Error> {
    let token = secret::token();
    let now = app.clock.now();
    let expires_at = now.saturating_add((DAYS * 24).hours()).unwrap_or(now);
    let user_agent: Option<String> = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(AGENT_MAX).collect());
    let session = NewSession {
        id: app.clock.new_id(),
        token_hash: &secret::hash(&token),
        user,
        user_agent: user_agent.as_deref(),
        expires_at,
    };
    sessions::insert(conn, &session, now).await?;
    Ok(cookie(app, &token, DAYS * 24 * 3600))
}

/// The cookie that makes a browser forget its session.
pub(in crate::http) fn forget(app: &App) -> HeaderMap {
    cookie(app, "", 0)
}

fn cookie(app: &App, token: &str, max_age: i64) -> HeaderMap {
    let secure = if app.config.public_origin.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let text = format!("{NAME}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age}{secure}");
    HeaderValue::try_from(text)
        .into_iter()
        .map(|value| (header::SET_COOKIE, value))
        .collect()
}
