//! Passes the API on, unbuffered both ways, so that streams flow.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{Server, backend::DAPR_API_TOKEN};

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
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

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
    let request = request
        .headers(headers)
        .body(reqwest::Body::wrap_stream(body.into_data_stream()));
    match request.send().await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), forwarded(answer.headers().clone()));
            (status, headers, Body::from_stream(answer.bytes_stream())).into_response()
        }
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "backend.unreachable");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::RETRY_AFTER, "2")],
            )
                .into_response()
        }
    }
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
