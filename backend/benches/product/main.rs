//! How fast the product is, as a table: `make bench`. Needs `DATABASE_URL`, a PostgreSQL server that loads
//! `pg_stat_statements` and on which databases can be made; they are named `bench_…` and left to be looked at.
//! With `BROKER=true` it also measures through a real sidecar and broker.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the cluster of the tests fails by panicking"
)]

#[path = "../../tests/it/app.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod app;
#[path = "../../tests/conformance/cluster/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod cluster;
mod drain;
mod load;
mod pgbench;
#[path = "../../tests/conformance/process.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod process;
mod report;
mod server;
mod stream;
#[path = "../../tests/conformance/subject.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod subject;

use std::time::Duration;

use anyhow::ensure;
use backend::store;
use cluster::{Cluster, Setup};
use load::Call;
use report::Report;
use server::Server;

const USERS: u64 = 1000;
const CONNECTIONS: u64 = 16;
const ROUNDS: u32 = 3;
const ROUND: Duration = Duration::from_secs(8);
const OPEN: Duration = Duration::from_secs(15);
const CHECKED: u64 = 100;
const EVENTS_EACH: i64 = 30;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut report = Report::default();
    let server = Server::start(USERS, &[]).await?;
    report.figure(
        "start to ready",
        server.started_in.as_secs_f64() * 1000.0,
        "ms",
        "< 1000",
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    report.figure(
        "resident memory, idle",
        server.resident_mib()?,
        "MiB",
        "< 64",
    );
    same_statements(&server).await?;
    create(&server, &mut report).await?;
    server.drained().await?;
    chat(&server, &mut report).await?;
    let latency = stream::latency(server.address, USERS, 500).await?;
    report.latency("request to open stream, embedded", &latency, "< 50");
    server.drained().await?;
    let pool = store::connect(&server.database_url, 2)?;
    let rate = drain::per_second(&pool, EVENTS_EACH).await?;
    report.figure("events to effects, embedded", rate, "/s", "");
    pool.close().await;
    report.figure(
        "resident memory, after the load",
        server.resident_mib()?,
        "MiB",
        "",
    );
    server.stop().await?;
    if std::env::var("BROKER").is_ok_and(|wanted| wanted == "true") {
        through_the_broker(&mut report).await?;
    }
    report.finish("product")
}

/// The same events through a real daprd and a real Kafka broker.
async fn through_the_broker(report: &mut Report) -> anyhow::Result<()> {
    let cluster = Cluster::start(Setup::default()).await;
    let pool = cluster.subject.pool.clone();
    server::seed(&mut *pool.acquire().await?, USERS).await?;
    let address = cluster.replica.url.trim_start_matches("http://").parse()?;
    let latency = stream::latency(address, USERS, 300).await?;
    report.latency("request to open stream, daprd and Kafka", &latency, "< 150");
    let rate = drain::per_second(&pool, EVENTS_EACH).await?;
    report.figure("events to effects, daprd and Kafka", rate, "/s", ">= 2000");
    cluster.end(false).await;
    Ok(())
}

/// Insists that creating a task runs the very statements of the pgbench script, once each.
async fn same_statements(server: &Server) -> anyhow::Result<()> {
    pgbench::forget(&server.database_url).await?;
    let call = new_task();
    let rate = 50.0;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let duration = Duration::from_secs_f64(CHECKED as f64 / rate);
    let sent = load::open(server.address, 1, USERS, &call, rate, duration)
        .await?
        .latency
        .len();
    server.drained().await?;
    let counted = pgbench::statements(&server.database_url).await?;
    for kind in pgbench::script()? {
        // The relay and the consumer have transactions of their own.
        let calls = counted.get(&kind).copied().unwrap_or_default();
        let right = match kind.as_str() {
            "BEGIN" | "COMMIT" => calls >= i64::try_from(sent)?,
            _ => calls == i64::try_from(sent)?,
        };
        ensure!(
            right,
            "create.sql no longer tells what a create does: {kind} ran {calls} times for {sent} tasks; all: {counted:?}"
        );
    }
    Ok(())
}

fn new_task() -> Call {
    Call::post(
        "/api/v1/tasks",
        [r#"{"title":"Water the plants"}"#.to_owned()],
    )
}

/// In turns, so that a slow spell of the machine meets both; pgbench on a database where nothing is published.
async fn create(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let call = new_task();
    let twin = server::database(USERS).await?;
    let (mut ours, mut bare) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        ours += load::closed(server.address, CONNECTIONS, USERS, &call, ROUND)
            .await?
            .per_second;
        server.drained().await?;
        bare += pgbench::run(&twin, CONNECTIONS, USERS, ROUND).await?;
    }
    let (ours, bare) = (ours / f64::from(ROUNDS), bare / f64::from(ROUNDS));
    report.figure("create task, 16 connections", ours, "/s", "");
    report.figure("the same SQL by pgbench, 16 connections", bare, "/s", "");
    report.figure("create task, of pgbench", ours / bare, "x", ">= 0.6");
    let rate = ours * 0.3;
    let open = load::open(server.address, 64, USERS, &call, rate, OPEN).await?;
    report.latency("create task at 30 % of that rate", &open.latency, "");
    Ok(())
}

async fn chat(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    for (name, message) in [
        ("chat, add", "buy milk tomorrow at 5pm #home"),
        ("chat, query", "what's due today?"),
    ] {
        let call = Call::post("/api/v1/chat", [format!(r#"{{"message":"{message}"}}"#)]);
        let load = load::open(server.address, 16, USERS, &call, 50.0, OPEN).await?;
        report.latency(name, &load.latency, "< 20");
    }
    Ok(())
}
