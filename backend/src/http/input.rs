//! Reads requests into types that cannot be wrong; what is wrong is named by its field.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::Problem;

/// A JSON body.
#[derive(Debug)]
pub struct Input<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::with_status(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the body as application/json.",
            ));
        }
        parse(&body(request, state).await?).map(Self)
    }
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub struct OptionalInput<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalInput<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = self::body(Request::from_parts(parts.clone(), body), state).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        let Input(input) =
            Input::from_request(Request::from_parts(parts, bytes.into()), state).await?;
        Ok(Self(input))
    }
}

/// A file, as it is: JSON or a table of text.
#[derive(Debug, Clone)]
pub struct File(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        const KINDS: [&str; 6] = [
            "text/csv",
            "application/csv",
            "text/tab-separated-values",
            "text/plain",
            "application/json",
            "application/octet-stream",
        ];
        let kind = media_type(request.headers());
        if kind.is_some_and(|kind| !KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known))) {
            return Err(Problem::with_status(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the file itself as the body, as text/csv or application/json.",
            ));
        }
        body(request, state).await.map(Self)
    }
}

/// The raw body, within the limit.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| {
            let status = rejection.status();
            if status == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::with_status(status, "The body is larger than this endpoint takes.")
            } else {
                Problem::malformed("The body could not be read to its end.")
            }
        })
}

fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

/// The media type of a body, without its parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            Problem::validation(field(&path, &cause), cause.to_string())
        } else {
            Problem::malformed(format!("The body is not valid JSON: {cause}."))
        }
    })?;
    json.end()
        .map_err(|_| Problem::malformed("The body goes on after its JSON value."))?;
    Ok(value)
}

/// An unknown or missing field is named by serde only in its message.
fn field(path: &str, cause: &serde_json::Error) -> String {
    let message = cause.to_string();
    let named = ["unknown field `", "missing field `"]
        .into_iter()
        .find_map(|start| {
            message
                .strip_prefix(start)?
                .split_once('`')
                .map(|(name, _)| name.to_owned())
        });
    match (path, named) {
        (".", None) => "body".to_owned(),
        (".", Some(name)) => name,
        (path, Some(name)) if path != name && !path.ends_with(&format!(".{name}")) => {
            format!("{path}.{name}")
        }
        (path, _) => path.to_owned(),
    }
}

/// The `{id}` of a path; what is no UUID names nothing that exists.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::<Uuid>::from_request_parts(parts, state)
            .await
            .map(|Path(id)| Self(id))
            .map_err(|_| Problem::not_found("id"))
    }
}

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Problem::validation("query", rejection.body_text()))
    }
}

/// The version that `If-Match` asks for; `None` without it, or with `*`.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// # Errors
    /// When another version is there by now.
    pub fn check(self, version: i64) -> Result<(), Problem> {
        if self.0.is_some_and(|expected| expected != version) {
            return Err(Problem::precondition_failed());
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or_default();
        if text == "*" {
            return Ok(Self(None));
        }
        text.trim_matches('"')
            .parse()
            .map(|version| Self(Some(version)))
            .map_err(|_| Problem::validation("If-Match", "expected an ETag that this service gave"))
    }
}
