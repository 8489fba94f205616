//! Reads files in, a chunk a transaction: a chunk is added and counted at once, so that after a crash another
//! replica goes on behind it.

use std::time::Duration;

use jiff::ToSpan as _;
use shared::api::ImportState;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    state::App,
    store::{
        self, Fault, imports,
        unit::{self, Author, Opened, Unit},
    },
};

/// Small enough that the person's other changes do not wait.
const CHUNK: i64 = 200;
/// The longest time between two looks: what another replica left is found by then.
const POLL: Duration = Duration::from_secs(1);
const CLAIM_SECONDS: i64 = 5;

/// Runs until it is told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match round(&app, &stop).await {
            Ok(false) => {}
            Ok(true) => continue,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "import.waiting");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.imports_begun.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Takes one import as far as it goes. `false` when there was none.
pub async fn round(app: &App, stop: &CancellationToken) -> Result<bool, store::Error> {
    let now = app.clock.now();
    let until = now.saturating_add(CLAIM_SECONDS.seconds()).unwrap_or(now);
    let Some((id, user)) = imports::claim(&app.pool, now, until).await? else {
        return Ok(false);
    };
    let author = Author {
        user,
        actor: "import",
        idempotency: None,
    };
    while !stop.is_cancelled() {
        match chunk(app, &author, id).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.fault() == Fault::Passing => return Err(error),
            // What cannot be written today cannot be tomorrow: the rest is given up, what came stays.
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, import.id = %id, "import.failed");
                end(app, &author, id, ImportState::Failed).await?;
                break;
            }
        }
    }
    Ok(true)
}

/// Adds the next chunk; `false` when the import is over.
async fn chunk(app: &App, author: &Author, id: Uuid) -> Result<bool, store::Error> {
    let Opened::Fresh(mut unit) = Unit::open(app, author).await? else {
        return Ok(false);
    };
    let rows = imports::next(unit.connection(), id, CHUNK).await?;
    let Some(looked_at) = rows.last().map(|(last, _)| last + 1) else {
        drop(unit);
        end(app, author, id, ImportState::Done).await?;
        return Ok(false);
    };
    let (numbers, items): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let added = unit.import(items).await?;
    let added: Vec<_> = numbers
        .into_iter()
        .zip(added)
        .filter_map(|(number, added)| added.then_some(number))
        .collect();
    let until = unit.claimed_until(CLAIM_SECONDS);
    imports::advance(unit.connection(), id, looked_at, &added, until).await?;
    unit.commit(&unit::answer(200, &(), None)?).await?;
    Ok(true)
}

async fn end(app: &App, author: &Author, id: Uuid, state: ImportState) -> Result<(), store::Error> {
    if let Opened::Fresh(mut unit) = Unit::open(app, author).await?
        && unit.end_import(id, state).await?
    {
        unit.commit(&unit::answer(200, &(), None)?).await?;
        tracing::info!(import.id = %id, import.state = state.as_str(), "import.over");
    }
    Ok(())
}
