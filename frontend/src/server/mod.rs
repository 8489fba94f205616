//! Serves pages, forms, static files and the API behind one address.

pub mod backend;
pub(crate) mod guard;
mod proxy;
pub(crate) mod site;

use std::{error::Error, net::SocketAddr};

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    middleware,
    routing::{any, get},
};
use leptos::prelude::*;
use tokio::{net::TcpListener, signal::unix};
use tower_http::{
    CompressionLevel, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
};

use crate::{app::shell, config::Config};
use backend::Backend;
use site::Site;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Server {
    config: Config,
    backend: Backend,
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// When the address cannot be used, or there is nothing to serve.
pub async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let app = router(&config)?.into_make_service_with_connect_info::<SocketAddr>();
    let listener = TcpListener::bind(config.listen_addr)
        .await
        .map_err(|error| {
            format!(
                "LISTEN_ADDR: {} cannot be used: {error}",
                config.listen_addr
            )
        })?;
    tracing::info!(listen_addr = %listener.local_addr()?, "service.ready");
    axum::serve(listener, app)
        .with_graceful_shutdown(stop_signal())
        .await?;
    Ok(())
}

/// # Errors
/// When the client for the backend cannot be made, or the static files are not there.
pub fn router(config: &Config) -> Result<Router, Box<dyn Error>> {
    // Rendering waits for futures; a second initialisation changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let backend = Backend::new(&config.backend)?;
    let site = Site::read(&config.site_dir)?;
    let server = Server {
        config: config.clone(),
        backend: backend.clone(),
    };
    let provide = move || {
        provide_context(backend.clone());
        provide_context(site.clone());
    };
    let pages = Router::new()
        .route(
            "/fn/{*name}",
            any({
                let provide = provide.clone();
                move |request| leptos_axum::handle_server_fns_with_context(provide.clone(), request)
            }),
        )
        .fallback(get(leptos_axum::render_app_async_with_context(
            provide, shell,
        )))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(
            server.clone(),
            guard::origin,
        ));
    Ok(Router::new()
        .route("/api/v1/{*path}", any(proxy::handler))
        .route("/api/openapi.json", get(proxy::handler))
        .route("/api/docs", get(proxy::handler))
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/health/ready", get(ready))
        .merge(site::router(&config.site_dir))
        .merge(pages)
        .layer(middleware::from_fn(guard::headers))
        .with_state(server))
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
