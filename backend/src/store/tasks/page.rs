//! Listings of tasks: what they show, in which order, from where on.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use shared::api::Task;
use sqlx::{PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    Error, fetch_rows,
    filter::{self, Here},
    row::COLUMNS,
};
use crate::{
    domain::{filter::Filter, search::Search},
    store::time::{Day, Instant},
};

/// So many of the newest that a search finds are sorted by relevance: a vague search of a person with very many
/// tasks stays quick.
const RANKED: i64 = 1000;
/// A due with a zone of its own falls at most so many days away from its date on the clock of the person.
const ZONES_APART: i64 = 2;

/// Which tasks a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Open,
    Done,
    All,
    Trash,
}

impl Shown {
    pub(super) const fn condition(self) -> &'static str {
        match self {
            Self::Open => " AND completed_at IS NULL AND deleted_at IS NULL",
            Self::Done => " AND completed_at IS NOT NULL AND deleted_at IS NULL",
            Self::All => " AND deleted_at IS NULL",
            Self::Trash => " AND deleted_at IS NOT NULL",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Created,
    /// In the order that the person gave them.
    Position,
    /// By day and time; those without come last.
    Due,
    /// The most urgent first, then by day.
    Priority,
    /// Of a search: the title before tags before notes, whole words before beginnings; of [`RANKED`] at most.
    Relevance,
}

/// Days as the person counts them: a due with a zone of its own counts on the day that it falls on here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueFilter {
    None,
    /// Of these days; an open end on either side.
    Days {
        from: Option<Date>,
        to: Option<Date>,
        start: Option<Timestamp>,
        end: Option<Timestamp>,
    },
    /// Past: of an earlier day, or of today at an earlier time.
    Overdue {
        now: Timestamp,
        local: jiff::civil::DateTime,
    },
}

impl DueFilter {
    /// The days from `from` to `to`, both with them, in the person's zone.
    #[must_use]
    pub fn days(from: Option<Date>, to: Option<Date>, zone: &TimeZone) -> Self {
        let midnight = |day: Date| {
            let at = day.to_datetime(jiff::civil::Time::midnight());
            zone.to_ambiguous_timestamp(at).compatible().ok()
        };
        Self::Days {
            from,
            to,
            start: from.and_then(midnight),
            end: to.and_then(|day| day.tomorrow().ok()).and_then(midnight),
        }
    }
}

/// Where a page goes on: after the item with these sort keys and this id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub keys: Vec<String>,
    pub id: Uuid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub shown: Shown,
    /// Names an archived list too; without it, archived lists stay away.
    pub list: Option<Uuid>,
    pub parent: Option<Uuid>,
    pub tag: Option<String>,
    pub due: Option<DueFilter>,
    /// Words that are to be found.
    pub search: Option<Search>,
    pub filter: Option<(Filter, Here)>,
    pub sort: Sort,
    pub cursor: Option<Cursor>,
    pub limit: i64,
}

impl Listing {
    #[must_use]
    pub fn new(shown: Shown, limit: i64) -> Self {
        Self {
            shown,
            list: None,
            parent: None,
            tag: None,
            due: None,
            search: None,
            filter: None,
            sort: Sort::Created,
            cursor: None,
            limit,
        }
    }
}

impl Sort {
    /// The sort keys as SQL, ascending, each with the type in which a cursor's text is compared to it.
    fn keys(self) -> &'static [(&'static str, &'static str)] {
        const DATE: (&str, &str) = ("coalesce(due_date, 'infinity')", "date");
        const TIME: (&str, &str) = ("coalesce(due_time, '24:00')", "time");
        match self {
            Self::Created => &[],
            Self::Relevance => &[("relevance", "integer")],
            Self::Position => &[("position", "text")],
            Self::Due => &[DATE, TIME],
            Self::Priority => &[("(-priority)", "smallint"), DATE],
        }
    }

    /// The keys of a task, as a cursor keeps them.
    #[must_use]
    pub fn keys_of(self, Listed { task, relevance }: &Listed) -> Vec<String> {
        let due = task.due.as_ref();
        let date = due.map_or("infinity".to_owned(), |due| due.date.to_string());
        let time = due
            .and_then(|due| due.time)
            .map_or("24:00".to_owned(), |time| time.to_string());
        match self {
            Self::Created => Vec::new(),
            Self::Relevance => vec![relevance.to_string()],
            Self::Position => vec![task.position.clone()],
            Self::Due => vec![date, time],
            Self::Priority => vec![(-(task.priority as i16)).to_string(), date],
        }
    }

    /// Whether a cursor's keys can be compared to this order's.
    #[must_use]
    pub fn accepts(self, keys: &[String]) -> bool {
        let own = self.keys();
        own.len() == keys.len()
            && own.iter().zip(keys).all(|((_, kind), key)| match *kind {
                "date" => key == "infinity" || is_day(key),
                "time" => key == "24:00" || key.parse::<shared::api::WallTime>().is_ok(),
                "smallint" => key.parse::<i16>().is_ok(),
                "integer" => key.parse::<i32>().is_ok(),
                _ => crate::domain::position::parse("cursor", key).is_ok(),
            })
    }
}

/// A day as [`Sort::keys_of`] writes it: the calendar holds days that the database's does not.
fn is_day(key: &str) -> bool {
    let day = key.parse::<Date>();
    day.is_ok_and(|day| day.year() > 0 && day.to_string() == key)
}

/// A task of a page, and how well it fits what was looked for (0 where the page is not sorted by it).
#[derive(Debug, Clone)]
pub struct Listed {
    pub task: Task,
    pub relevance: i32,
}

pub async fn listing(
    db: impl PgExecutor<'_>,
    user: Uuid,
    listing: &Listing,
) -> Result<Vec<Listed>, Error> {
    let mut query = QueryBuilder::new("");
    let ranked = listing.sort == Sort::Relevance;
    if ranked {
        push_ranked(&mut query, user, listing);
    } else {
        query.push(format!("SELECT {COLUMNS} FROM tasks WHERE "));
        push_conditions(&mut query, user, listing);
    }
    push_order(&mut query, listing);
    let rows = fetch_rows(db, query).await?;
    rows.into_iter()
        .map(|row| {
            let relevance = row.relevance.unwrap_or_default();
            Task::try_from(row).map(|task| Listed { task, relevance })
        })
        .collect()
}

/// The newest tasks that the listing shows, with the relevance of each.
fn push_ranked(query: &mut QueryBuilder<Postgres>, user: Uuid, listing: &Listing) {
    let words = |begun| {
        let search = listing.search.as_ref();
        search
            .and_then(|search| search.query(user, begun))
            .unwrap_or_default()
    };
    // A whole word counts twice.
    query
        .push(format!(
            "SELECT {COLUMNS}, relevance FROM (SELECT {COLUMNS}, round((ts_rank(words, "
        ))
        .push_bind(words(true))
        .push("::text::tsquery) + ts_rank(words, ")
        .push_bind(words(false))
        .push("::text::tsquery)) * 1000000)::integer AS relevance FROM tasks WHERE ");
    push_conditions(query, user, listing);
    query.push(format!(
        " ORDER BY id DESC LIMIT {RANKED}) AS ranked WHERE true"
    ));
}

fn push_conditions(query: &mut QueryBuilder<Postgres>, user: Uuid, listing: &Listing) {
    query.push("user_id = ").push_bind(user);
    query.push(listing.shown.condition());
    if let Some(list) = listing.list {
        query.push(" AND list_id = ").push_bind(list);
    } else if listing.shown != Shown::Trash {
        query
            .push(" AND list_id NOT IN (SELECT id FROM lists WHERE archived AND user_id = ")
            .push_bind(user)
            .push(")");
    }
    if let Some(parent) = listing.parent {
        query.push(" AND parent_id = ").push_bind(parent);
    }
    if let Some(tag) = &listing.tag {
        query.push(" AND ").push_bind(tag).push(" = ANY(tags)");
    }
    if let Some(due) = &listing.due {
        query.push(" AND ");
        push_due(query, due);
    }
    if let Some(search) = &listing.search {
        query.push(" AND ");
        filter::push_search(query, user, search);
    }
    if let Some((filter, here)) = &listing.filter {
        if let Some(day) = filter.last_day(here.local().date()) {
            // In the words of the index that has the tasks by day: it then reads no further.
            let day = day.saturating_add(ZONES_APART.days());
            query
                .push(" AND coalesce(due_date, 'infinity') <= ")
                .push_bind(Day(day));
        }
        query.push(" AND ");
        filter::push(query, user, filter, here);
    }
}

pub(super) fn push_due(query: &mut QueryBuilder<Postgres>, due: &DueFilter) {
    match due {
        DueFilter::None => {
            query.push("due_date IS NULL");
        }
        DueFilter::Overdue { now, local } => {
            push_bound(query, " <= ", local.date(), ZONES_APART);
            query
                .push(" AND CASE WHEN due_at IS NOT NULL THEN due_at < ")
                .push_bind(Instant(*now))
                .push(" ELSE (due_date, coalesce(due_time, '24:00')) < (")
                .push_bind(Day(local.date()))
                .push(", ")
                .push_bind(crate::store::time::TimeOfDay(local.time()))
                .push(") END");
        }
        DueFilter::Days {
            from,
            to,
            start,
            end,
        } => {
            query.push("due_date IS NOT NULL");
            if let (Some(from), Some(start)) = (from, start) {
                query.push(" AND ");
                push_bound(query, " >= ", *from, -ZONES_APART);
                query
                    .push(" AND CASE WHEN due_at IS NOT NULL THEN due_at >= ")
                    .push_bind(Instant(*start))
                    .push(" ELSE due_date >= ")
                    .push_bind(Day(*from))
                    .push(" END");
            }
            if let (Some(to), Some(end)) = (to, end) {
                query.push(" AND ");
                push_bound(query, " <= ", *to, ZONES_APART);
                query
                    .push(" AND CASE WHEN due_at IS NOT NULL THEN due_at < ")
                    .push_bind(Instant(*end))
                    .push(" ELSE due_date <= ")
                    .push_bind(Day(*to))
                    .push(" END");
            }
        }
    }
}

/// What an index can tell of the exact condition that follows.
fn push_bound(query: &mut QueryBuilder<Postgres>, comparison: &str, day: Date, away: i64) {
    let day = day.saturating_add(away.days());
    query.push("due_date").push(comparison).push_bind(Day(day));
}

fn push_order(query: &mut QueryBuilder<Postgres>, listing: &Listing) {
    let keys = listing.sort.keys();
    // The newest and the best come first.
    let (comparison, order) = match listing.sort {
        Sort::Created | Sort::Relevance => ("<", " DESC"),
        Sort::Position | Sort::Due | Sort::Priority => (">", ""),
    };
    if let Some(cursor) = &listing.cursor {
        query.push(" AND (");
        for (name, _) in keys {
            query.push(format!("{name}, "));
        }
        query.push(format!("id) {comparison} ("));
        for ((_, kind), key) in keys.iter().zip(&cursor.keys) {
            query.push_bind(key).push(format!("::{kind}, "));
        }
        query.push_bind(cursor.id).push(")");
    }
    query.push(" ORDER BY ");
    for (name, _) in keys {
        query.push(format!("{name}{order}, "));
    }
    query
        .push(format!("id{order} LIMIT "))
        .push_bind(listing.limit);
}
