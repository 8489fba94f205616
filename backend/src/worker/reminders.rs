//! Sends reminders when they are due, through the outbox. Any number of replicas may do so: each takes what no other
//! has claimed, and a reminder is taken and told of in one transaction.

use std::time::Duration;

use jiff::ToSpan as _;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    state::App,
    store::{
        self, reminders,
        unit::{self, Author, Opened, Unit},
    },
};

/// The longest time between two looks: reminders that another process armed are found by then.
const POLL: Duration = Duration::from_millis(500);
const CLAIM_SECONDS: i64 = 30;

/// Runs until it is told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match round(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "reminders.waiting"
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Sends what is due now; how many people were looked at.
pub async fn round(app: &App) -> Result<usize, store::Error> {
    let now = app.clock.now();
    let until = now.saturating_add(CLAIM_SECONDS.seconds()).unwrap_or(now);
    let people = reminders::claim(&app.pool, now, until).await?;
    for user in &people {
        // What failed for one person keeps nobody else waiting: it is tried again when the claim ends.
        if let Err(error) = remind(app, *user).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "reminders.failed");
        }
    }
    Ok(people.len())
}

async fn remind(app: &App, user: Uuid) -> Result<(), store::Error> {
    let author = Author {
        user,
        actor: "system",
        idempotency: None,
    };
    if let Opened::Fresh(mut unit) = Unit::open(app, &author).await? {
        let sent = unit.remind().await?;
        unit.commit(&unit::answer(200, &(), None)?).await?;
        tracing::debug!(reminders.sent = sent, "reminders.sent");
    }
    Ok(())
}
