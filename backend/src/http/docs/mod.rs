//! The description of the API: for programs at `/api/openapi.json`, for people at `/api/docs`.

mod answers;
mod document;
mod examples;
mod limits;
mod page;
mod patches;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::RawQuery,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use utoipa::openapi::OpenApi;

pub use document::complete;

/// Serves the description. The page has no script and no style but its own, so that any policy admits it.
pub fn router<S: Clone + Send + Sync + 'static>(api: OpenApi) -> Router<S> {
    // Shared: every connection clones its routes, and what their handlers hold.
    let html = Bytes::from(page::html(&api));
    let api = Arc::new(api);
    let styled = move |RawQuery(query): RawQuery| async move {
        match query.as_deref() {
            Some("style") => css(),
            _ => guarded(Html(html)),
        }
    };
    Router::new()
        .route(
            "/api/openapi.json",
            get(move || async move { Json(&*api).into_response() }),
        )
        .route("/api/docs", get(styled))
}

fn css() -> Response {
    ([(header::CONTENT_TYPE, "text/css")], page::CSS).into_response()
}

fn guarded(html: Html<Bytes>) -> Response {
    let mut response = html.into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'self'"),
    );
    response
}
