//! A backend of its own on a fresh database, and the people in it.

use std::{
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use backend::{clock::Clock, store};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

const READY_WITHIN: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) database_url: String,
    /// From the start of the process to the first request that finds it ready.
    pub(crate) started_in: Duration,
    process: Child,
}

impl Server {
    /// Starts the backend on a new database with `users` people in it.
    pub(crate) async fn start(users: u64) -> anyhow::Result<Self> {
        Self::on(database(users).await?).await
    }

    /// Starts the backend on a database that is there.
    pub(crate) async fn on(database_url: String) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let began = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_backend"))
            .arg("serve")
            .env_clear()
            .env("DATABASE_URL", &database_url)
            .env("LISTEN_ADDR", address.to_string())
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut started = Self {
            address,
            database_url,
            started_in: Duration::ZERO,
            process,
        };
        started.wait_until_ready(began).await?;
        started.started_in = began.elapsed();
        Ok(started)
    }

    async fn wait_until_ready(&mut self, began: Instant) -> anyhow::Result<()> {
        loop {
            if let Some(status) = self.process.try_wait()? {
                anyhow::bail!("the backend ended at its start: {status}");
            }
            if self.is_ready().await {
                return Ok(());
            }
            ensure!(began.elapsed() < READY_WITHIN, "the backend is not ready");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn is_ready(&self) -> bool {
        if TcpStream::connect(self.address).await.is_err() {
            return false;
        }
        let url = format!("http://{}/health/ready", self.address);
        reqwest::get(url)
            .await
            .is_ok_and(|answer| answer.status().is_success())
    }

    pub(crate) fn id(&self) -> anyhow::Result<u32> {
        self.process.id().context("the backend has ended")
    }

    /// Waits until every event has been published.
    pub(crate) async fn drained(&self) -> anyhow::Result<()> {
        let mut database = PgConnection::connect(&self.database_url).await?;
        for _ in 0..1200 {
            let waiting: bool =
                sqlx::query_scalar("SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)")
                    .fetch_one(&mut database)
                    .await?;
            if !waiting {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("events still wait after a minute")
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.id()?;
        Command::new("kill").arg(id.to_string()).status().await?;
        let status = self.process.wait().await?;
        ensure!(status.success(), "the backend ended with {status}");
        Ok(())
    }
}

/// A new database on the server that `DATABASE_URL` names, and a connection to each.
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) server: PgConnection,
    pub(crate) inside: PgConnection,
}

impl Database {
    pub(crate) async fn create() -> anyhow::Result<Self> {
        let server = std::env::var("DATABASE_URL").context("DATABASE_URL names a PostgreSQL")?;
        let (base, _) = server
            .rsplit_once('/')
            .context("DATABASE_URL ends in /database")?;
        let name = format!("bench_{}", Clock::system().new_id().simple());
        let url = format!("{base}/{name}");
        let mut server = PgConnection::connect(&server).await?;
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut server)
            .await?;
        let mut inside = PgConnection::connect(&url).await?;
        store::MIGRATIONS.run(&mut inside).await?;
        Ok(Self {
            name,
            url,
            server,
            inside,
        })
    }
}

/// A new database with `users` people in it.
pub(crate) async fn database(users: u64) -> anyhow::Result<String> {
    let mut database = Database::create().await?;
    seed(&mut database.inside, users).await?;
    database.inside.close().await?;
    Ok(database.url)
}

/// People with an inbox and a session each; see [`crate::load::token`].
pub(crate) async fn seed(database: &mut PgConnection, users: u64) -> anyhow::Result<()> {
    for statement in [
        "INSERT INTO users (id, time_zone, created_at)
            SELECT lpad(to_hex(n), 32, '0')::uuid, 'Europe/Berlin', now() FROM generate_series(1, $1) n",
        "INSERT INTO lists (id, user_id, name, is_inbox, position, created_at, updated_at)
            SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'Inbox', true, 'a0', now(), now()
            FROM generate_series(1, $1) n",
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
            SELECT sha256(convert_to('bench-' || (n - 1), 'UTF8')), lpad(to_hex(n), 32, '0')::uuid, now(), now(), now() + interval '1 day'
            FROM generate_series(1, $1) n",
    ] {
        sqlx::query(statement)
            .bind(i64::try_from(users)?)
            .execute(&mut *database)
            .await?;
    }
    // Not the others: an empty table that was analysed is planned to stay empty, and read from end to end.
    sqlx::query("ANALYZE users, lists, sessions")
        .execute(database)
        .await?;
    Ok(())
}
