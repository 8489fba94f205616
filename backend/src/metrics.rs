//! Metrics in the format of Prometheus, on an address of their own that is never public.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
    routing::get,
};
use jiff::SignedDuration;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    runtime::Outcome,
    state::App,
    store::{dead_letters, outbox, reminders, webhook_deliveries},
};

const DURATION: &str = "http_server_request_duration_seconds";
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const LAG: &str = "events_consumed_lag_seconds";
/// Events arrive within a second; after an outage they are as late as it was long.
const LAG_BUCKETS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 300.0, 3_600.0];
/// A scrape tells what it knows rather than wait for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Events that a scrape counts at most: a backlog of millions must not cost it seconds.
const COUNTED: i64 = 10_000;
const UPKEEP: Duration = Duration::from_secs(30);

/// Starts counting. Once a process.
///
/// # Errors
/// When the process counts already.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(LAG.to_owned()), &LAG_BUCKETS)?
        .install_recorder()
        .context("metrics cannot be kept")
}

/// Tells the metrics at `GET /metrics` until `stop`.
pub async fn serve(
    app: App,
    handle: PrometheusHandle,
    listener: TcpListener,
    stop: CancellationToken,
) {
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    let router = Router::new()
        .route("/metrics", get(scrape))
        .with_state((app, handle));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::warn!(%error, "metrics.unserved");
    }
}

async fn scrape(State((app, handle)): State<(App, PrometheusHandle)>) -> String {
    let pool = &app.pool;
    gauge!("db_pool_connections", "state" => "idle").set(count(pool.num_idle()));
    let used = usize::try_from(pool.size()).unwrap_or_default() - pool.num_idle();
    gauge!("db_pool_connections", "state" => "used").set(count(used));
    gauge!("db_pool_connections_max").set(f64::from(app.config.database_pool));
    let looked = tokio::time::timeout(PATIENCE, async {
        let waiting = outbox::backlog(pool, Some(COUNTED)).await?;
        gauge!("outbox_waiting_events").set(float(waiting.events));
        let age = waiting.oldest.map_or(0.0, |oldest| {
            app.clock.now().duration_since(oldest).as_secs_f64()
        });
        gauge!("outbox_oldest_age_seconds").set(age.max(0.0));
        gauge!("dead_letters").set(float(dead_letters::count(pool).await?));
        let late = reminders::first(pool).await?.map_or(0.0, |first| {
            app.clock.now().duration_since(first).as_secs_f64()
        });
        gauge!("reminders_late_seconds").set(late.max(0.0));
        gauge!("webhook_deliveries_waiting").set(float(webhook_deliveries::waiting(pool).await?));
        Ok::<_, crate::store::Error>(())
    });
    gauge!("database_up").set(f64::from(u8::from(matches!(looked.await, Ok(Ok(()))))));
    handle.render()
}

/// Counts and times a request by its route's template.
pub async fn observe(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!(DURATION, "method" => method, "route" => route, "status" => status)
        .record(began.elapsed());
    response
}

pub fn published(topic: &str, acknowledged: usize, refused: usize) {
    let results = [("acknowledged", acknowledged), ("refused", refused)];
    for (result, count) in results {
        counter!("events_published_total", "topic" => topic.to_owned(), "result" => result)
            .increment(u64::try_from(count).unwrap_or_default());
    }
}

pub fn consumed(consumer: &'static str, outcome: Outcome) {
    let outcome = match outcome {
        Outcome::Done => "done",
        Outcome::Drop => "dropped",
        Outcome::Retry => "retried",
    };
    counter!("events_consumed_total", "consumer" => consumer, "outcome" => outcome).increment(1);
}

/// How long before a consumer got to it an event was written, whatever it then did with it.
pub fn consumer_lag(consumer: &'static str, lag: SignedDuration) {
    histogram!(LAG, "consumer" => consumer).record(lag.as_secs_f64().max(0.0));
}

/// `outcome`: "delivered", "retried", "failed" (given up) or "disabled" (with its webhook).
pub fn webhook_delivery(outcome: &'static str) {
    counter!("webhook_deliveries_total", "outcome" => outcome).increment(1);
}

/// `outcome`: "delivered", "retried", "failed" (given up) or "gone" (with its subscription).
pub fn push(outcome: &'static str) {
    counter!("pushes_total", "outcome" => outcome).increment(1);
}

pub fn relay_leads(leads: bool) {
    gauge!("relay_leads").set(f64::from(u8::from(leads)));
}

/// Counts as an open stream for as long as it lives.
#[derive(Debug)]
pub struct OpenStream;

impl OpenStream {
    #[must_use]
    pub fn new() -> Self {
        gauge!("streams_open").increment(1.0);
        Self
    }
}

impl Default for OpenStream {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        gauge!("streams_open").decrement(1.0);
    }
}

fn count(number: usize) -> f64 {
    float(i64::try_from(number).unwrap_or(i64::MAX))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge is a float, exact up to 2^53"
)]
fn float(number: i64) -> f64 {
    number as f64
}
