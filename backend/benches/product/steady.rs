//! How many changes a second can go on and on: each a request whose event has its effect soon after.

use std::{net::SocketAddr, time::Duration};

use sqlx::PgPool;

use crate::{
    drain,
    load::{self, Call},
};

const CONNECTIONS: u64 = 64;
const GUESS: Duration = Duration::from_secs(5);
const PROBES: u32 = 4;
const PROBE: Duration = Duration::from_secs(10);
const PROOF: Duration = Duration::from_mins(1);
/// A rate is steady when nothing lags so long after its end.
const LAG: Duration = Duration::from_secs(5);
const PROOFS: u32 = 4;

/// Somebody who changes things.
#[derive(Debug, Clone)]
pub(crate) struct Writers<'a> {
    pub(crate) server: SocketAddr,
    pub(crate) users: u64,
    pub(crate) call: Call,
    pub(crate) pool: &'a PgPool,
}

/// From the writing of an event to its effect, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delay {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Writers<'_> {
    /// The highest rate, of those that are tried, that was held for a minute: halving first, with short runs.
    pub(crate) async fn highest(&self) -> anyhow::Result<f64> {
        let closed = load::closed(self.server, 16, self.users, &self.call, GUESS).await?;
        drain::caught_up(self.pool, PROOF).await?;
        let (mut low, mut high) = (closed.per_second * 0.2, closed.per_second);
        for _ in 0..PROBES {
            let rate = f64::midpoint(low, high);
            if self.hold(rate, PROBE).await? {
                low = rate;
            } else {
                high = rate;
            }
        }
        for _ in 0..PROOFS {
            if self.hold(low, PROOF).await? {
                return Ok(low);
            }
            low *= 0.9;
        }
        Ok(0.0)
    }

    /// Whether requests at this rate are answered at it, and nothing lags afterwards.
    async fn hold(&self, per_second: f64, duration: Duration) -> anyhow::Result<bool> {
        let load = self.send(per_second, duration).await?;
        let held = drain::caught_up(self.pool, LAG).await?;
        if !held {
            drain::caught_up(self.pool, PROOF).await?;
        }
        Ok(held && load > per_second * 0.97)
    }

    async fn send(&self, per_second: f64, duration: Duration) -> anyhow::Result<f64> {
        let (server, users) = (self.server, self.users);
        let load = load::open(server, CONNECTIONS, users, &self.call, per_second, duration);
        Ok(load.await?.per_second)
    }

    /// How long events take at this rate.
    pub(crate) async fn delay(&self, per_second: f64, duration: Duration) -> anyhow::Result<Delay> {
        let began: jiff::Timestamp = backend::clock::Clock::system().now();
        self.send(per_second, duration).await?;
        drain::caught_up(self.pool, PROOF).await?;
        let (p50, p99) = sqlx::query_as(
            "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY took), percentile_disc(0.99) WITHIN GROUP (ORDER BY took)
            FROM (
                SELECT (extract(epoch FROM consumed_at - created_at) * 1000)::float8 AS took
                FROM outbox JOIN consumed_events ON event_id = id AND consumer = 'activity'
                WHERE created_at >= to_timestamp($1)
            ) AS delays",
        )
        .bind(began.as_duration().as_secs_f64())
        .fetch_one(self.pool)
        .await?;
        Ok(Delay { p50, p99 })
    }
}
