//! `GET /api/v1/changes`

use std::borrow::Cow;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::api::{Change, Changes};
use uuid::Uuid;

use super::{author::CurrentUser, input::Query};
use crate::{
    error::Problem,
    state::App,
    store::{
        self, lists,
        outbox::{self, Entry},
        tasks,
    },
};

pub(super) const LIMIT: i64 = 200;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    #[serde(default)]
    since: i64,
}

/// What changed after `since`; from 0, everything as it is now, what is in the trash too.
#[utoipa::path(
    get,
    path = "/changes",
    operation_id = "read_changes",
    tag = "changes",
    params(Since),
    responses((status = 200, body = Changes)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(Since { since }): Query<Since>,
) -> Result<Response, Problem> {
    if since == 0 {
        return Ok(Json(state(&app, user.id).await?).into_response());
    }
    let head = outbox::head(&app.pool, user.id).await?;
    if !(0..=head).contains(&since) {
        return Err(Problem::validation(
            "since",
            "expected the next_since of an earlier answer",
        ));
    }
    let entries = outbox::after(&app.pool, user.id, since, LIMIT).await?;
    match entries.first() {
        None if head > since => return Err(gone()),
        Some(first) if first.seq != since + 1 => return Err(gone()),
        _ => {}
    }
    let next_since = entries.last().map_or(since, |entry| entry.seq);
    let items = entries.iter().map(written).collect::<Result<_, _>>()?;
    let changes = WrittenChanges {
        items,
        next_since,
        has_more: next_since < head,
    };
    Ok(Json(changes).into_response())
}

fn gone() -> Problem {
    Problem::gone("The log no longer reaches back to `since`; start again from since=0.")
}

/// The current state, the trash too. The head is read first: what changes in between comes again as a delta.
async fn state(app: &App, user: Uuid) -> Result<Changes, store::Error> {
    let next_since = outbox::head(&app.pool, user).await?;
    let time = app.clock.now();
    let item = |kind: &str, subject| Change {
        seq: next_since,
        r#type: kind.to_owned(),
        subject,
        actor: "state".to_owned(),
        time,
        task: None,
        list: None,
    };
    let mut items: Vec<_> = lists::shown(&app.pool, user, None)
        .await?
        .into_iter()
        .map(|list| Change {
            list: Some(list.clone()),
            ..item("list.created", list.id)
        })
        .collect();
    let tasks = tasks::everything(&app.pool, user).await?;
    items.extend(tasks.into_iter().map(|task| Change {
        subject: task.id,
        task: Some(task),
        ..item("task.created", user)
    }));
    Ok(Changes {
        items,
        next_since,
        has_more: false,
    })
}

/// [`Changes`], of rows as they were written.
#[derive(Debug, Serialize)]
struct WrittenChanges<'a> {
    items: Vec<Written<'a>>,
    next_since: i64,
    has_more: bool,
}

/// A [`Change`], its task and its list as the row has them: to read them and to write them again costs more than the
/// query.
#[derive(Debug, Serialize)]
pub(super) struct Written<'a> {
    seq: i64,
    r#type: &'a str,
    subject: Uuid,
    actor: Cow<'a, str>,
    time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<&'a RawValue>,
}

/// What clients see of an event's data.
#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow, default)]
    task: Option<&'a RawValue>,
    #[serde(borrow, default)]
    list: Option<&'a RawValue>,
}

/// An outbox row as clients see it.
pub(super) fn written(entry: &Entry) -> Result<Written<'_>, store::Error> {
    let data: Data =
        serde_json::from_str(entry.data.get()).map_err(|error| store::Error::Inconsistent {
            table: "outbox",
            problem: error.to_string(),
        })?;
    Ok(Written {
        seq: entry.seq,
        r#type: &entry.r#type,
        subject: entry.subject,
        actor: data.actor,
        time: entry.created_at.0,
        task: data.task,
        list: data.list,
    })
}
