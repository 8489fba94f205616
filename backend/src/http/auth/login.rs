//! `POST /api/v1/auth/login`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode},
    response::IntoResponse,
};
use jiff::ToSpan as _;
use shared::api::{LoggedIn, Login, MergeOffer, User};
use uuid::Uuid;

use super::{
    super::{input::Input, limit},
    Once, password, session,
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{
        recovery, sessions, tasks,
        unit::{self, Author, Opened, UndoToken, Unit},
        users,
    },
};

const OFFER_HOURS: i64 = 24;

/// Starts a new session; one that the browser had before ends. From the session of a guest with tasks, the answer
/// offers to take them along; with `merge: true` they come at once.
#[utoipa::path(
    post,
    path = "/login",
    operation_id = "log_in",
    tag = "auth",
    request_body = Login,
    responses((status = 200, body = LoggedIn)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<Login>,
) -> Result<impl IntoResponse, Problem> {
    let user = known(&app, &headers, request.email, request.password).await?;
    let guest = super::guest_of(&app, &headers).await?;
    let guest = guest.map(|guest| guest.id);
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    if let Some(token) = session::read(&headers) {
        sessions::delete(&mut *tx, &secret::hash(token)).await?;
    }
    let mut cookie = session::start(&app, &mut tx, user.id, &headers).await?;
    let merge = match guest {
        Some(guest) => offer(&app, &mut tx, guest, user.id).await?,
        None => None,
    };
    app.commit(tx).await?;
    let mut answer = LoggedIn {
        user,
        merge,
        merged: None,
    };
    // The offer is written by now: a merge that fails here can be asked for again.
    if request.merge
        && let (Some(guest), Some(_)) = (guest, &answer.merge)
    {
        let (tasks, undo) = merged(&app, answer.user.id, guest).await?;
        answer.merge = None;
        answer.merged = Some(tasks);
        let undo = undo.and_then(|undo| HeaderValue::try_from(undo.token).ok());
        cookie.extend(undo.map(|undo| (axum::http::HeaderName::from_static("undo-token"), undo)));
    }
    Ok((cookie, Json(answer)))
}

/// Whose address and password these are. It takes as long, and is counted, whether or not there is an account.
async fn known(
    app: &App,
    headers: &HeaderMap,
    email: String,
    password: String,
) -> Result<User, Problem> {
    let email = email.trim().to_lowercase();
    limit::guesses(app, headers, &email).await?;
    let found = users::by_email(&app.pool, &email).await?;
    let (user, hash) = found.unzip();
    let right = password::verify(password, hash.flatten()).await?;
    if let Some(user) = user.filter(|_| right) {
        return Ok(user);
    }
    limit::wrong_guess(app, headers, &email).await?;
    Err(Problem::with_status(
        StatusCode::UNAUTHORIZED,
        "The e-mail address or the password is wrong.",
    ))
}

/// Offers a guest's tasks to the person; `None` where the guest has none.
async fn offer(
    app: &App,
    conn: &mut sqlx::PgConnection,
    guest: Uuid,
    user: Uuid,
) -> Result<Option<MergeOffer>, Problem> {
    let tasks = tasks::count_all(&mut *conn, guest).await?;
    if tasks == 0 {
        return Ok(None);
    }
    let token = secret::token();
    let now = app.clock.now();
    let expires_at = now.saturating_add(OFFER_HOURS.hours()).unwrap_or(now);
    recovery::offer_merge(conn, &secret::hash(&token), guest, user, expires_at).await?;
    Ok(Some(MergeOffer {
        token,
        tasks,
        expires_at,
    }))
}

async fn merged(app: &App, user: Uuid, guest: Uuid) -> Result<(usize, Option<UndoToken>), Problem> {
    let author = Author {
        user,
        actor: "web",
        idempotency: None,
    };
    let Opened::Fresh(mut work) = Unit::open(app, &author).await? else {
        return Err(Problem::in_flight());
    };
    let tasks = work.merge(guest).await?;
    let undo = work.undo_token().await?;
    work.commit(&unit::answer(200, &(), None)?).await?;
    Ok((tasks, undo))
}
