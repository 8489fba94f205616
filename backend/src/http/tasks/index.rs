//! `GET /api/v1/tasks`

use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use shared::api::{Page, Task, User};
use uuid::Uuid;

use super::super::{author::CurrentUser, input::Query, page};
use crate::{
    domain::{account, filter},
    error::Problem,
    state::App,
    store::tasks::{self, Cursor, DueFilter, Here, Listing, Shown},
};

const SEARCH_MAX: usize = 200;

#[derive(Debug, Default, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    #[default]
    Open,
    Done,
    All,
    Trash,
}

#[derive(Debug, Default, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    #[default]
    Created,
    Position,
    Due,
    Priority,
    /// Needs `q`.
    Relevance,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTasks {
    #[serde(default)]
    #[param(inline)]
    status: Status,
    /// A list's id.
    list: Option<Uuid>,
    /// A task's id: its subtasks.
    parent: Option<Uuid>,
    tag: Option<String>,
    /// `today`, `overdue`, `none`, a date, or two with `..` between them of which one may be left out.
    due: Option<String>,
    /// Words of title, tags or notes, whole or in part, whatever case and accents.
    q: Option<String>,
    /// A filter: `(today | overdue) & p1 & #home & @Work & !recurring`.
    filter: Option<String>,
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// A page of tasks, newest first unless `sort` says otherwise.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_tasks",
    tag = "tasks",
    params(ListTasks),
    responses((status = 200, body = Page<Task>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(filter): Query<ListTasks>,
) -> Result<Json<Page<Task>>, Problem> {
    let limit = page::limit(filter.limit)?;
    let sort = match filter.sort {
        Sort::Created => tasks::Sort::Created,
        Sort::Position => tasks::Sort::Position,
        Sort::Due => tasks::Sort::Due,
        Sort::Priority => tasks::Sort::Priority,
        Sort::Relevance if filter.q.is_none() => {
            return Err(Problem::validation("sort", "relevance needs a search, q"));
        }
        Sort::Relevance => tasks::Sort::Relevance,
    };
    let listing = Listing {
        shown: match filter.status {
            Status::Open => Shown::Open,
            Status::Done => Shown::Done,
            Status::All => Shown::All,
            Status::Trash => Shown::Trash,
        },
        list: filter.list,
        parent: filter.parent,
        tag: filter.tag,
        due: filter
            .due
            .as_deref()
            .map(|text| due(text, &user, app.clock.now()))
            .transpose()?,
        search: filter.q.as_deref().map(words).transpose()?,
        filter: filter
            .filter
            .as_deref()
            .map(|text| read(text, &user, app.clock.now()))
            .transpose()?,
        sort,
        cursor: filter
            .cursor
            .as_deref()
            .map(|text| cursor(text, sort))
            .transpose()?,
        limit: limit + 1,
    };
    let mut items = tasks::listing(&app.pool, user.id, &listing).await?;
    let more = page::cut(&mut items, limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|task| written(sort, task, listing.search.as_deref()));
    Ok(Json(Page { items, next_cursor }))
}

/// The sort keys and the id of the last item, joined by tildes: no key holds one.
fn written(sort: tasks::Sort, task: &Task, search: Option<&str>) -> String {
    let mut parts = sort.keys_of(task, search);
    parts.push(task.id.to_string());
    parts.join("~")
}

fn cursor(text: &str, sort: tasks::Sort) -> Result<Cursor, Problem> {
    let mut keys: Vec<_> = text.split('~').map(str::to_owned).collect();
    keys.pop()
        .and_then(|id| Uuid::parse_str(&id).ok())
        .filter(|_| sort.accepts(&keys))
        .map(|id| Cursor { keys, id })
        .ok_or_else(|| Problem::validation("cursor", "expected a next_cursor of this listing"))
}

fn due(text: &str, user: &User, now: Timestamp) -> Result<DueFilter, Problem> {
    let zone = account::time_zone("time_zone", &user.time_zone)?;
    let local = now.to_zoned_datetime(zone.clone()).datetime();
    let expected = || {
        Problem::validation(
            "due",
            "expected today, overdue, none, 2026-11-24, 2026-11-24..2026-11-30, ..2026-11-30 or 2026-11-24..",
        )
    };
    let day = |text: &str| text.parse::<Date>().map_err(|_| expected());
    let open_day = |text: &str| (!text.is_empty()).then(|| day(text)).transpose();
    match text {
        "none" => Ok(DueFilter::None),
        "overdue" => Ok(DueFilter::Overdue { now, local }),
        "today" => Ok(DueFilter::days(
            Some(local.date()),
            Some(local.date()),
            &zone,
        )),
        ".." => Err(expected()),
        _ => match text.split_once("..") {
            Some((from, to)) => Ok(DueFilter::days(open_day(from)?, open_day(to)?, &zone)),
            None => day(text).map(|day| DueFilter::days(Some(day), Some(day), &zone)),
        },
    }
}

fn words(text: &str) -> Result<String, Problem> {
    if text.trim().is_empty() || text.chars().count() > SEARCH_MAX {
        let message = format!("expected 1 to {SEARCH_MAX} characters");
        return Err(Problem::validation("q", message));
    }
    Ok(text.to_owned())
}

fn read(text: &str, user: &User, now: Timestamp) -> Result<(filter::Filter, Here), Problem> {
    let zone = account::time_zone("time_zone", &user.time_zone)?;
    let today = now.to_zoned_datetime(zone.clone()).date();
    let filter = filter::parse(text, today)
        .map_err(|error| Problem::validation("filter", error.to_string()))?;
    Ok((filter, Here { now, zone }))
}
