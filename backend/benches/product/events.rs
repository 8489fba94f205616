//! The path of events, from a request to its stream and its effect, on either runtime.

use std::{net::SocketAddr, time::Duration};

use backend::store;
use sqlx::PgPool;

use crate::{
    USERS,
    cluster::{Cluster, Setup},
    drain,
    memory::{Peak, resident_mib},
    new_task,
    report::{Report, Wanted},
    server::{self, Server},
    steady::Writers,
    stream,
};

/// 120,000 events at once, and 100,000 that an outage leaves.
const BURST_EACH: i64 = 60;
const OUTAGE_EACH: i64 = 50;
const LEVEL: Duration = Duration::from_secs(15);
/// Within which memory is given back.
const REST: Duration = Duration::from_secs(15);

pub(crate) async fn embedded(report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start(USERS).await?;
    let pool = store::connect(&server.database_url, 2)?;
    let latency = stream::latency(server.address, USERS, 500).await?;
    report.latency(
        "request to open stream, embedded",
        &latency,
        Wanted::Below(50.0),
    );
    let peak = Peak::watch(server.id()?);
    drain(report, &pool, "embedded", Wanted::Anything).await?;
    memory(report, "backend, embedded", peak);
    tokio::time::sleep(REST).await;
    report.figure(
        "backend, resident memory, 15 s after that",
        resident_mib(server.id()?)?,
        "MiB",
        Wanted::Anything,
    );
    steady(report, &pool, server.address, "embedded").await?;
    let database = server.database_url.clone();
    server.stop().await?;
    let waiting = drain::burst(&pool, OUTAGE_EACH).await?;
    let server = Server::on(database).await?;
    let rate = drain::per_second(&pool, waiting).await?;
    report.figure(
        "catching up on 100,000 events, embedded, after the backend was away",
        rate,
        "/s",
        Wanted::Anything,
    );
    pool.close().await;
    server.stop().await
}

/// The same through a real daprd and a real Kafka broker.
pub(crate) async fn through_the_broker(report: &mut Report) -> anyhow::Result<()> {
    let cluster = Cluster::start(Setup::default()).await;
    let pool = cluster.subject.pool.clone();
    server::seed(&mut *pool.acquire().await?, USERS).await?;
    let address = cluster.replica.url.trim_start_matches("http://").parse()?;
    let latency = stream::latency(address, USERS, 300).await?;
    report.latency(
        "request to open stream, daprd and Kafka",
        &latency,
        Wanted::Below(150.0),
    );
    let peaks = [&cluster.replica.backend, &cluster.replica.sidecar]
        .map(|process| Peak::watch(process.id()));
    drain(report, &pool, "daprd and Kafka", Wanted::AtLeast(2000.0)).await?;
    steady(report, &pool, address, "daprd and Kafka").await?;
    cluster.kafka.stop().await;
    let waiting = drain::burst(&pool, OUTAGE_EACH).await?;
    // The relay finds the broker gone, as it does in an outage.
    tokio::time::sleep(Duration::from_secs(5)).await;
    cluster.kafka.again().await;
    let rate = drain::per_second(&pool, waiting).await?;
    report.figure(
        "catching up on 100,000 events after the broker was away",
        rate,
        "/s",
        Wanted::Anything,
    );
    let [backend, sidecar] = peaks;
    memory(report, "backend, beside daprd", backend);
    memory(report, "daprd", sidecar);
    cluster.end(false).await;
    Ok(())
}

async fn drain(
    report: &mut Report,
    pool: &PgPool,
    runtime: &str,
    wanted: Wanted,
) -> anyhow::Result<()> {
    let written = drain::burst(pool, BURST_EACH).await?;
    let rate = drain::per_second(pool, written).await?;
    let name = format!("120,000 committed events to their effects, {runtime}");
    report.figure(&name, rate, "/s", wanted);
    Ok(())
}

async fn steady(
    report: &mut Report,
    pool: &PgPool,
    server: SocketAddr,
    runtime: &str,
) -> anyhow::Result<()> {
    let writers = Writers {
        server,
        users: USERS,
        call: new_task(),
        pool,
    };
    let highest = writers.highest().await?;
    let name = format!("creates that go on for a minute without lag, {runtime}");
    report.figure(&name, highest, "/s", Wanted::Anything);
    for share in [0.1, 0.5, 0.9] {
        let delay = writers.delay(highest * share, LEVEL).await?;
        let name = format!(
            "event to effect at {:.0} % of that, {runtime}",
            share * 100.0
        );
        report.quantiles(&name, delay.p50, delay.p99, Wanted::Anything);
    }
    Ok(())
}

fn memory(report: &mut Report, what: &str, peak: Peak) {
    let name = format!("{what}, resident memory at most during that");
    report.figure(&name, peak.mib(), "MiB", Wanted::Anything);
}
