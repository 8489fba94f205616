//! `GET /api/v1/tasks`

use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use shared::api::{Page, Task, User, text::Text as _};
use uuid::Uuid;

use super::super::{author::CurrentUser, input::Query, page};
use crate::{
    domain::{account, filter, search::Search, task},
    error::Problem,
    state::App,
    store::tasks::{self, Cursor, DueFilter, Here, Listed, Listing, Shown},
};

pub(in crate::http) const SEARCH_MAX: usize = 200;
/// Where a search finds nothing, it takes its words for near ones in so many of the newest tasks.
const NEAR: i64 = 5000;
/// Marks the cursors of such a search.
const NEAR_MARK: &str = "near~";

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
    /// Needs `q`; sorts the 1,000 newest that it finds.
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
    /// Words of title, tags or notes, or their beginnings, whatever case and accents. Where nothing has them, parts of
    /// words and words with a typing error are found.
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
    let now = app.clock.now();
    let (near, cursor) = match filter.cursor.as_deref() {
        Some(text) => {
            let own = text.strip_prefix(NEAR_MARK);
            (own.is_some(), Some(cursor(own.unwrap_or(text), sort)?))
        }
        None => (false, None),
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
            .map(|text| due(text, &user, now))
            .transpose()?,
        search: filter.q.as_deref().map(words).transpose()?,
        filter: filter
            .filter
            .as_deref()
            .map(|text| read(text, &user, now))
            .transpose()?,
        sort,
        cursor,
        limit: limit + 1,
    };
    let (near, mut items) = found(&app, user.id, listing, near).await?;
    let more = page::cut(&mut items, limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|last| written(sort, last, near));
    let items = items.into_iter().map(|listed| listed.task).collect();
    Ok(Json(Page { items, next_cursor }))
}

/// The tasks of a page, and whether the words of the search had to be taken for near ones, which `near` demands.
async fn found(
    app: &App,
    user: Uuid,
    mut listing: Listing,
    near: bool,
) -> Result<(bool, Vec<Listed>), Problem> {
    if !near {
        let items = tasks::listing(&app.pool, user, &listing).await?;
        if !items.is_empty() || listing.cursor.is_some() || listing.search.is_none() {
            return Ok((false, items));
        }
    }
    let texts = tasks::newest_texts(&app.pool, user, NEAR).await?;
    let nearest = listing
        .search
        .as_ref()
        .and_then(|search| search.nearest(&texts));
    if nearest.is_none() {
        return Ok((false, Vec::new()));
    }
    listing.search = nearest;
    Ok((true, tasks::listing(&app.pool, user, &listing).await?))
}

/// The sort keys and the id of the last item, joined by tildes: no key holds one.
fn written(sort: tasks::Sort, last: &Listed, near: bool) -> String {
    let mut parts = sort.keys_of(last);
    parts.push(last.task.id.to_string());
    let mark = if near { NEAR_MARK } else { "" };
    format!("{mark}{}", parts.join("~"))
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
    let zone = account::zone(user);
    let local = now.to_zoned_datetime(zone.clone()).datetime();
    let expected = || {
        Problem::validation(
            "due",
            "expected today, overdue, none, 2026-11-24, 2026-11-24..2026-11-30, ..2026-11-30 or 2026-11-24..",
        )
    };
    let day = |text: &str| {
        let day = Date::read(text).ok_or_else(expected)?;
        task::day("due", day).map_err(Problem::from)
    };
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

fn words(text: &str) -> Result<Search, Problem> {
    if text.trim().is_empty() || text.chars().count() > SEARCH_MAX {
        let message = format!("expected 1 to {SEARCH_MAX} characters");
        return Err(Problem::validation("q", message));
    }
    Ok(Search::read(text))
}

fn read(text: &str, user: &User, now: Timestamp) -> Result<(filter::Filter, Here), Problem> {
    let zone = account::zone(user);
    let today = now.to_zoned_datetime(zone.clone()).date();
    let filter = filter::parse(text, today)
        .map_err(|error| Problem::validation("filter", error.to_string()))?;
    Ok((filter, Here { now, zone }))
}
