//! Serves pages, forms, static files and the API behind one address.

pub mod backend;
pub(crate) mod document;
pub(crate) mod guard;
mod http2;
pub(crate) mod import;
mod listen;
pub(crate) mod offline;
pub(crate) mod profile;
mod proxy;
pub(crate) mod secret;
pub(crate) mod site;
pub mod telemetry;
pub(crate) mod typed;

use std::error::Error;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    routing::{any, get},
};
use leptos::prelude::*;
use tokio::signal::unix;
use tokio_util::sync::CancellationToken;
use tower_http::{
    CompressionLevel, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
};

use crate::config::Config;
use backend::Backend;
use site::Site;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Server {
    config: Config,
    backend: Backend,
    site: Site,
    /// Cancelled when the service is told to stop: streams end first.
    stopping: CancellationToken,
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// When the address cannot be used, or the static files are not there.
pub async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let stop = CancellationToken::new();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            stop_signal().await;
            tracing::info!("service.stopping");
            stop.cancel();
        }
    });
    let server = Server {
        backend: Backend::new(&config.backend)?,
        site: Site::read(&config.site_dir)?,
        config: config.clone(),
        stopping: stop.clone(),
    };
    let offline = offline::router(&config.site_dir, &server.site)
        .map_err(|error| format!("SITE_DIR: the service worker cannot be read: {error}"))?;
    let app = router(&server, offline);
    listen::serve(&config, app, health().with_state(server), stop).await
}

fn health() -> Router<Server> {
    Router::new()
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/health/ready", get(ready))
}

fn router(server: &Server, offline: Router<Server>) -> Router {
    // Rendering waits for futures; a second initialisation changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let (config, backend) = (&server.config, server.backend.clone());
    let pages = Router::new()
        .route(
            "/fn/{*name}",
            any(move |request| {
                let backend = backend.clone();
                let provide = move || provide_context(backend.clone());
                leptos_axum::handle_server_fns_with_context(provide, request)
            })
            .layer(middleware::from_fn(typed::keep)),
        )
        .route(
            "/import",
            get(document::handler)
                .post(import::handler)
                .layer(DefaultBodyLimit::max(import::LIMIT)),
        )
        .fallback(get(document::handler))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(
            server.clone(),
            guard::origin,
        ));
    Router::new()
        .route("/api/v1/{*path}", any(proxy::handler))
        .route("/api/openapi.json", get(proxy::handler))
        .route("/api/docs", get(proxy::handler))
        .merge(health())
        .merge(site::router(&config.site_dir))
        .merge(offline)
        .merge(pages)
        .layer(middleware::from_fn_with_state(
            server.clone(),
            guard::headers,
        ))
        .layer(middleware::from_fn(telemetry::trace))
        .layer(middleware::map_request(http2::as_http1))
        .with_state(server.clone())
}

async fn ready(State(server): State<Server>) -> StatusCode {
    server.backend.ready().await
}

async fn stop_signal() {
    let Ok(mut terminate) = unix::signal(unix::SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
