//! All SQL, one file per aggregate, one function a statement. A change is made on a connection inside the
//! transaction that the caller opened.

pub mod activity;
pub mod alone;
pub mod calendars;
pub mod chat_parts;
pub mod claim;
pub mod confirmations;
pub mod conversations;
pub mod dead_letters;
pub mod filters;
pub mod idempotency;
pub mod imports;
pub mod leases;
pub mod limits;
pub mod lists;
pub mod llm_usage;
pub mod notifications;
pub mod outbox;
pub mod pushes;
pub mod recovery;
pub mod reminders;
pub mod sessions;
pub mod state;
pub mod tasks;
pub mod time;
pub mod undo;
pub mod unit;
pub mod users;
pub mod webhook_deliveries;
pub mod webhooks;

use sqlx::{
    Connection as _, PgConnection, PgPool,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    #[error("a row of {table} is inconsistent: {problem}")]
    Inconsistent {
        table: &'static str,
        problem: String,
    },
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
}

/// What is to be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It passes: the same again works once it has.
    Passing,
    /// The data cannot be written, however often it is tried.
    Data,
    Unknown,
}

impl Error {
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Unavailable(_) => Fault::Passing,
            Self::Inconsistent { .. } => Fault::Data,
            // Class 22: data exceptions. Class 23: broken constraints. Class 40: rolled back by a conflict.
            Self::Database(cause) => match code_class(cause).as_deref() {
                Some("22" | "23") => Fault::Data,
                Some("40") => Fault::Passing,
                _ => Fault::Unknown,
            },
        }
    }

    /// What the database said: for logs and dead letters, never for a client.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Database(cause) | Self::Unavailable(cause) => cause.to_string(),
            Self::Inconsistent { .. } => self.to_string(),
        }
    }
}

fn code_class(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    code.get(..2).map(str::to_owned)
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            // Class 57: the server is being stopped, or is starting. Class 08 and 53: connections. 25006: the server
            // became a standby. 55P03: the person's row was locked for too long.
            sqlx::Error::Database(cause)
                if cause.code().is_some_and(|code| {
                    ["57P", "08", "53", "25006", "55P03"]
                        .iter()
                        .any(|class| code.starts_with(class))
                }) =>
            {
                Self::Unavailable(error)
            }
            _ => Self::Database(error),
        }
    }
}

/// Opens the pool without waiting for the server: requests answer 503 until it is there.
///
/// # Errors
/// When the URL cannot be read.
pub fn connect(url: &str, connections: u32) -> Result<PgPool, sqlx::Error> {
    let options = pool_options(connections)
        .before_acquire(|connection, used| Box::pin(async move { lives(connection, &used).await }));
    Ok(options.connect_lazy_with(connect_options(url)?))
}

/// A pool that is to ask of each connection before it is used whether it [`lives`].
fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_millis(1500))
        .test_before_acquire(false)
}

/// Tests a connection, unless it was in use just now: that would cost a round trip for each transaction and each
/// statement outside one.
async fn lives(
    connection: &mut PgConnection,
    used: &PoolConnectionMetadata,
) -> Result<bool, sqlx::Error> {
    if used.idle_for > TESTED_AFTER {
        connection.ping().await?;
    }
    Ok(true)
}

fn connect_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url)?.options([
        ("application_name", "todo-chatbot"),
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "30s"),
        // Rows lie on flash or in memory. At the default, made for turning disks, a page of a person with very many
        // tasks is looked for among everybody's.
        ("random_page_cost", "1.1"),
        // Every statement begins at a person, whoever it is: one plan serves all. Left to itself, the server plans a
        // filter anew each time, which takes longer than running it.
        ("plan_cache_mode", "force_generic_plan"),
    ]))
}

/// How long a connection lies unused before it is tested.
const TESTED_AFTER: Duration = Duration::from_secs(1);

pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

pub async fn ping(pool: &PgPool) -> Result<(), Error> {
    sqlx::query("SELECT 1").execute(pool).await?;
    Ok(())
}

/// A value as the JSON of a column of `table`.
pub(crate) fn json(
    table: &'static str,
    value: &impl serde::Serialize,
) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::Inconsistent {
        table,
        problem: error.to_string(),
    })
}
