//! The client of the backend, on behalf of the person whose request is being served.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{COOKIE, SET_COOKIE},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use reqwest::RequestBuilder;
use serde::{Serialize, de::DeserializeOwned};
use shared::api::Problem;
use std::time::Duration;
use uuid::Uuid;

const UNDO_TOKEN: &str = "undo-token";
/// How long the page offers to undo, in seconds.
const UNDO_OFFER: u32 = 15;

#[derive(Debug, Clone)]
pub struct Backend {
    http: reqwest::Client,
    url: String,
}

/// Why there is no answer, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("Please sign in again.")]
    SignedOut,
    #[error("{0}")]
    Refused(String),
    #[error("The service does not answer right now; nothing was changed. Try again in a moment.")]
    Unreachable,
}

impl Backend {
    /// # Errors
    /// When the client cannot be made.
    pub fn new(url: &str) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .build()?;
        Ok(Self {
            http,
            url: url.to_owned(),
        })
    }

    /// A request to a path of the backend, with nothing of the person's.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub(super) async fn ready(&self) -> StatusCode {
        let request = self
            .request(Method::GET, "/health/ready")
            .timeout(Duration::from_secs(2));
        match request.send().await {
            Ok(answer) if answer.status().is_success() => StatusCode::NO_CONTENT,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let answer = self.send(Method::GET, path, None::<&()>).await?;
        answer.json().await.map_err(|_| Failure::Unreachable)
    }

    /// Sends a write. Its cookie and its offer to undo go on to the browser.
    pub(crate) async fn write<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<(), Failure> {
        let answer = self.send(method, path, Some(body)).await?;
        let response = expect_context::<ResponseOptions>();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            response.append_header(SET_COOKIE, cookie.clone());
        }
        if let Some(token) = answer
            .headers()
            .get(UNDO_TOKEN)
            .and_then(|token| token.to_str().ok())
        {
            offer_undo(&response, token);
        }
        Ok(())
    }

    async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<reqwest::Response, Failure> {
        let mut request = self
            .request(method.clone(), &format!("/api/v1{path}"))
            .timeout(Duration::from_secs(10));
        if let Some(cookie) = incoming().get(COOKIE) {
            request = request.header(COOKIE, cookie.clone());
        }
        if let Some(body) = body {
            let key = HeaderName::from_static("idempotency-key");
            request = request.header(key, Uuid::new_v4().to_string()).json(body);
        }
        let answer = request.send().await.map_err(|error| {
            tracing::warn!(error = %error.without_url(), "backend.unreachable");
            Failure::Unreachable
        })?;
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
}

/// The headers of the request that is being served.
fn incoming() -> HeaderMap {
    use_context::<axum::http::request::Parts>()
        .map(|parts| parts.headers)
        .unwrap_or_default()
}

/// The token of the change just made, while the page may offer to undo it.
pub(crate) fn undo_offer() -> Option<String> {
    let headers = incoming();
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    let token = cookies
        .split(';')
        .find_map(|cookie| cookie.trim().strip_prefix("undo="))?;
    (!token.is_empty()).then(|| token.to_owned())
}

fn offer_undo(response: &ResponseOptions, token: &str) {
    let cookie = format!("undo={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={UNDO_OFFER}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.append_header(SET_COOKIE, cookie);
    }
}
