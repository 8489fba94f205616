//! The HTTP API: one folder a resource, one file an endpoint.

mod activity;
mod auth;
mod author;
mod calendar;
mod changes;
mod chat;
mod conversations;
mod docs;
mod events;
mod export;
mod filters;
mod guard;
mod health;
mod import;
mod input;
mod limit;
mod lists;
mod me;
mod notifications;
mod page;
mod push;
mod sessions;
mod stream;
mod tags;
mod tasks;
mod tokens;
mod undo;
mod webhooks;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware,
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{error::Problem, metrics, state::App, telemetry};

/// Of most bodies; a route that takes more says so itself.
const BODY_LIMIT: usize = 256 * 1024;

/// The routes of the API, each with its description.
fn api() -> OpenApiRouter<App> {
    let api = OpenApiRouter::new()
        .nest("/auth", auth::router())
        .nest("/tasks", tasks::router())
        .nest("/conversations", conversations::router())
        .nest("/filters", filters::router())
        .nest("/me", me::router())
        .nest("/notifications", notifications::router())
        .nest("/push", push::router())
        .nest("/sessions", sessions::router())
        .nest("/tags", tags::router())
        .nest("/tokens", tokens::router())
        .routes(routes!(activity::handler))
        .routes(routes!(export::handler))
        .merge(calendar::router())
        .nest("/import", import::router())
        .nest("/lists", lists::router())
        .nest("/webhooks", webhooks::router())
        .routes(routes!(chat::handler))
        .routes(routes!(undo::handler))
        .routes(routes!(changes::handler))
        .routes(routes!(stream::handler));
    OpenApiRouter::new().nest("/api/v1", api)
}

/// All routes of the service.
pub fn router(app: App) -> Router {
    let (api, description) = api().split_for_parts();
    let public = api
        .layer(middleware::from_fn(limit::headers))
        .layer(middleware::from_fn_with_state(app.clone(), guard::origin))
        .merge(docs::router(docs::complete(description)))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/health/app", get(health::live))
        .fallback(|| async { Problem::not_found("page") })
        .method_not_allowed_fallback(|| async {
            Problem::with_status(
                axum::http::StatusCode::METHOD_NOT_ALLOWED,
                "Not with this method.",
            )
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    public
        .merge(events::router(&app))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http().make_span_with(request_span))
        .layer(middleware::from_fn(metrics::observe))
        .with_state(app)
}

/// The path of a request without the secret that a feed's address is.
fn logged(path: &str) -> &str {
    const FEED: &str = "/api/v1/calendar/";
    path.get(..FEED.len())
        .filter(|start| *start == FEED)
        .unwrap_or(path)
}

/// One span a request, in the caller's trace. It names the path, never the query: that holds what people wrote.
fn request_span(request: &Request) -> tracing::Span {
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        http.method = %request.method(),
        url.path = logged(request.uri().path()),
        trace.id = tracing::field::Empty,
    );
    let parent = request.headers().get("traceparent");
    telemetry::join_trace(&span, parent.and_then(|parent| parent.to_str().ok()));
    span
}
