//! Forgets what has been kept long enough.

use std::time::Duration;

use jiff::{Timestamp, ToSpan as _};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    state::App,
    store::{
        self, activity, chat_parts, dead_letters, idempotency, imports, limits, lists, llm_usage,
        notifications, outbox, recovery, sessions, state, tasks, undo,
        unit::{self, Author, Opened, Unit},
        users, webhook_deliveries, webhooks,
    },
};

const EVERY: Duration = Duration::from_hours(1);
const OUTBOX_DAYS: i64 = 30;
const CONSUMED_DAYS: i64 = 14;
const ANSWER_DAYS: i64 = 7;
const TRASH_DAYS: i64 = 30;
const GUEST_DAYS: i64 = 30;
const IMPORT_DAYS: i64 = 7;
const NOTIFICATION_DAYS: i64 = 90;
const DELIVERY_DAYS: i64 = 7;
const BATCH: i64 = 500;

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

pub async fn sweep(app: &App) -> Result<(), store::Error> {
    let now = app.clock.now();
    let days = |days: i64| now.saturating_sub((days * 24).hours()).unwrap_or(now);
    let events = outbox::prune(&app.pool, days(OUTBOX_DAYS)).await?;
    let marks = activity::prune_consumed(&app.pool, days(CONSUMED_DAYS)).await?;
    idempotency::prune(&app.pool, days(ANSWER_DAYS)).await?;
    chat_parts::prune(&app.pool, days(ANSWER_DAYS)).await?;
    let week_ago = days(ANSWER_DAYS).to_zoned_datetime(jiff::tz::TimeZone::UTC);
    llm_usage::prune(&app.pool, week_ago.date()).await?;
    limits::prune(&app.pool, days(1), days(ANSWER_DAYS)).await?;
    undo::prune(&app.pool, now).await?;
    sessions::prune(&app.pool, now).await?;
    notifications::prune(&app.pool, days(NOTIFICATION_DAYS)).await?;
    imports::prune(&app.pool, days(IMPORT_DAYS)).await?;
    recovery::prune(&app.pool, now).await?;
    webhook_deliveries::prune(&app.pool, days(DELIVERY_DAYS)).await?;
    webhooks::prune_old_secrets(&app.pool, now).await?;
    let letters = dead_letters::prune(&app.pool, days(app.config.dead_letter_days)).await?;
    if letters > 0 {
        tracing::warn!(dead_letters.pruned = letters, "dead_letters.forgotten");
    }
    let keys = state::prune(&app.pool).await?;
    let purged = empty_trash(app, days(TRASH_DAYS)).await?;
    let guests = forget_guests(app, days(GUEST_DAYS)).await?;
    tracing::debug!(
        outbox.pruned = events,
        consumed.pruned = marks,
        state.pruned = keys,
        trash.purged = purged,
        guests.deleted = guests,
        "retention.swept"
    );
    Ok(())
}

/// Removes what has been in the trash since before `before`, each person's in one transaction.
pub async fn empty_trash(app: &App, before: Timestamp) -> Result<usize, store::Error> {
    let mut purged = 0;
    loop {
        let expired = tasks::expired(&app.pool, before, BATCH).await?;
        let lists = lists::expired(&app.pool, before, BATCH).await?;
        let mut people: Vec<_> = expired
            .iter()
            .chain(&lists)
            .map(|(user, _)| *user)
            .collect();
        people.sort_unstable();
        people.dedup();
        let before_round = purged;
        for user in people {
            let of = |all: &[(Uuid, Uuid)]| {
                all.iter()
                    .filter(|(owner, _)| *owner == user)
                    .map(|(_, id)| *id)
                    .collect::<Vec<_>>()
            };
            purged += purge(app, user, &of(&expired), &of(&lists)).await?;
        }
        // A trashed list that a live task is in stays.
        if purged == before_round {
            return Ok(purged);
        }
    }
}

async fn purge(
    app: &App,
    user: Uuid,
    tasks: &[Uuid],
    lists: &[Uuid],
) -> Result<usize, store::Error> {
    let author = Author {
        user,
        actor: "system",
        idempotency: None,
    };
    let Opened::Fresh(mut unit) = Unit::open(app, &author).await? else {
        return Ok(0);
    };
    let mut purged = unit.purge(tasks).await?;
    for list in lists {
        purged += unit.purge_list(*list).await?;
    }
    unit.commit(&unit::answer(200, &(), None)?).await?;
    Ok(purged)
}

async fn forget_guests(app: &App, before: Timestamp) -> Result<usize, store::Error> {
    let left = users::left_guests(&app.pool, before).await?;
    for guest in &left {
        let mut tx = app.begin().await?;
        users::delete(&mut tx, *guest).await?;
        app.commit(tx).await?;
    }
    Ok(left.len())
}
