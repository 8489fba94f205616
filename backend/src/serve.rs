//! Runs the service from its configuration until it is told to stop.

use std::{future::IntoFuture as _, net::SocketAddr};

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use sqlx::PgPool;
use tokio::{net::TcpListener, signal::unix, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::{Config, RuntimeConfig},
    http, metrics,
    state::App,
    store::{self, alone::Lock},
    worker,
};

/// Applies the migrations that the database lacks.
///
/// # Errors
/// When the database cannot be reached or a migration fails.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    let pool = connect(config)?;
    store::MIGRATIONS
        .run(&pool)
        .await
        .context("the database could not be migrated")
}

fn connect(config: &Config) -> anyhow::Result<PgPool> {
    store::connect(&config.database_url, config.database_pool)
        .context("DATABASE_URL cannot be read")
}

/// Serves until SIGTERM or SIGINT: then streams end, requests and the relay finish what they have.
///
/// # Errors
/// When the service cannot start.
pub async fn run(config: Config) -> anyhow::Result<()> {
    if config.migrate_on_start {
        migrate(&config).await?;
    }
    // Ends with this function: the lock is held until all that was begun is done.
    let mut lock = JoinSet::new();
    let pool = match config.runtime {
        RuntimeConfig::Embedded => {
            let alone = Lock::take(&config.database_url).await?;
            let pool = alone.pool(config.database_pool)?;
            lock.spawn(alone.keep());
            pool
        }
        RuntimeConfig::Dapr(_) => connect(&config)?,
    };
    let listener = listen("LISTEN_ADDR", config.listen_addr).await?;
    let app = App::new(config, pool, Clock::system());
    if let Some(addr) = app.config.metrics_addr {
        let listener = listen("METRICS_ADDR", addr).await?;
        let handle = metrics::install()?;
        let stop = app.stopping.clone();
        tokio::spawn(metrics::serve(app.clone(), handle, listener, stop));
    }
    serve(app, listener, stop_signal()).await
}

/// Serves an app on a socket until `stop` is over.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
) -> anyhow::Result<()> {
    let mut workers = JoinSet::new();
    // The workers end last: what the last requests wrote is still published.
    let drained = CancellationToken::new();
    workers.spawn(worker::relay::run(app.clone(), drained.clone()));
    workers.spawn(worker::reminders::run(app.clone(), drained.clone()));
    workers.spawn(worker::imports::run(app.clone(), drained.clone()));
    workers.spawn(worker::positions::run(app.clone(), drained.clone()));
    workers.spawn(worker::retention::run(app.clone(), drained.clone()));
    workers.spawn(worker::webhooks::run(app.clone(), drained.clone()));
    workers.spawn(worker::pushes::run(app.clone(), drained.clone()));
    tracing::info!(listen_addr = %listener.local_addr()?, "service.ready");
    let stopping = app.stopping.clone();
    // Small events must not wait for one another (Nagle's algorithm).
    let listener = listener.tap_io(|socket| {
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "socket.nodelay");
        }
    });
    let server = axum::serve(listener, http::router(app.clone()))
        .with_graceful_shutdown(async move { stopping.cancelled().await })
        .into_future();
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => ended?,
        () = stop => {
            tracing::info!("service.stopping");
            app.stopping.cancel();
            if tokio::time::timeout(app.config.shutdown_grace, server).await.is_err() {
                tracing::warn!("requests.cut");
            }
        }
    }
    drained.cancel();
    while workers.join_next().await.is_some() {}
    app.pool.close().await;
    Ok(())
}

async fn listen(variable: &str, addr: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addr)
        .await
        .with_context(|| format!("{variable}: {addr} cannot be used"))
}

async fn stop_signal() {
    let terminate = unix::signal(unix::SignalKind::terminate());
    let Ok(mut terminate) = terminate else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
