//! What a conversation asks for: titles to find a task by, and tasks by when they are due or were done.

use jiff::Timestamp;
use shared::api::{Priority, Task};
use sqlx::{PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{DueFilter, Error, Shown, fetch, page::push_due, select};
use crate::store::time::Instant;

/// Which tasks are asked for. Those of archived lists are left out unless the list is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub shown: Shown,
    pub due: Option<DueFilter>,
    /// Done from the first instant on, and before the second.
    pub done: Option<(Timestamp, Timestamp)>,
    pub list: Option<Uuid>,
    pub tag: Option<String>,
    /// None of them: of any.
    pub priorities: Vec<Priority>,
    /// Only these.
    pub ids: Option<Vec<Uuid>>,
}

impl Asked {
    #[must_use]
    pub fn all(shown: Shown) -> Self {
        Self {
            shown,
            due: None,
            done: None,
            list: None,
            tag: None,
            priorities: Vec::new(),
            ids: None,
        }
    }
}

/// The titles of what is asked for, newest first.
pub async fn titles(
    db: impl PgExecutor<'_>,
    user: Uuid,
    asked: &Asked,
) -> Result<Vec<(Uuid, String)>, Error> {
    let mut query = QueryBuilder::new("SELECT id, title FROM tasks WHERE user_id = ");
    query.push_bind(user);
    push_asked(&mut query, user, asked);
    query.push(" ORDER BY id DESC");
    Ok(query.build_query_as().fetch_all(db).await?)
}

/// The first `limit` of what is asked for: what is open by day and time, what is done with the latest first.
pub async fn asked(
    db: impl PgExecutor<'_>,
    user: Uuid,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    push_asked(&mut query, user, asked);
    query.push(match asked.shown {
        Shown::Done => " ORDER BY completed_at DESC, id",
        Shown::Open | Shown::All | Shown::Trash => {
            " ORDER BY coalesce(due_date, 'infinity'), coalesce(due_time, '24:00'), id"
        }
    });
    query.push(" LIMIT ").push_bind(limit);
    fetch(db, query).await
}

/// How many are asked for.
pub async fn count(db: impl PgExecutor<'_>, user: Uuid, asked: &Asked) -> Result<i64, Error> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM tasks WHERE user_id = ");
    query.push_bind(user);
    push_asked(&mut query, user, asked);
    Ok(query.build_query_scalar().fetch_one(db).await?)
}

fn push_asked(query: &mut QueryBuilder<Postgres>, user: Uuid, asked: &Asked) {
    query.push(asked.shown.condition());
    if let Some(list) = asked.list {
        query.push(" AND list_id = ").push_bind(list);
    } else {
        query
            .push(" AND list_id NOT IN (SELECT id FROM lists WHERE archived AND user_id = ")
            .push_bind(user)
            .push(")");
    }
    if let Some(due) = &asked.due {
        query.push(" AND ");
        push_due(query, due);
    }
    if let Some((from, before)) = asked.done {
        query
            .push(" AND completed_at >= ")
            .push_bind(Instant(from))
            .push(" AND completed_at < ")
            .push_bind(Instant(before));
    }
    if let Some(tag) = &asked.tag {
        query
            .push(" AND EXISTS (SELECT FROM unnest(tags) AS tag WHERE lower(tag) = ")
            .push_bind(tag.to_lowercase())
            .push(")");
    }
    if !asked.priorities.is_empty() {
        let levels: Vec<_> = asked.priorities.iter().map(|level| *level as i16).collect();
        query
            .push(" AND priority = ANY(")
            .push_bind(levels)
            .push(")");
    }
    if let Some(ids) = &asked.ids {
        query
            .push(" AND id = ANY(")
            .push_bind(ids.clone())
            .push(")");
    }
}
