//! Who sends a request: the signed-in person and, for a write, its Idempotency-Key.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use shared::api::User;

use super::{
    auth::session,
    input::{self, Input, OptionalInput},
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{
        idempotency::{self, Answer, Recorded},
        unit::{self, Author, Opened, Unit},
        users,
    },
};

const KEY_MAX: usize = 255;
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The signed-in person.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub User);

impl FromRequestParts<App> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = session::read(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        users::by_session(&app.pool, &secret::hash(token), app.clock.now())
            .await?
            .map(Self)
            .ok_or_else(Problem::unauthenticated)
    }
}

/// A write: who asks for it, and its body.
#[derive(Debug)]
pub struct Write<T> {
    pub user: User,
    pub author: Author,
    pub input: T,
}

/// The body of a write that takes none.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl<T: DeserializeOwned> FromRequest<App> for Write<Input<T>> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (request, user, author) = read(request, app).await?;
        let input = Input::from_request(request, app).await?;
        Ok(Self {
            user,
            author,
            input,
        })
    }
}

impl<T: DeserializeOwned + Default> FromRequest<App> for Write<OptionalInput<T>> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (request, user, author) = read(request, app).await?;
        let input = OptionalInput::from_request(request, app).await?;
        Ok(Self {
            user,
            author,
            input,
        })
    }
}

impl FromRequest<App> for Write<Nothing> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (_, user, author) = read(request, app).await?;
        Ok(Self {
            user,
            author,
            input: Nothing,
        })
    }
}

async fn read(request: Request, app: &App) -> Result<(Request, User, Author), Problem> {
    let (mut parts, body) = request.into_parts();
    let CurrentUser(user) = CurrentUser::from_request_parts(&mut parts, app).await?;
    let bytes = input::body(Request::from_parts(parts.clone(), body), app).await?;
    let idempotency = key(&parts.headers)?.map(|key| idempotency::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        key,
        hash: Sha256::digest(&bytes).into(),
    });
    let author = Author {
        user: user.id,
        actor: "api",
        idempotency,
    };
    Ok((Request::from_parts(parts, bytes.into()), user, author))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=KEY_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::validation(
            "Idempotency-Key",
            format!("expected 1 to {KEY_MAX} visible ASCII characters"),
        )),
    }
}

/// Opens the unit of work, or answers with what was answered before.
pub async fn open<'a>(
    app: &'a App,
    author: &'a Author,
) -> Result<Result<Unit<'a>, Response>, Problem> {
    match Unit::open(app, author).await? {
        Opened::Fresh(unit) => Ok(Ok(unit)),
        Opened::Replay(recorded) => replay(author, recorded).map(Err),
    }
}

fn replay(author: &Author, recorded: Recorded) -> Result<Response, Problem> {
    let same = author
        .idempotency
        .as_ref()
        .is_some_and(|request| request.hash[..] == recorded.hash[..]);
    if !same {
        return Err(Problem::key_reused());
    }
    let mut response = respond(recorded.answer);
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

/// Commits a unit and answers with what was changed, its version and the token that reverts it.
pub async fn finish(
    mut work: Unit<'_>,
    status: u16,
    body: Option<&impl serde::Serialize>,
    version: i64,
) -> Result<Response, Problem> {
    let undo = work.undo_token().await?;
    let mut answer = unit::answer(status, &body, undo.as_ref())?;
    answer.body = answer.body.filter(|_| body.is_some());
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{version}\"")));
    work.commit(&answer).await?;
    Ok(respond(answer))
}

/// Gives an answer, first or again.
pub fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = match answer.body {
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    };
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
