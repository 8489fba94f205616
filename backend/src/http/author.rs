//! Who sends a request: the signed-in person and, for a write, its Idempotency-Key.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use shared::api::{Scope, User};
use uuid::Uuid;

use super::{
    auth::session,
    input::{self, File, Input, OptionalInput},
    limit,
};
use crate::{
    error::Problem,
    secret,
    state::App,
    store::{
        self,
        idempotency::{self, Answer, Recorded},
        sessions,
        unit::{self, Author, Opened, Unit},
    },
};

pub(in crate::http) const KEY_MAX: usize = 255;
/// How exactly it is known when a session was last seen.
const SEEN_EVERY: SignedDuration = SignedDuration::from_hours(1);
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Who sends a request, and whether they signed in themselves or a program shows their token.
#[derive(Debug, Clone)]
struct Identity {
    user: User,
    /// The hash of the session's cookie; `None` for a personal token.
    session: Option<[u8; 32]>,
}

impl FromRequestParts<App> for Identity {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let now = app.clock.now();
        let (hash, known) = if let Some(token) = bearer(&parts.headers) {
            let hash = secret::hash(token?);
            (hash, sessions::by_token(&app.pool, &hash, now).await?)
        } else {
            let token = session::read(&parts.headers).ok_or_else(Problem::unauthenticated)?;
            let hash = secret::hash(token);
            (hash, sessions::by_session(&app.pool, &hash, now).await?)
        };
        let known = known.ok_or_else(Problem::unauthenticated)?;
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        if known.scope == Some(Scope::Read) && !reads {
            return Err(Problem::forbidden("This token may only read."));
        }
        limit::person(app, &parts.extensions, known.user.id).await?;
        let seen = known
            .seen_at
            .is_some_and(|at| now.duration_since(at) < SEEN_EVERY);
        if !seen {
            match known.scope {
                Some(_) => sessions::touch_token(&app.pool, &hash, now).await?,
                None => sessions::touch_session(&app.pool, &hash, now).await?,
            }
        }
        Ok(Self {
            user: known.user,
            session: known.scope.is_none().then_some(hash),
        })
    }
}

/// The token of an `Authorization` header, if there is one.
fn bearer(headers: &HeaderMap) -> Option<Result<&str, Problem>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    Some(token.ok_or_else(Problem::unauthenticated))
}

/// The signed-in person.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub User);

impl FromRequestParts<App> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let identity = Identity::from_request_parts(parts, app).await?;
        Ok(Self(identity.user))
    }
}

/// The person themselves, signed in: a token does not manage accounts.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    /// The hash of the session's cookie.
    pub session: [u8; 32],
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let identity = Identity::from_request_parts(parts, app).await?;
        // What is done once by its nature takes a key, and needs none.
        key(&parts.headers)?;
        Ok(Self {
            user: identity.user,
            session: identity.session.ok_or_else(no_session)?,
        })
    }
}

fn no_session() -> Problem {
    Problem::forbidden("Sign in for this; a token does not suffice.")
}

/// A write: who asks for it, and its body.
#[derive(Debug)]
pub struct Write<T> {
    pub user: User,
    pub author: Author,
    pub input: T,
    session: Option<[u8; 32]>,
}

impl<T> Write<T> {
    /// The hash of the session's cookie.
    ///
    /// # Errors
    /// When the write came with a token.
    pub fn session(&self) -> Result<[u8; 32], Problem> {
        self.session.ok_or_else(no_session)
    }
}

/// The body of a write that takes none.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl<T: DeserializeOwned> FromRequest<App> for Write<Input<T>> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (request, identity, author) = read(request, app).await?;
        let input = Input::from_request(request, app).await?;
        Ok(Self {
            user: identity.user,
            author,
            input,
            session: identity.session,
        })
    }
}

impl<T: DeserializeOwned + Default> FromRequest<App> for Write<OptionalInput<T>> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (request, identity, author) = read(request, app).await?;
        let input = OptionalInput::from_request(request, app).await?;
        Ok(Self {
            user: identity.user,
            author,
            input,
            session: identity.session,
        })
    }
}

impl FromRequest<App> for Write<File> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (request, identity, author) = read(request, app).await?;
        let input = File::from_request(request, app).await?;
        Ok(Self {
            user: identity.user,
            author,
            input,
            session: identity.session,
        })
    }
}

impl FromRequest<App> for Write<Nothing> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (_, identity, author) = read(request, app).await?;
        Ok(Self {
            user: identity.user,
            author,
            input: Nothing,
            session: identity.session,
        })
    }
}

async fn read(request: Request, app: &App) -> Result<(Request, Identity, Author), Problem> {
    let (mut parts, body) = request.into_parts();
    let identity = Identity::from_request_parts(&mut parts, app).await?;
    let bytes = input::body(Request::from_parts(parts.clone(), body), app).await?;
    let idempotency = key(&parts.headers)?.map(|key| idempotency::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        key,
        hash: Sha256::digest(&bytes).into(),
    });
    let author = Author {
        user: identity.user.id,
        actor: if identity.session.is_some() {
            "web"
        } else {
            "api"
        },
        idempotency,
    };
    Ok((Request::from_parts(parts, bytes.into()), identity, author))
}

pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let visible = |key: &str| key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    match value.to_str() {
        Ok(key) if (1..=KEY_MAX).contains(&key.len()) && visible(key) => Ok(Some(key.to_owned())),
        _ => Err(Problem::validation(
            "Idempotency-Key",
            format!("expected 1 to {KEY_MAX} visible ASCII characters"),
        )),
    }
}

/// Why nothing is left to do for a write.
#[derive(Debug)]
pub enum Settled {
    /// An equal request was answered before: this is its answer.
    Before(Box<Response>),
    Refused(Problem),
}

impl<E: Into<Problem>> From<E> for Settled {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl IntoResponse for Settled {
    fn into_response(self) -> Response {
        match self {
            Self::Before(response) => *response,
            Self::Refused(problem) => problem.into_response(),
        }
    }
}

/// Opens the unit of work, unless an equal request was answered before, or still runs.
pub async fn open<'a>(app: &'a App, author: &'a Author) -> Result<Unit<'a>, Settled> {
    match Unit::open(app, author).await? {
        Opened::Fresh(unit) => Ok(*unit),
        Opened::Replay(recorded) => Err(replay(author, recorded)),
        Opened::InFlight => Err(Problem::in_flight().into()),
    }
}

/// What a person has, and a request may name.
pub trait Item: Sized + Send {
    /// As in "task not found".
    const NAME: &'static str;

    /// `None` where the person has no such item.
    fn find(
        work: &mut Unit<'_>,
        id: Uuid,
    ) -> impl Future<Output = Result<Option<Self>, store::Error>> + Send;
}

/// Opens the unit of work for one item.
pub async fn open_item<'a, T: Item>(
    app: &'a App,
    author: &'a Author,
    id: Uuid,
) -> Result<(Unit<'a>, T), Settled> {
    let mut work = open(app, author).await?;
    match T::find(&mut work, id).await? {
        Some(item) => Ok((work, item)),
        None => Err(Problem::not_found(T::NAME).into()),
    }
}

/// Gives the answer of an equal request again.
pub fn replay(author: &Author, recorded: Recorded) -> Settled {
    let same = author
        .idempotency
        .as_ref()
        .is_some_and(|request| request.hash[..] == recorded.hash[..]);
    if !same {
        return Problem::key_reused().into();
    }
    let mut response = respond(recorded.answer);
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    Settled::Before(Box::new(response))
}

/// Commits a unit and answers with what was changed, its version and the token that reverts it.
pub async fn finish(
    mut work: Unit<'_>,
    status: u16,
    body: Option<&impl serde::Serialize>,
    version: i64,
) -> Result<Response, Settled> {
    let undo = work.undo_token().await?;
    let mut answer = unit::answer(status, &body, undo.as_ref())?;
    answer.body = answer.body.filter(|_| body.is_some());
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{version}\"")));
    commit(work, answer).await
}

/// Commits a unit with its answer, and gives that.
pub async fn commit(work: Unit<'_>, answer: Answer) -> Result<Response, Settled> {
    work.commit(&answer).await?;
    Ok(respond(answer))
}

/// Commits a unit, and shows what is shown this once: the same request again is told only that it happened.
pub async fn show_once(
    work: Unit<'_>,
    status: StatusCode,
    body: &impl serde::Serialize,
) -> Result<Response, Settled> {
    let mut repeat = unit::answer(409, &Problem::happened().into_body(), None)?;
    let problem = ("content-type", "application/problem+json");
    repeat
        .headers
        .push((problem.0.to_owned(), problem.1.to_owned()));
    work.commit(&repeat).await?;
    Ok((status, axum::Json(body)).into_response())
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
