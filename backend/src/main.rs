//! Start and stop of the backend, nothing else.

use std::{process::ExitCode, time::Duration};

use backend::{
    config::Config,
    operate::{self, Dead, Outbox},
    probe, seed, serve, store, telemetry,
};
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// A tenth of what this process spent on a request went to the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The backend of the todo chatbot. Settings come from the environment; `.env.example` lists them.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to stop.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Look at the events that are to be published.
    #[command(subcommand)]
    Outbox(Outbox),
    /// Look at the events that no consumer could use.
    #[command(subcommand)]
    Dead(Dead),
    /// Fill an empty database with made-up people and tasks, to measure with.
    Seed(seed::Size),
    /// Wait: between a pod's removal from its endpoints and its end.
    Sleep { seconds: u64 },
    /// Ask a running service, at http://HOST:PORT/PATH.
    Health { url: String },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve => with_service(serve::run).await,
        Command::Migrate => with_service(async |config| serve::migrate(&config).await).await,
        Command::Outbox(command) => operate::outbox(&Config::from_env()?, command).await,
        Command::Dead(command) => operate::dead(&Config::from_env()?, command).await,
        Command::Seed(size) => {
            let pool = store::connect(&Config::from_env()?.database_url, 1)?;
            seed::fill(&mut *pool.acquire().await?, size).await
        }
        Command::Sleep { seconds } => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(())
        }
        Command::Health { url } => probe::health(&url).await,
    }
}

/// Runs with the settings of the environment, and logs and traces it.
async fn with_service(run: impl AsyncFnOnce(Config) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let telemetry = telemetry::start(&config)?;
    let ended = run(config).await;
    telemetry.stop();
    ended
}
