//! Start and stop of the frontend, nothing else.

use std::{env, error::Error, process::ExitCode, time::Duration};

use frontend::{
    config::Config,
    server::{self, telemetry},
};

const USAGE: &str = "usage: frontend [serve | sleep SECONDS | health URL]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    match *arguments {
        [] | ["serve"] => serve().await,
        // Between a pod's removal from its endpoints and its end; the image has no shell.
        ["sleep", seconds] => {
            tokio::time::sleep(Duration::from_secs(seconds.parse()?)).await;
            Ok(())
        }
        ["health", url] => health(url).await,
        _ => Err(USAGE.into()),
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let telemetry = telemetry::start(&config)?;
    let ended = server::run(config).await;
    telemetry.stop();
    ended
}

async fn health(url: &str) -> Result<(), Box<dyn Error>> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(5))
        .build()?;
    let answer = client.get(url).send().await;
    let status = answer
        .map_err(|error| format!("{url} does not answer: {error}"))?
        .status();
    if !status.is_success() {
        return Err(format!("{url} answered {status}").into());
    }
    Ok(())
}
