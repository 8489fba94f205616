//! How fast the product is, as a table: `make bench`. Needs `DATABASE_URL`, a PostgreSQL server that loads
//! `pg_stat_statements` and on which databases can be made; they are named `bench_…` and left to be looked at.
//! With `BROKER=true` it also measures through a real sidecar and broker.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the cluster of the tests fails by panicking"
)]

mod api;
#[path = "../../tests/it/app.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod app;
#[path = "../../tests/conformance/cluster/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod cluster;
mod drain;
mod events;
mod load;
mod memory;
mod pgbench;
#[path = "../../tests/conformance/process.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod process;
mod report;
mod server;
mod steady;
mod stream;
#[path = "../../tests/conformance/subject.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod subject;

use std::time::Duration;

use anyhow::ensure;
use load::Call;
use memory::resident_mib;
use report::{Report, Wanted};
use server::Server;

const USERS: u64 = 2000;
const CONNECTIONS: u64 = 16;
const ROUNDS: u32 = 3;
const ROUND: Duration = Duration::from_secs(8);
const OPEN: Duration = Duration::from_secs(15);
const CHECKED: u64 = 100;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut report = Report::default();
    // `PARTS=requests,embedded` and the like measure less.
    let parts =
        std::env::var("PARTS").unwrap_or_else(|_| "requests,api,embedded,broker".to_owned());
    let wants = |part: &str| parts.split(',').any(|wanted| wanted == part);
    let broker = std::env::var("BROKER").is_ok_and(|there| there == "true");
    if wants("requests") {
        requests(&mut report).await?;
    }
    if wants("api") {
        api::measure(&mut report).await?;
    }
    if wants("embedded") {
        events::embedded(&mut report).await?;
    }
    if wants("broker") && broker {
        events::through_the_broker(&mut report).await?;
    }
    report.finish("product")
}

async fn requests(report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start(USERS).await?;
    let millis = server.started_in.as_secs_f64() * 1000.0;
    report.figure("start to ready", millis, "ms", Wanted::Below(1000.0));
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = resident_mib(server.id()?)?;
    report.figure(
        "backend, resident memory, idle",
        idle,
        "MiB",
        Wanted::Below(64.0),
    );
    same_statements(&server).await?;
    create(&server, report).await?;
    server.drained().await?;
    chat(&server, report).await?;
    server.stop().await
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
    report.figure("create task, 16 connections", ours, "/s", Wanted::Anything);
    report.figure(
        "the same SQL by pgbench, 16 connections",
        bare,
        "/s",
        Wanted::Anything,
    );
    report.figure(
        "create task, of pgbench",
        ours / bare,
        "",
        Wanted::AtLeast(0.6),
    );
    let rate = ours * 0.3;
    let open = load::open(server.address, 64, USERS, &call, rate, OPEN).await?;
    report.latency(
        "create task at 30 % of that rate",
        &open.latency,
        Wanted::Anything,
    );
    Ok(())
}

async fn chat(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    for (name, message) in [
        ("chat, add a task", "buy milk tomorrow at 5pm #home"),
        ("chat, ask for tasks", "what's due today?"),
    ] {
        let call = Call::post("/api/v1/chat", [format!(r#"{{"message":"{message}"}}"#)]);
        let load = load::open(server.address, 16, USERS, &call, 50.0, OPEN).await?;
        report.latency(name, &load.latency, Wanted::Below(20.0));
    }
    Ok(())
}
