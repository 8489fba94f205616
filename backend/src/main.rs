//! Start and stop of the backend, nothing else.

use std::process::ExitCode;

use backend::{config::Config, serve, telemetry};
use clap::{Parser, Subcommand};

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
    let config = Config::from_env()?;
    let telemetry = telemetry::start(&config)?;
    let ended = match cli.command {
        Command::Serve => serve::run(config).await,
        Command::Migrate => serve::migrate(&config).await,
    };
    telemetry.stop();
    ended
}
