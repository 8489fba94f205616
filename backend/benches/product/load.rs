//! Requests against a running backend: as many as it takes (closed loop), or at a fixed rate (open loop).

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request,
    body::{Bytes, Incoming},
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpStream,
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// What one client asks for, again and again.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// One for all, or one for each person.
    pub(crate) paths: Vec<String>,
    /// The bodies, used in turn.
    pub(crate) bodies: Vec<Bytes>,
}

impl Call {
    pub(crate) fn new(
        method: Method,
        paths: Vec<String>,
        bodies: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            method,
            paths,
            bodies: bodies.into_iter().map(Bytes::from).collect(),
        }
    }

    pub(crate) fn post(path: &str, bodies: impl IntoIterator<Item = String>) -> Self {
        Self::new(Method::POST, vec![path.to_owned()], bodies)
    }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    /// Microseconds.
    pub(crate) latency: Histogram<u64>,
}

/// The session token of a person that [`crate::server::seed`] made.
pub(crate) fn token(user: u64) -> String {
    format!("bench-{user}")
}

pub(crate) struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub(crate) async fn open(server: SocketAddr) -> anyhow::Result<Self> {
        let socket = TcpStream::connect(server).await?;
        socket.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    pub(crate) async fn send(
        &mut self,
        user: u64,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<hyper::Response<Incoming>> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "bench")
            .header(header::COOKIE, format!("session={}", token(user)))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        self.0.ready().await?;
        Ok(self.0.send_request(request).await?)
    }

    /// Sends the `turn`th request of a call, reads the answer to its end, and insists that it succeeded.
    async fn call(&mut self, call: &Call, user: u64, turn: u64) -> anyhow::Result<()> {
        let index = usize::try_from(turn)? % call.bodies.len();
        let method = call.method.clone();
        let path = &call.paths[usize::try_from(user)? % call.paths.len()];
        let answer = self.send(user, method, path, call.bodies[index].clone());
        let answer = answer.await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "{path} answered {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(())
    }
}

/// Each connection sends its next request as soon as it has the answer to the last.
pub(crate) async fn closed(
    server: SocketAddr,
    connections: u64,
    users: u64,
    call: &Call,
    duration: Duration,
) -> anyhow::Result<Load> {
    let began = Instant::now();
    let end = began + duration;
    let mut clients = JoinSet::new();
    for client in 0..connections {
        let call = call.clone();
        clients.spawn(async move {
            let mut connection = Connection::open(server).await?;
            let mut latency = histogram()?;
            // Steps by a number that shares no factor with `users`, so that clients seldom meet on one person.
            for turn in (client * users / connections..).step_by(7919) {
                let sent = Instant::now();
                if sent >= end {
                    break;
                }
                connection.call(&call, turn % users, turn).await?;
                record(&mut latency, sent.elapsed())?;
            }
            anyhow::Ok(latency)
        });
    }
    gather(clients, began).await
}

/// Requests start at fixed times, whether or not earlier ones have been answered. One that had to wait for a
/// free connection counts from when it should have started, so that a stall is not omitted (coordinated
/// omission); a late timer of this program is not the server's fault, and is left out.
pub(crate) async fn open(
    server: SocketAddr,
    connections: u64,
    users: u64,
    call: &Call,
    per_second: f64,
    duration: Duration,
) -> anyhow::Result<Load> {
    let (began, next) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let mut clients = JoinSet::new();
    for _ in 0..connections {
        let (call, next) = (call.clone(), Arc::clone(&next));
        clients.spawn(async move {
            let mut connection = Connection::open(server).await?;
            let mut latency = histogram()?;
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                #[expect(clippy::cast_precision_loss, reason = "runs are short")]
                let offset = Duration::from_secs_f64(turn as f64 / per_second);
                if offset >= duration {
                    return anyhow::Ok(latency);
                }
                let due = began + offset;
                let sent = if Instant::now() < due {
                    sleep_until(due).await;
                    Instant::now()
                } else {
                    due
                };
                connection.call(&call, turn % users, turn).await?;
                record(&mut latency, sent.elapsed())?;
            }
        });
    }
    gather(clients, began).await
}

async fn gather(
    mut clients: JoinSet<anyhow::Result<Histogram<u64>>>,
    began: Instant,
) -> anyhow::Result<Load> {
    let mut latency = histogram()?;
    while let Some(client) = clients.join_next().await {
        latency.add(client??)?;
    }
    ensure!(!latency.is_empty(), "no request was answered");
    #[expect(clippy::cast_precision_loss, reason = "runs are short")]
    let per_second = latency.len() as f64 / began.elapsed().as_secs_f64();
    Ok(Load {
        per_second,
        latency,
    })
}

pub(crate) fn histogram() -> anyhow::Result<Histogram<u64>> {
    Histogram::new(3).context("three digits are a valid precision")
}

pub(crate) fn record(latency: &mut Histogram<u64>, took: Duration) -> anyhow::Result<()> {
    Ok(latency.record(u64::try_from(took.as_micros())?)?)
}
