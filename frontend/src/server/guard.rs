//! What every answer carries, and which forms are refused.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{
    Server,
    document::{self, Document},
};

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(self)",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// What a page may load: files of ours, the program they compile, and the scripts of the renderer by their nonce.
pub(crate) fn policy(script: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'{script}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// A page brings a policy with its own nonce; everything else gets one without.
pub(super) async fn headers(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if server.config.public_origin.starts_with("https:") {
        response.headers_mut().insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if !response
        .headers()
        .contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(policy(""))
    {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Refuses forms that another site's page sends in the person's name.
pub(super) async fn origin(State(server): State<Server>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let foreign = request
        .headers()
        .get(header::ORIGIN)
        .is_some_and(|origin| origin.as_bytes() != server.config.public_origin.as_bytes());
    if foreign && !reads {
        let (parts, _) = request.into_parts();
        let request = Request::from_parts(parts, Body::empty());
        let status = StatusCode::FORBIDDEN;
        return document::render(server, request, Document::Foreign, status).await;
    }
    next.run(request).await
}
