//! Tasks.

mod asked;
mod filter;
mod page;
mod row;

pub use asked::{Asked, asked, count, titles};
pub use filter::Here;
pub use page::{Cursor, DueFilter, Listed, Listing, Shown, Sort, listing};

use jiff::{Timestamp, tz::TimeZone};
use shared::api::{Tag, Task};
use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    Error, json,
    time::{Day, Instant, TimeOfDay},
};
use crate::domain::{search, task::due_at};
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

/// The tasks of a list, trashed ones too.
pub async fn of_list(db: impl PgExecutor<'_>, user: Uuid, list: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query
        .push(" AND list_id = ")
        .push_bind(list)
        .push(" ORDER BY position, id");
    fetch(db, query).await
}

/// The open tasks of a person that remind.
pub async fn reminding(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query.push(" AND reminders <> '[]' AND completed_at IS NULL AND deleted_at IS NULL");
    fetch(db, query).await
}

/// All that a person has, the trash too, list by list.
pub async fn everything(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Task>, Error> {
    let mut query = select(user);
    query.push(" ORDER BY list_id, position, id");
    fetch(db, query).await
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

/// Removes a task for good, with the subtasks it still has.
pub async fn purge(conn: &mut PgConnection, user: Uuid, id: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM tasks WHERE user_id = $1 AND id = $2", user, id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The instant of a due that names its own zone.
fn zoned_due(task: &Task) -> Option<Instant> {
    let due = task.due.as_ref()?;
    due.time_zone.as_ref()?;
    due_at(due, &TimeZone::UTC).map(Instant)
}

/// Writes a new task. `false` when the id exists already.
pub async fn insert(conn: &mut PgConnection, user: Uuid, task: &Task) -> Result<bool, Error> {
    let due = task.due.as_ref();
    let written = sqlx::query!(
        "INSERT INTO tasks (id, user_id, list_id, title, notes, tags, priority,
            due_date, due_time, due_time_zone, created_at, updated_at, version,
            series_id, parent_id, start_date, deadline, duration_minutes, recurrence, anchor, reminders,
            position, due_at, completed_at, deleted_at, search)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26)
        ON CONFLICT (id) DO NOTHING",
        task.id,
        user,
        task.list_id,
        task.title,
        task.notes,
        &task.tags,
        task.priority as i16,
        due.map(|due| Day(due.date)) as _,
        due.and_then(|due| due.time)
            .map(|time| TimeOfDay(time.time())) as _,
        due.and_then(|due| due.time_zone.as_deref()),
        Instant(task.created_at) as _,
        Instant(task.updated_at) as _,
        task.version,
        task.series_id,
        task.parent_id,
        task.start_date.map(Day) as _,
        task.deadline.map(Day) as _,
        row::minutes(task),
        task.recurrence.as_ref().map(|rule| json("tasks", rule)).transpose()?,
        task.anchor.as_ref().map(|due| json("tasks", due)).transpose()?,
        json("tasks", &task.reminders)?,
        task.position,
        zoned_due(task) as _,
        task.completed_at.map(Instant) as _,
        task.deleted_at.map(Instant) as _,
        search::text(task),
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Writes an existing task as it is now.
pub async fn update(conn: &mut PgConnection, user: Uuid, task: &Task) -> Result<(), Error> {
    let due = task.due.as_ref();
    sqlx::query!(
        "UPDATE tasks SET list_id = $3, title = $4, notes = $5, tags = $6, priority = $7,
            due_date = $8, due_time = $9, due_time_zone = $10,
            completed_at = $11, deleted_at = $12, updated_at = $13, version = $14,
            series_id = $15, parent_id = $16, start_date = $17, deadline = $18, duration_minutes = $19,
            recurrence = $20, anchor = $21, reminders = $22, position = $23, due_at = $24, search = $25
        WHERE user_id = $1 AND id = $2",
        user,
        task.id,
        task.list_id,
        task.title,
        task.notes,
        &task.tags,
        task.priority as i16,
        due.map(|due| Day(due.date)) as _,
        due.and_then(|due| due.time)
            .map(|time| TimeOfDay(time.time())) as _,
        due.and_then(|due| due.time_zone.as_deref()),
        task.completed_at.map(Instant) as _,
        task.deleted_at.map(Instant) as _,
        Instant(task.updated_at) as _,
        task.version,
        task.series_id,
        task.parent_id,
        task.start_date.map(Day) as _,
        task.deadline.map(Day) as _,
        row::minutes(task),
        task.recurrence.as_ref().map(|rule| json("tasks", rule)).transpose()?,
        task.anchor.as_ref().map(|due| json("tasks", due)).transpose()?,
        json("tasks", &task.reminders)?,
        task.position,
        zoned_due(task) as _,
        search::text(task),
    )
    .execute(conn)
    .await?;
    Ok(())
}
