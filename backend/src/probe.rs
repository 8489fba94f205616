//! Asks a running service for its health: the image has no shell to do it with.

use std::time::Duration;

use anyhow::Context as _;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Asks `http://host:port/path`.
///
/// # Errors
/// When it does not answer within five seconds that all is well.
pub async fn health(url: &str) -> anyhow::Result<()> {
    let (address, path) = url
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .context("expected http://HOST:PORT/PATH")?;
    let line = timeout(PATIENCE, status_line(address, path))
        .await
        .with_context(|| format!("{url} did not answer within {PATIENCE:?}"))?
        .with_context(|| format!("{url} does not answer"))?;
    let status = line.split(' ').nth(1).unwrap_or_default();
    anyhow::ensure!(status.starts_with('2'), "{url} answered {}", line.trim());
    Ok(())
}

async fn status_line(address: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /{path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use axum::{Router, http::StatusCode, routing::get};
    use tokio::net::TcpListener;

    use super::health;

    #[tokio::test]
    async fn only_a_good_answer_is_healthy() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new()
            .route("/up", get(|| async { StatusCode::NO_CONTENT }))
            .route("/down", get(|| async { StatusCode::SERVICE_UNAVAILABLE }));
        tokio::spawn(async { axum::serve(listener, app).await });
        health(&format!("{base}/up")).await.unwrap();
        let down = health(&format!("{base}/down")).await.unwrap_err();
        assert!(down.to_string().contains("503"), "{down}");
        health("http://127.0.0.1:1/up").await.unwrap_err();
        health("127.0.0.1/up").await.unwrap_err();
    }
}
