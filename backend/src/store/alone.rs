//! One embedded process on a database: a second one would deliver the first one's events. A session of its own holds
//! an advisory lock, and the pool gives out connections only while it does. A process that lost its lock, because the
//! server was restarted, so does nothing until it has it again.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use sqlx::{PgConnection, PgPool, postgres::PgListener};
use tokio::time::{sleep, timeout};

const KEY: i64 = 0x746f_646f;
/// How often a silent session is asked whether it still lives, and how long it may take to answer.
const LOOK: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(250);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("another backend runs on this database already; stop it first")]
    Taken,
    #[error("the database does not answer; is DATABASE_URL right?")]
    Unavailable(#[from] sqlx::Error),
}

/// The session that holds the lock: the server's process of it, or 0 while there is none.
#[derive(Debug, Clone, Default)]
pub struct Holder(Arc<AtomicI32>);

impl Holder {
    fn set(&self, process: i32) {
        self.0.store(process, Ordering::SeqCst);
    }

    fn process(&self) -> i32 {
        self.0.load(Ordering::SeqCst)
    }

    /// Refuses a new connection to a server that does not know the lock as ours: it may be another's.
    async fn admit(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let held: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = $1
                AND classid = 0 AND objid::bigint = $2)",
        )
        .bind(self.process())
        .bind(KEY)
        .fetch_one(connection)
        .await?;
        if held {
            Ok(())
        } else {
            Err(sqlx::Error::Configuration(
                "this process does not hold the database's lock".into(),
            ))
        }
    }
}

/// The lock, held for as long as this value or [`Lock::keep`] lives.
#[derive(Debug)]
pub struct Lock {
    url: String,
    holder: Holder,
    session: PgListener,
}

impl Lock {
    /// # Errors
    /// When another process has it, or the database does not answer.
    pub async fn take(url: &str) -> Result<Self, Error> {
        let (session, process) = attempt(url).await?;
        let holder = Holder::default();
        holder.set(process);
        Ok(Self {
            url: url.to_owned(),
            holder,
            session,
        })
    }

    /// A pool of which every connection is given out only while the lock is held.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn pool(&self, connections: u32) -> Result<PgPool, sqlx::Error> {
        let (new, used) = (self.holder.clone(), self.holder.clone());
        let options = super::pool_options(connections)
            .after_connect(move |connection, _| {
                let holder = new.clone();
                Box::pin(async move { holder.admit(connection).await })
            })
            .before_acquire(move |connection, metadata| {
                let held = used.process() != 0;
                Box::pin(async move { Ok(held && super::lives(connection, &metadata).await?) })
            });
        Ok(options.connect_lazy_with(super::connect_options(&self.url)?))
    }

    /// Watches the session, and takes the lock again when it is lost.
    pub async fn keep(mut self) {
        loop {
            lost(&mut self.session).await;
            self.holder.set(0);
            tracing::warn!("database.lock_lost");
            let (session, process) = self.again().await;
            self.session = session;
            self.holder.set(process);
            tracing::info!("database.lock_retaken");
        }
    }

    async fn again(&self) -> (PgListener, i32) {
        let mut said = false;
        loop {
            match attempt(&self.url).await {
                Ok(taken) => return taken,
                Err(error) if !said => {
                    tracing::warn!(%error, "database.lock_waiting");
                    said = true;
                }
                Err(_) => {}
            }
            sleep(AGAIN).await;
        }
    }
}

/// Opens a session with the lock; the server's process of it.
async fn attempt(url: &str) -> Result<(PgListener, i32), Error> {
    let mut session = in_time(PgListener::connect(url)).await?;
    session.eager_reconnect(false);
    let asked = sqlx::query_as("SELECT pg_backend_pid(), pg_try_advisory_lock($1)").bind(KEY);
    let (process, held): (i32, bool) = in_time(asked.fetch_one(&mut session)).await?;
    if held {
        Ok((session, process))
    } else {
        Err(Error::Taken)
    }
}

/// Returns when the session has ended, or does not answer.
async fn lost(session: &mut PgListener) {
    loop {
        match timeout(LOOK, session.try_recv()).await {
            // Nobody tells anything on it.
            Err(_silent) => {
                let answer = sqlx::query("SELECT 1").execute(&mut *session);
                if in_time(answer).await.is_err() {
                    return;
                }
            }
            Ok(Ok(Some(_))) => {}
            Ok(Ok(None) | Err(_)) => return,
        }
    }
}

async fn in_time<T>(
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(LOOK, answer)
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
