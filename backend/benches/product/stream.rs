//! From a request that changes something to the moment at which an open stream shows it.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use http_body_util::BodyExt as _;
use hyper::{
    Method,
    body::{Bytes, Incoming},
};
use tokio::time::{Instant, timeout};

use crate::load::{self, Connection};

/// Others who have a stream open, and are told nothing.
const LISTENERS: u64 = 100;
const PATIENCE: Duration = Duration::from_secs(30);

/// One change after another by one person, each timed from before its request is sent: the request itself is
/// within the figure.
pub(crate) async fn latency(
    server: SocketAddr,
    users: u64,
    changes: u64,
) -> anyhow::Result<Histogram<u64>> {
    ensure!(users > LISTENERS, "fewer people than listeners");
    let mut listeners = Vec::new();
    for user in 1..=LISTENERS {
        listeners.push(open(server, user).await?);
    }
    let (_connection, mut stream) = open(server, 0).await?;
    let mut writer = Connection::open(server).await?;
    let mut latency = load::histogram()?;
    for change in 0..changes {
        let title = format!("Change {change}");
        let body = Bytes::from(format!(r#"{{"title":"{title}"}}"#));
        let began = Instant::now();
        let sent = writer.send(0, Method::POST, "/api/v1/tasks", body);
        let (answer, seen) = tokio::join!(
            async { anyhow::Ok(sent.await?.into_body().collect().await?) },
            timeout(PATIENCE, until(&mut stream, &title)),
        );
        seen.context("the stream did not show a change")??;
        load::record(&mut latency, began.elapsed())?;
        answer?;
    }
    Ok(latency)
}

async fn open(server: SocketAddr, user: u64) -> anyhow::Result<(Connection, Incoming)> {
    let mut connection = Connection::open(server).await?;
    let answer = connection.send(user, Method::GET, "/api/v1/stream", Bytes::new());
    let answer = answer.await?;
    ensure!(answer.status().is_success(), "stream: {}", answer.status());
    let mut body = answer.into_body();
    until(&mut body, "connected").await?;
    Ok((connection, body))
}

async fn until(stream: &mut Incoming, text: &str) -> anyhow::Result<()> {
    let mut seen = Vec::new();
    loop {
        let frame = stream.frame().await.context("the stream ended")??;
        seen.extend_from_slice(frame.data_ref().context("not a data frame")?);
        if seen.windows(text.len()).any(|part| part == text.as_bytes()) {
            return Ok(());
        }
    }
}
