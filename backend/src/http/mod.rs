//! The HTTP API: one folder a resource, one file an endpoint.

mod activity;
mod auth;
mod author;
mod changes;
mod chat;
mod conversations;
mod events;
mod guard;
mod health;
mod input;
mod limit;
mod lists;
mod me;
mod notifications;
mod page;
mod sessions;
mod stream;
mod tags;
mod tasks;
mod tokens;
mod undo;

use axum::{
    Router, middleware,
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, trace::TraceLayer};

use crate::{error::Problem, state::App};

const BODY_LIMIT: usize = 256 * 1024;

/// All routes of the service.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .nest("/auth", auth::router())
        .nest("/tasks", tasks::router())
        .nest("/conversations", conversations::router())
        .nest("/me", me::router())
        .nest("/notifications", notifications::router())
        .nest("/sessions", sessions::router())
        .nest("/tokens", tokens::router())
        .route("/activity", get(activity::handler))
        .nest("/lists", lists::router())
        .route("/tags", get(tags::handler))
        .route("/chat", post(chat::handler))
        .route("/undo", post(undo::handler))
        .route("/changes", get(changes::handler))
        .route("/stream", get(stream::handler));
    let public = Router::new()
        .nest("/api/v1", api)
        .layer(middleware::from_fn(limit::headers))
        .layer(middleware::from_fn_with_state(app.clone(), guard::origin))
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
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    public
        .merge(events::router(&app))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}
