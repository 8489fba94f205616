//! Passes the API on, unbuffered both ways, so that streams flow.

use std::net::SocketAddr;

use axum::{
    Json,
    body::{Body, HttpBody as _},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use shared::api::Problem;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Server,
    backend::{DAPR_API_TOKEN, FORWARDED_FOR},
};
use crate::texts::text;

/// Headers of one connection, not of the message (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

pub(super) async fn handler(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = forwarded(parts.headers);
    headers.insert(FORWARDED_FOR, value(&peer.ip().to_string()));
    let writes = matches!(parts.method, Method::POST | Method::PATCH | Method::DELETE);
    if writes && !headers.contains_key(IDEMPOTENCY_KEY) {
        headers.insert(IDEMPOTENCY_KEY, value(&Uuid::new_v4().to_string()));
    }
    let Some(request) = server.backend.request(parts.method, path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let request = request.headers(headers);
    // What has no length is a stream to the sidecar, which cannot send it again.
    let request = if body.is_end_stream() {
        request
    } else {
        request.body(reqwest::Body::wrap_stream(body.into_data_stream()))
    };
    match request.send().await {
        Ok(answer) if is_the_sidecars(&answer) => {
            tracing::warn!(status = answer.status().as_u16(), "backend.unreachable");
            unavailable()
        }
        Ok(answer) => {
            let (status, headers) = (answer.status(), forwarded(answer.headers().clone()));
            // A stream never ends by itself; everything else is given the time that it needs.
            let ends = if is_stream(&headers) {
                server.stopping
            } else {
                CancellationToken::new()
            };
            let body = answer.bytes_stream().take_until(ends.cancelled_owned());
            (status, headers, Body::from_stream(body)).into_response()
        }
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "backend.unreachable");
            unavailable()
        }
    }
}

/// The sidecar answers for a backend that it cannot reach; the backend's own problems are problem documents.
fn is_the_sidecars(answer: &reqwest::Response) -> bool {
    answer.status().is_server_error()
        && answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

fn is_stream(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn unavailable() -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let problem = Problem {
        r#type: "/problems/unavailable".to_owned(),
        title: text!(pages::UNAVAILABLE).to_owned(),
        status: status.as_u16(),
        detail: text!(pages::UNAVAILABLE_WHY).to_owned(),
        instance: None,
        errors: Vec::new(),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::RETRY_AFTER, "2"),
    ];
    (status, headers, Json(problem)).into_response()
}

fn forwarded(mut headers: HeaderMap) -> HeaderMap {
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    headers.remove(header::HOST);
    headers.remove(DAPR_API_TOKEN);
    headers
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
}
