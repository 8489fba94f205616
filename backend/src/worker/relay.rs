//! Publishes the outbox: of each person one event at a time, in seq order, the next after its ack.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::{
    runtime::CloudEvent,
    state::App,
    store::{self, outbox},
};

const BATCH: i64 = 200;
const CONCURRENCY: usize = 8;
/// How long events may wait that no commit of this process told of.
const POLL: Duration = Duration::from_secs(1);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Runs until it is told to stop; the batch in hand is finished first.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let wait = match round(&app).await {
            Ok(Round::More) => continue,
            Ok(Round::Empty) => POLL,
            Ok(Round::Refused) => PAUSE_AFTER_FAILURE,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "outbox.waiting");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.outbox_written.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    /// There may be more to publish at once.
    More,
    Empty,
    /// The transport took nothing: wait before the next try.
    Refused,
}

async fn round(app: &App) -> Result<Round, store::Error> {
    let entries = outbox::pending(&app.pool, BATCH).await?;
    if entries.is_empty() {
        return Ok(Round::Empty);
    }
    let published: Vec<_> = stream::iter(entries)
        .map(|entry| publish(app, entry))
        .buffer_unordered(CONCURRENCY)
        .filter_map(std::future::ready)
        .collect()
        .await;
    if published.is_empty() {
        return Ok(Round::Refused);
    }
    outbox::mark_published(&app.pool, &published, app.clock.now()).await?;
    Ok(Round::More)
}

async fn publish(app: &App, entry: outbox::Entry) -> Option<uuid::Uuid> {
    let (id, topic) = (entry.id, entry.topic.clone());
    let envelope = serde_json::to_vec(&CloudEvent::from(entry))
        .inspect_err(|error| tracing::error!(event.id = %id, %error, "event.unwritable"))
        .ok()?;
    app.runtime.publish(&topic, envelope).await.then_some(id)
}
