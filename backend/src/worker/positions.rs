//! Numbers lists anew whose positions have grown long, before a move has to.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    state::App,
    store::{
        self, tasks,
        unit::{self, Author, Opened, Unit},
    },
};

const EVERY: Duration = Duration::from_mins(5);
const BATCH: i64 = 100;

/// Runs until it is told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "positions.waiting"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Numbers some lists anew; how many that were.
pub async fn round(app: &App) -> Result<usize, store::Error> {
    let lists = tasks::grown(&app.pool, BATCH).await?;
    for (user, list) in &lists {
        renumber(app, *user, *list).await?;
    }
    Ok(lists.len())
}

async fn renumber(app: &App, user: Uuid, list: Uuid) -> Result<(), store::Error> {
    let author = Author {
        user,
        actor: "system",
        idempotency: None,
    };
    if let Opened::Fresh(mut unit) = Unit::open(app, &author).await? {
        unit.renumber(list).await?;
        unit.commit(&unit::answer(200, &(), None)?).await?;
    }
    Ok(())
}
