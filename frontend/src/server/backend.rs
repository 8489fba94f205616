//! The client of the backend, on behalf of the person whose request is being served.

use std::{
    hash::{DefaultHasher, Hasher as _},
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::{
    extract::ConnectInfo,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE, USER_AGENT},
    },
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use reqwest::{RequestBuilder, Response, Url};
use serde::{Serialize, de::DeserializeOwned};
use shared::api::Problem;
use uuid::Uuid;

use super::telemetry::TRACEPARENT;
use crate::{config::NextHop, functions::Failure};

const UNDO_TOKEN: &str = "undo-token";
/// How long the backend may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// And to take and read a large file.
const UPLOAD: Duration = Duration::from_mins(1);
/// How long a page offers to undo what a form did, in seconds.
const UNDO_OFFER: u32 = 15;
pub(super) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(super) const DAPR_API_TOKEN: HeaderName = HeaderName::from_static("dapr-api-token");

#[derive(Debug, Clone)]
pub struct Backend {
    http: reqwest::Client,
    hop: NextHop,
}

/// What is sent with a write.
struct Content {
    /// The same intent has the same key.
    key: String,
    kind: &'static str,
    body: Vec<u8>,
}

/// What the backend said to a write.
#[derive(Debug)]
pub(crate) struct Answer {
    body: Vec<u8>,
    pub(crate) undo: Option<String>,
}

impl Answer {
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        read(&self.body)
    }
}

impl Backend {
    /// # Errors
    /// When the client cannot be made.
    pub fn new(hop: &NextHop) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .build()?;
        Ok(Self {
            http,
            hop: hop.clone(),
        })
    }

    /// A request to a path of the API, with nothing of the person's. `None`: the path leaves the API.
    pub(super) fn request(&self, method: Method, path: &str) -> Option<RequestBuilder> {
        let url = Url::parse(&format!("{}{path}", self.hop.url)).ok()?;
        // Parsing resolves dot segments: what remains must still lie under the API.
        let base = Url::parse(&self.hop.url).ok()?;
        let inside = url.path().strip_prefix(base.path().trim_end_matches('/'))?;
        inside.starts_with("/api/").then(|| {
            let request = self.http.request(method, url);
            self.authorized(request)
        })
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.hop.token {
            Some(token) => request.header(DAPR_API_TOKEN, token.clone()),
            None => request,
        }
    }

    pub(super) async fn ready(&self) -> StatusCode {
        let request = self.http.get(&self.hop.health);
        let request = self.authorized(request).timeout(Duration::from_secs(2));
        match request.send().await {
            Ok(answer) if answer.status().is_success() => StatusCode::NO_CONTENT,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let answer = self.send(Method::GET, path, None).await?;
        read(&content_of(checked(path, answer).await?).await?)
    }

    /// `None` when the backend says that what was asked for is no longer kept.
    pub(crate) async fn get_unless_gone<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Option<T>, Failure> {
        let answer = self.send(Method::GET, path, None).await?;
        if answer.status() == StatusCode::GONE {
            return Ok(None);
        }
        Ok(Some(read(
            &content_of(checked(path, answer).await?).await?,
        )?))
    }

    /// Sends a write. Its cookies go on to the browser, and where a form was posted, its offer to undo.
    pub(crate) async fn write<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        key: Option<Uuid>,
        body: &B,
    ) -> Result<Answer, Failure> {
        let body = serde_json::to_vec(body).map_err(|_| Failure::Unreachable)?;
        let content = Content {
            key: intent(key, &body),
            kind: "application/json",
            body,
        };
        let answer = self.send(method, path, Some(content)).await?;
        let answer = checked(path, answer).await?;
        let response = expect_context::<ResponseOptions>();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            response.append_header(SET_COOKIE, cookie.clone());
        }
        let undo = answer.headers().get(UNDO_TOKEN);
        let undo = undo
            .and_then(|token| token.to_str().ok())
            .map(str::to_owned);
        if let (true, Some(token)) = (is_form(), &undo) {
            offer_undo(&response, token);
        }
        let body = content_of(answer).await?;
        Ok(Answer { body, undo })
    }

    /// Sends a file as it is.
    pub(crate) async fn upload(&self, path: &str, file: Vec<u8>) -> Result<Answer, Failure> {
        let content = Content {
            key: Uuid::new_v4().to_string(),
            kind: "application/octet-stream",
            body: file,
        };
        let answer = self.send(Method::POST, path, Some(content)).await?;
        let body = content_of(checked(path, answer).await?).await?;
        Ok(Answer { body, undo: None })
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        write: Option<Content>,
    ) -> Result<Response, Failure> {
        let request = self.request(method, &format!("/api/v1{path}"));
        let file = write
            .as_ref()
            .is_some_and(|write| write.kind != "application/json");
        let patience = if file { UPLOAD } else { PATIENCE };
        let mut request = request.ok_or(Failure::Unreachable)?.timeout(patience);
        let incoming = incoming();
        for name in [COOKIE, USER_AGENT, TRACEPARENT] {
            if let Some(value) = incoming.get(&name) {
                request = request.header(name, value.clone());
            }
        }
        if let Some(address) = client_address() {
            request = request.header(FORWARDED_FOR, address.to_string());
        }
        if let Some(Content { key, kind, body }) = write {
            request = request
                .header("idempotency-key", key)
                .header(CONTENT_TYPE, kind)
                .body(body);
        }
        request.send().await.map_err(|error| {
            tracing::warn!(error = %error.without_url(), "backend.unreachable");
            report(StatusCode::SERVICE_UNAVAILABLE);
            Failure::Unreachable
        })
    }
}

/// The key of what the person wants. A form that is sent again from the browser's history with other words is
/// another intent.
fn intent(key: Option<Uuid>, body: &[u8]) -> String {
    let Some(key) = key else {
        return Uuid::new_v4().to_string();
    };
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    format!("{key}-{:016x}", hasher.finish())
}

/// Turns a refusal into words.
async fn checked(path: &str, answer: Response) -> Result<Response, Failure> {
    if !answer.status().is_success() {
        report(answer.status());
    }
    match answer.status() {
        status if status.is_success() => Ok(answer),
        StatusCode::UNAUTHORIZED if !path.starts_with("/auth/") => Err(Failure::SignedOut),
        _ => Err(answer
            .json::<Problem>()
            .await
            .map_or(Failure::Unreachable, |problem| {
                Failure::Refused(problem.detail)
            })),
    }
}

async fn content_of(answer: Response) -> Result<Vec<u8>, Failure> {
    let body = answer.bytes().await.map_err(|_| Failure::Unreachable)?;
    Ok(body.into())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        tracing::error!(%error, "backend.answer_unreadable");
        Failure::Unreachable
    })
}

/// The headers of the request that is being served.
fn incoming() -> HeaderMap {
    use_context::<axum::http::request::Parts>()
        .map(|parts| parts.headers)
        .unwrap_or_default()
}

/// Who asks: limits are counted by it.
fn client_address() -> Option<IpAddr> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(peer.ip())
}

/// Whether a browser posted a form and waits for a page.
fn is_form() -> bool {
    let accept = incoming().get(ACCEPT).cloned();
    accept.is_some_and(|accept| {
        accept
            .to_str()
            .is_ok_and(|accept| accept.contains("text/html"))
    })
}

/// Gives the app's request the status of the refusal; a form is answered by a page.
pub(crate) fn report(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>()
        && !is_form()
    {
        response.set_status(status);
    }
}

/// Sends the browser that posted a form on.
pub(crate) fn redirect_form(address: &str) {
    if is_form() {
        leptos_axum::redirect(address);
    }
}

/// The token of the change just made, while the page may offer to undo it.
pub(crate) fn undo_offer() -> Option<String> {
    cookie("undo=")
}

fn offer_undo(response: &ResponseOptions, token: &str) {
    let cookie = format!("undo={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={UNDO_OFFER}");
    set_cookie(response, cookie);
}

/// The value of a cookie, by its name and "=".
pub(crate) fn cookie(name: &str) -> Option<String> {
    let headers = incoming();
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    let value = cookies
        .split(';')
        .find_map(|cookie| cookie.trim().strip_prefix(name))?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// Remembers a choice of how pages look, in this browser, for a year.
pub(crate) fn remember(name: &str, value: &str) {
    let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000");
    set_cookie(&expect_context(), cookie);
}

/// Has the browser forget all that it keeps of this site besides cookies.
pub(crate) fn clear_site() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(
            HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"storage\""),
        );
    }
}

pub(super) fn set_cookie(response: &ResponseOptions, cookie: String) {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.append_header(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaches(url: &str, path: &str) -> Option<String> {
        let hop = NextHop {
            url: url.to_owned(),
            health: String::new(),
            token: None,
        };
        let request = Backend::new(&hop).unwrap().request(Method::GET, path)?;
        Some(request.build().unwrap().url().to_string())
    }

    #[test]
    fn a_path_cannot_leave_the_api() {
        let sidecar = "http://127.0.0.1:3500/v1.0/invoke/backend/method";
        for path in [
            "/api/v1/../../health/ready",
            "/api/v1/%2e%2e/%2E%2e/health",
            "/api/v1/../../../../secrets/store/key",
            "/metrics",
        ] {
            assert_eq!(reaches("http://127.0.0.1:8081", path), None, "{path}");
            assert_eq!(reaches(sidecar, path), None, "{path}");
        }
        assert_eq!(
            reaches(sidecar, "/api/v1/tasks?q=a%2Fb").unwrap(),
            format!("{sidecar}/api/v1/tasks?q=a%2Fb")
        );
    }

    #[test]
    fn the_same_form_is_one_intent_and_other_words_are_another() {
        let key = Some(Uuid::nil());
        assert_eq!(intent(key, b"milk"), intent(key, b"milk"));
        assert_ne!(intent(key, b"milk"), intent(key, b"bread"));
        assert_ne!(intent(None, b"milk"), intent(None, b"milk"));
    }
}
