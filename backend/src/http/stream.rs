//! `GET /api/v1/stream`: every change as a server-sent event, without a gap.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse,
        sse::{Event, Sse},
    },
};
use futures::Stream;
use tokio::time;
use uuid::Uuid;

use super::{author::CurrentUser, changes};
use crate::{
    error::Problem,
    metrics::OpenStream,
    state::App,
    store::{self, outbox},
};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// A browser waits this long before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// Replays what came after `Last-Event-ID`, then follows.
#[utoipa::path(
    get,
    path = "/stream",
    operation_id = "follow_changes",
    tag = "changes",
    responses((status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream")),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    // Subscribed before the log is read: nothing falls in between.
    let wake = app.wakes.subscribe(user.id);
    let head = outbox::head(&app.pool, user.id).await?;
    let last = match headers.get("last-event-id") {
        None => head,
        Some(id) => id
            .to_str()
            .ok()
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| {
                Problem::validation(
                    "Last-Event-ID",
                    "expected the id of an event of this stream",
                )
            })?,
    };
    let headers = [("cache-control", "no-store"), ("x-accel-buffering", "no")];
    Ok((headers, Sse::new(follow(app, user.id, last, wake))))
}

fn follow(
    app: App,
    user: Uuid,
    mut cursor: i64,
    mut wake: tokio::sync::watch::Receiver<()>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let open = OpenStream::new();
    async_stream::stream! {
        let _open = open;
        yield Ok(Event::default().retry(RETRY).comment("connected"));
        loop {
            match read(&app, user, cursor).await {
                Some(Batch::Changes { events, more }) => {
                    for (seq, event) in events {
                        cursor = seq;
                        yield Ok(event);
                    }
                    if more {
                        continue;
                    }
                }
                Some(Batch::Resync(head)) => {
                    cursor = head;
                    yield Ok(Event::default().event("resync").id(head.to_string()).data("{}"));
                }
                None => {}
            }
            tokio::select! {
                () = app.stopping.cancelled() => return,
                woken = wake.changed() => if woken.is_err() { return },
                () = time::sleep(HEARTBEAT) => yield Ok(Event::default().comment("")),
            }
        }
    }
}

enum Batch {
    Changes {
        events: Vec<(i64, Event)>,
        /// There may be more at once; otherwise the next wake tells.
        more: bool,
    },
    /// The log does not reach back to the cursor; go on from this seq.
    Resync(i64),
}

/// What comes after the cursor; `None` when the database does not answer: the next heartbeat looks again.
async fn read(app: &App, user: Uuid, cursor: i64) -> Option<Batch> {
    next(app, user, cursor)
        .await
        .inspect_err(|error| {
            tracing::warn!(error = error as &dyn std::error::Error, "stream.waiting");
        })
        .ok()
}

async fn next(app: &App, user: Uuid, cursor: i64) -> Result<Batch, store::Error> {
    let mut entries = outbox::after(&app.pool, user, cursor, changes::LIMIT).await?;
    if entries.is_empty() {
        let head = outbox::head(&app.pool, user).await?;
        if head == cursor {
            return Ok(Batch::Changes {
                events: Vec::new(),
                more: false,
            });
        }
        // Written since the first look, or pruned: the second look tells which.
        entries = outbox::after(&app.pool, user, cursor, changes::LIMIT).await?;
    }
    if entries.first().is_none_or(|first| first.seq != cursor + 1) {
        return Ok(Batch::Resync(outbox::head(&app.pool, user).await?));
    }
    let more = i64::try_from(entries.len()) == Ok(changes::LIMIT);
    let events = entries.iter().filter_map(|entry| {
        let change = changes::written(entry)
            .inspect_err(|error| {
                tracing::error!(error = error as &dyn std::error::Error, "stream.row");
            })
            .ok()?;
        let event = Event::default()
            .event("change")
            .id(entry.seq.to_string())
            .json_data(&change)
            .ok()?;
        Some((entry.seq, event))
    });
    Ok(Batch::Changes {
        events: events.collect(),
        more,
    })
}
