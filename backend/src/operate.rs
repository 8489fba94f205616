//! What an operator asks of events, on the database alone: it works whether or not a backend runs.

use anyhow::Context as _;
use clap::Subcommand;
use jiff::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    clock::Clock,
    config::Config,
    store::{self, dead_letters, leases, outbox},
    worker::relay,
};

const LIST: i64 = 200;

#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// How many events wait to be published, and since when.
    Status,
    /// Publish events once more: consumers do again only what they have not done.
    Replay {
        /// Events from this instant on, as in 2026-11-24T12:00:00Z.
        #[arg(long)]
        since: Timestamp,
    },
}

#[derive(Debug, Subcommand)]
pub enum Dead {
    /// The newest events that no consumer could use.
    List,
    /// Publish its event once more, and forget the letter.
    Retry { id: Uuid },
    /// Forget the letter: its event will have no effect.
    Drop { id: Uuid },
}

/// # Errors
/// When the database does not do it.
pub async fn outbox(config: &Config, command: Outbox) -> anyhow::Result<()> {
    let pool = connect(config)?;
    match command {
        Outbox::Status => {
            let waiting = outbox::backlog(&pool, None).await?;
            println!("waiting\t{}", waiting.events);
            if let Some(oldest) = waiting.oldest {
                let age = Clock::system().now().duration_since(oldest);
                println!("oldest\t{oldest}\t{} s ago", age.as_secs());
            }
            match leases::holder(&pool, relay::LEASE).await? {
                Some(holder) => println!("relay\t{holder}"),
                None => println!("relay\tno replica holds the lease"),
            }
        }
        Outbox::Replay { since } => {
            let again = outbox::replay(&pool, since).await?;
            outbox::notify(&pool, "").await?;
            println!("replayed\t{again}");
        }
    }
    Ok(())
}

/// # Errors
/// When there is no such letter, or the database does not do it.
pub async fn dead(config: &Config, command: Dead) -> anyhow::Result<()> {
    let pool = connect(config)?;
    match command {
        Dead::List => {
            for letter in dead_letters::newest(&pool, LIST).await? {
                println!(
                    "{}\t{}\t{}\t{}\t{}\t{}",
                    letter.id,
                    letter.received_at,
                    letter.topic,
                    letter.consumer,
                    letter.event_id.as_deref().unwrap_or("-"),
                    letter.reason.replace(['\n', '\t'], " "),
                );
            }
        }
        Dead::Retry { id } => {
            retry(&pool, id).await?;
            println!("retried\t{id}");
        }
        Dead::Drop { id } => {
            anyhow::ensure!(
                dead_letters::delete(&pool, id).await?,
                "no dead letter {id}"
            );
            println!("dropped\t{id}");
        }
    }
    Ok(())
}

/// Through the outbox again, so that it keeps its id: consumers that had it already do nothing.
async fn retry(pool: &PgPool, id: Uuid) -> anyhow::Result<()> {
    let letter = dead_letters::find(pool, id)
        .await?
        .with_context(|| format!("no dead letter {id}"))?;
    let event = letter.event_id.and_then(|event| event.parse().ok());
    let mut tx = pool.begin().await?;
    let again = match event {
        Some(event) => outbox::republish(&mut *tx, event).await?,
        None => false,
    };
    anyhow::ensure!(
        again,
        "the outbox does not hold its event: it was pruned, or never ours"
    );
    dead_letters::delete(&mut *tx, id).await?;
    outbox::notify(&mut *tx, "").await?;
    tx.commit().await?;
    Ok(())
}

fn connect(config: &Config) -> anyhow::Result<PgPool> {
    store::connect(&config.database_url, 2).context("DATABASE_URL cannot be read")
}
