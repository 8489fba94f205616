//! Serves pages, forms, static files and the API behind one address.

pub mod backend;
pub(crate) mod guard;
mod proxy;

use std::{error::Error, net::SocketAddr};

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    middleware,
    routing::{any, get},
};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes as _, generate_route_list};
use tokio::{net::TcpListener, signal::unix};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::{
    app::{App, shell},
    config::Config,
};
use backend::Backend;

/// What every handler is given.
#[derive(Clone, axum::extract::FromRef)]
pub(crate) struct Server {
    options: LeptosOptions,
    config: Config,
    backend: Backend,
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// When the address cannot be used.
pub async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(config.listen_addr)
        .await
        .map_err(|error| {
            format!(
                "LISTEN_ADDR: {} cannot be used: {error}",
                config.listen_addr
            )
        })?;
    tracing::info!(listen_addr = %listener.local_addr()?, "service.ready");
    let app = router(&config)?.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(stop_signal())
        .await?;
    Ok(())
}

/// # Errors
/// When the client for the backend cannot be made.
pub fn router(config: &Config) -> Result<Router, Box<dyn Error>> {
    let backend = Backend::new(&config.backend_url)?;
    let options = LeptosOptions::builder().output_name("frontend").build();
    let server = Server {
        options,
        config: config.clone(),
        backend: backend.clone(),
    };
    let provide = move || provide_context(backend.clone());
    let files = ServeDir::new(&config.site_dir);
    let pages = Router::new()
        .route(
            "/fn/{*name}",
            any({
                let provide = provide.clone();
                move |request| leptos_axum::handle_server_fns_with_context(provide.clone(), request)
            }),
        )
        .leptos_routes_with_context(&server, generate_route_list(App), provide, {
            let options = server.options.clone();
            move || shell(options.clone())
        })
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(middleware::from_fn_with_state(
            server.clone(),
            guard::origin,
        ));
    Ok(Router::new()
        .merge(pages)
        .route("/api/v1/{*path}", any(proxy::handler))
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/health/ready", get(ready))
        .nest_service("/static", files)
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
