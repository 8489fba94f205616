//! What every handler and worker is given.

use std::sync::Arc;

use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Notify;

use crate::{clock::Clock, config::Config, events::live::Wakes, runtime::Runtime, store};

#[derive(Debug, Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub pool: PgPool,
    pub clock: Clock,
    pub runtime: Runtime,
    /// The open streams of this replica.
    pub wakes: Wakes,
    /// Told after each commit that wrote to the outbox.
    pub outbox_written: Arc<Notify>,
}

impl App {
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, store::Error> {
        Ok(self.pool.begin().await?)
    }

    /// Commits a change, and wakes the relay for its events.
    pub async fn commit(&self, tx: Transaction<'static, Postgres>) -> Result<(), store::Error> {
        tx.commit().await?;
        self.outbox_written.notify_one();
        Ok(())
    }
}
