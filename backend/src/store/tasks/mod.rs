//! Tasks.

mod asked;
mod filter;
mod page;
mod row;
mod write;

pub use asked::{Asked, asked, count, titles};
pub use filter::Here;
pub use page::{Cursor, DueFilter, Listed, Listing, Shown, Sort, listing};
pub use write::{insert, update};

use std::collections::HashSet;

use jiff::Timestamp;
use shared::api::{Tag, Task};
use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    Error,
    time::{Day, Instant},
};
use row::{COLUMNS, Row};

/// Every read of whole tasks starts here, so that the columns are named once.
fn select(user: Uuid) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM tasks WHERE user_id = "));
    query.push_bind(user);
    query
}

async fn fetch(db: impl PgExecutor<'_>, query: QueryBuilder<Postgres>) -> Result<Vec<Task>, Error> {
    let rows = fetch_rows(db, query).await?;
    rows.into_iter().map(Task::try_from).collect()
}

async fn fetch_rows(
    db: impl PgExecutor<'_>,
    mut query: QueryBuilder<Postgres>,
) -> Result<Vec<Row>, Error> {
    Ok(query.build_query_as::<Row>().fetch_all(db).await?)
}

pub async fn find(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<Option<Task>, Error> {
    Ok(find_all(db, user, &[id]).await?.pop())
}

/// Those of `ids` that are the person's, in no order.
pub async fn find_all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query.push(" AND id = ANY(").push_bind(ids).push(")");
    fetch(db, query).await
}

/// The subtasks of a task, trashed ones too.
pub async fn children(
    db: impl PgExecutor<'_>,
    user: Uuid,
    parent: Uuid,
) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND parent_id = ")
        .push_bind(parent)
        .push(" ORDER BY position, id");
    fetch(db, query).await
}

/// The parents with these ids, and the subtasks of these tasks, trashed ones too, in their order.
pub async fn relatives(
    db: impl PgExecutor<'_>,
    user: Uuid,
    parents: &[Uuid],
    of: &[Uuid],
) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND (id = ANY(")
        .push_bind(parents)
        .push(") OR parent_id = ANY(")
        .push_bind(of)
        .push(")) ORDER BY position, id");
    fetch(db, query).await
}

/// Those of `ids` that are a task of anybody.
pub async fn taken(db: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let found = sqlx::query_scalar!("SELECT id FROM tasks WHERE id = ANY($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The tasks of a list, trashed ones too.
pub async fn of_list(db: impl PgExecutor<'_>, user: Uuid, list: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND list_id = ")
        .push_bind(list)
        .push(" ORDER BY position, id");
    fetch(db, query).await
}

/// The tasks that carry a tag, trashed ones too.
pub async fn tagged(db: impl PgExecutor<'_>, user: Uuid, tag: &str) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND ")
        .push_bind(tag)
        .push(" = ANY(tags) ORDER BY id");
    fetch(db, query).await
}

/// The open tasks of a person that remind.
pub async fn reminding(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query.push(" AND reminders <> '[]' AND completed_at IS NULL AND deleted_at IS NULL");
    fetch(db, query).await
}

/// The open tasks of a person that have a due date, but for those of archived lists, by their ids.
pub async fn due(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(
            " AND due_date IS NOT NULL AND completed_at IS NULL AND deleted_at IS NULL
            AND list_id NOT IN (SELECT id FROM lists WHERE archived AND user_id = ",
        )
        .push_bind(user)
        .push(") ORDER BY id");
    fetch(db, query).await
}

/// All that a person has, the trash too, list by list.
pub async fn everything(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query.push(" ORDER BY list_id, position, id");
    fetch(db, query).await
}

/// A person's tasks with ids after `after`, the trash too.
pub async fn after(
    db: impl PgExecutor<'_>,
    user: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND id > ")
        .push_bind(after)
        .push(" ORDER BY id LIMIT ")
        .push_bind(limit);
    fetch(db, query).await
}

/// How many tasks a person has outside the trash.
pub async fn count_all(db: impl PgExecutor<'_>, user: Uuid) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM tasks WHERE user_id = $1 AND deleted_at IS NULL"#,
        user
    )
    .fetch_one(db)
    .await?)
}

/// The closed occurrence of a day.
pub async fn occurrence(
    db: impl PgExecutor<'_>,
    user: Uuid,
    series: Uuid,
    day: jiff::civil::Date,
) -> Result<Option<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND deleted_at IS NULL AND series_id = ")
        .push_bind(series)
        .push(" AND due_date = ")
        .push_bind(Day(day))
        .push(" ORDER BY completed_at DESC NULLS LAST LIMIT 1");
    Ok(fetch(db, query).await?.pop())
}

/// A page of tasks, newest first, older than `before`.
pub async fn page(
    db: impl PgExecutor<'_>,
    user: Uuid,
    shown: Shown,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    let newest = Listing {
        cursor: before.map(|id| Cursor {
            keys: Vec::new(),
            id,
        }),
        ..Listing::new(shown, limit)
    };
    let items = listing(db, user, &newest).await?;
    Ok(items.into_iter().map(|listed| listed.task).collect())
}

/// The titles and the tags of a person's newest tasks outside the trash.
pub async fn newest_texts(
    db: impl PgExecutor<'_>,
    user: Uuid,
    limit: i64,
) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT title || ' ' || array_to_string(tags, ' ') AS "text!" FROM tasks
        WHERE user_id = $1 AND deleted_at IS NULL ORDER BY id DESC LIMIT $2"#,
        user,
        limit,
    )
    .fetch_all(db)
    .await?)
}

/// The last position among the tasks of a list, or among the subtasks of a task.
pub async fn last_position(
    db: impl PgExecutor<'_>,
    user: Uuid,
    list: Uuid,
    parent: Option<Uuid>,
) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT position FROM tasks
        WHERE user_id = $1 AND list_id = $2 AND parent_id IS NOT DISTINCT FROM $3
        ORDER BY position DESC LIMIT 1",
        user,
        list,
        parent,
    )
    .fetch_optional(db)
    .await?)
}

/// The position next to one among its neighbours: the nearest before it, or after it.
pub async fn neighbour(
    db: impl PgExecutor<'_>,
    user: Uuid,
    of: &Task,
    except: Uuid,
    before: bool,
) -> Result<Option<String>, Error> {
    let (comparison, order) = if before { ("<", "DESC") } else { (">", "ASC") };
    let mut query = QueryBuilder::new("SELECT position FROM tasks WHERE user_id = ");
    query
        .push_bind(user)
        .push(" AND list_id = ")
        .push_bind(of.list_id)
        .push(" AND parent_id IS NOT DISTINCT FROM ")
        .push_bind(of.parent_id)
        .push(" AND id <> ")
        .push_bind(except)
        .push(format!(" AND (position, id) {comparison} ("))
        .push_bind(&of.position)
        .push(", ")
        .push_bind(of.id)
        .push(format!(") ORDER BY position {order}, id {order} LIMIT 1"));
    Ok(query.build_query_scalar().fetch_optional(db).await?)
}

/// Some lists in which positions have grown long, with whose they are.
pub async fn grown(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = sqlx::query!(
        "SELECT DISTINCT user_id, list_id FROM tasks
        WHERE char_length(position) > 24 AND deleted_at IS NULL LIMIT $1",
        limit,
    )
    .fetch_all(db)
    .await?;
    let lists = rows.into_iter().map(|row| (row.user_id, row.list_id));
    Ok(lists.collect())
}

/// The tags of a person's tasks outside the trash, by name.
pub async fn tags(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Tag>, Error> {
    Ok(sqlx::query_as!(
        Tag,
        r#"SELECT tag AS "name!", count(*) FILTER (WHERE completed_at IS NULL) AS "open!"
        FROM tasks, unnest(tags) AS tag
        WHERE user_id = $1 AND deleted_at IS NULL
        GROUP BY tag ORDER BY lower(tag), tag"#,
        user,
    )
    .fetch_all(db)
    .await?)
}

/// Of a person, some tasks that have been in the trash since before `before`.
pub async fn expired(
    db: impl PgExecutor<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = sqlx::query!(
        "SELECT user_id, id FROM tasks WHERE deleted_at < $1 ORDER BY deleted_at LIMIT $2",
        Instant(before) as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.id)).collect())
}

/// Removes tasks for good, with the subtasks they still have.
pub async fn purge(conn: &mut PgConnection, user: Uuid, ids: &[Uuid]) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM tasks WHERE user_id = $1 AND id = ANY($2)",
        user,
        ids
    )
    .execute(conn)
    .await?;
    Ok(())
}
