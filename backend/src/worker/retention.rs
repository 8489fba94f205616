//! Forgets what has been kept long enough.

use std::time::Duration;

use jiff::ToSpan as _;
use tokio_util::sync::CancellationToken;

use crate::{
    state::App,
    store::{self, activity, outbox},
};

const EVERY: Duration = Duration::from_hours(1);
const OUTBOX_DAYS: i64 = 30;
const CONSUMED_DAYS: i64 = 14;

pub async fn run(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "retention.failed");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn sweep(app: &App) -> Result<(), store::Error> {
    let now = app.clock.now();
    let days = |days: i64| now.saturating_sub((days * 24).hours()).unwrap_or(now);
    let events = outbox::prune(&app.pool, days(OUTBOX_DAYS)).await?;
    let marks = activity::prune_consumed(&app.pool, days(CONSUMED_DAYS)).await?;
    tracing::debug!(
        outbox.pruned = events,
        consumed.pruned = marks,
        "retention.swept"
    );
    Ok(())
}
