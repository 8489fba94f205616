//! Start and stop of the frontend, nothing else.

use std::{env, error::Error, time::Duration};

use frontend::{
    config::Config,
    server::{self, telemetry},
};

const USAGE: &str = "usage: frontend [serve | sleep SECONDS | health URL]";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
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
    client.get(url).send().await?.error_for_status()?;
    Ok(())
}
