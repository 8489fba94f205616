//! Runs the service from its configuration until it is told to stop.

use std::{future::IntoFuture as _, net::SocketAddr};

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::{net::TcpListener, signal::unix, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::{Config, RuntimeConfig},
    http, metrics,
    state::App,
    store, worker,
};

/// The key of the lock that one embedded process holds on its database.
const EMBEDDED_LOCK: i64 = 0x746f_646f;

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
    let _lock = match config.runtime {
        RuntimeConfig::Embedded => Some(lock(&config).await?),
        RuntimeConfig::Dapr(_) => None,
    };
    let listener = listen("LISTEN_ADDR", config.listen_addr).await?;
    let pool = connect(&config)?;
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
    workers.spawn(worker::retention::run(app.clone(), drained.clone()));
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

/// Keeps a second embedded process off this database: each would deliver the other's events.
async fn lock(config: &Config) -> anyhow::Result<PgConnection> {
    let mut connection = PgConnection::connect(&config.database_url)
        .await
        .context("the database does not answer; is DATABASE_URL right?")?;
    let held: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(EMBEDDED_LOCK)
        .fetch_one(&mut connection)
        .await?;
    anyhow::ensure!(
        held,
        "another backend runs on this database already; stop it first"
    );
    Ok(connection)
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
