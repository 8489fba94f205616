//! Reads requests into types that cannot be wrong; what is wrong is named by its field.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::form_urlencoded;
use uuid::Uuid;

use crate::{domain::field, error::Problem};

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

/// JSON, or the JSON of a merge patch (RFC 7396), which all of our patches are.
fn is_json(headers: &HeaderMap) -> bool {
    const KINDS: [&str; 2] = ["application/json", "application/merge-patch+json"];
    let kind = media_type(headers);
    kind.is_some_and(|kind| KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known)))
}

/// The media type of a body, without its parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // The reader would take a list for an object, its items for the fields in their order.
    if body.trim_ascii_start().starts_with(b"[") && serde_json::from_slice::<Value>(body).is_ok() {
        return Err(Problem::validation("body", "expected a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = field::path_of(&error);
        let cause = error.into_inner();
        if cause.is_data() {
            // Which line it is of tells less than the path.
            let message = cause.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Problem::validation(or_body(path), message)
        } else {
            Problem::malformed(format!("The body is not valid JSON: {cause}."))
        }
    })?;
    json.end()
        .map_err(|_| Problem::malformed("The body goes on after its JSON value."))?;
    holds_no_nul(body)?;
    Ok(value)
}

fn or_body(path: String) -> String {
    if path.is_empty() {
        "body".to_owned()
    } else {
        path
    }
}

const NUL: &str = "must not contain the character U+0000";

/// The database holds no U+0000 in a text. JSON has it only as an escape.
fn holds_no_nul(body: &[u8]) -> Result<(), Problem> {
    const ESCAPE: &[u8] = b"\\u0000";
    if !body.windows(ESCAPE.len()).any(|bytes| bytes == ESCAPE) {
        return Ok(());
    }
    // A backslash may be escaped itself.
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    match nul_in(&value) {
        Some(path) => Err(Problem::validation(or_body(path), NUL)),
        None => Ok(()),
    }
}

/// Where a text holds U+0000.
fn nul_in(value: &Value) -> Option<String> {
    let inner = |name: &str, value: &Value| nul_in(value).map(|path| field::within(name, &path));
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| inner(&format!("[{index}]"), item))
        }
        Value::Object(fields) => {
            let mut fields = fields.iter();
            fields.find_map(|(name, value)| {
                if name.contains('\0') {
                    Some(name.replace('\0', "\u{fffd}"))
                } else {
                    inner(name, value)
                }
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
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

/// A text in a path; what is none that could be kept names nothing that exists.
#[derive(Debug, Clone)]
pub struct Name(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(name)) if !name.contains('\0') => Ok(Self(name)),
            _ => Err(Problem::not_found("name")),
        }
    }
}

/// The query string; a parameter that cannot be is named.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        if let Some((name, _)) = pairs.clone().find(|(_, value)| value.contains('\0')) {
            return Err(Problem::validation(name, NUL));
        }
        let query = serde_urlencoded::Deserializer::new(pairs);
        serde_path_to_error::deserialize(query)
            .map(Self)
            .map_err(|error| {
                let path = field::path_of(&error);
                Problem::validation(path, error.into_inner().to_string())
            })
    }
}

/// The version that `If-Match` asks for; `None` without it, or with `*`. A proxy that compresses answers makes
/// the `ETag` of each weak: those count as well.
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
        let tag = text.strip_prefix("W/").unwrap_or(text);
        let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let version = quoted.unwrap_or(tag);
        let version = version
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(version);
        let version = version.and_then(|version| version.parse::<u32>().ok());
        version
            .map(|version| Self(Some(version.into())))
            .ok_or_else(|| {
                Problem::validation("If-Match", "expected an ETag that this service gave")
            })
    }
}
