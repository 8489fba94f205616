//! Lists.

use jiff::Timestamp;
use shared::api::List;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

struct Row {
    id: Uuid,
    name: String,
    colour: Option<String>,
    icon: Option<String>,
    position: String,
    archived: bool,
    is_inbox: bool,
    deleted_at: Option<Instant>,
    created_at: Instant,
    updated_at: Instant,
    version: i64,
}

impl From<Row> for List {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            colour: row.colour,
            icon: row.icon,
            position: row.position,
            archived: row.archived,
            is_inbox: row.is_inbox,
            deleted_at: row.deleted_at.map(|at| at.0),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
            version: row.version,
        }
    }
}

/// Why a list cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("another list has this name")]
    NameTaken,
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        let taken = error
            .as_database_error()
            .is_some_and(|cause| cause.constraint() == Some("lists_user_name"));
        if taken {
            Self::NameTaken
        } else {
            Self::Store(error.into())
        }
    }
}

/// The lists of a person outside the trash, the Inbox first, then in their order.
pub async fn all(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<List>, Error> {
    shown(db, user, Some(false)).await
}

/// The lists of a person that are in the trash, or are not, or both; the Inbox first, then in their order.
pub async fn shown(
    db: impl PgExecutor<'_>,
    user: Uuid,
    trashed: Option<bool>,
) -> Result<Vec<List>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, name, colour, icon, position, archived, is_inbox,
            deleted_at AS "deleted_at: Instant", created_at AS "created_at: Instant",
            updated_at AS "updated_at: Instant", version
        FROM lists WHERE user_id = $1 AND ($2::boolean IS NULL OR (deleted_at IS NOT NULL) = $2)
        ORDER BY is_inbox DESC, position, id"#,
        user,
        trashed,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(List::from).collect())
}

/// Those of `ids` that are the person's, trashed ones too.
pub async fn find_all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    ids: &[Uuid],
) -> Result<Vec<List>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, name, colour, icon, position, archived, is_inbox,
            deleted_at AS "deleted_at: Instant", created_at AS "created_at: Instant",
            updated_at AS "updated_at: Instant", version
        FROM lists WHERE user_id = $1 AND id = ANY($2)"#,
        user,
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(List::from).collect())
}

pub async fn find(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<Option<List>, Error> {
    Ok(find_all(db, user, &[id]).await?.pop())
}

pub async fn inbox(db: impl PgExecutor<'_>, user: Uuid) -> Result<Uuid, Error> {
    Ok(
        sqlx::query_scalar!("SELECT id FROM lists WHERE user_id = $1 AND is_inbox", user)
            .fetch_one(db)
            .await?,
    )
}

pub async fn last_position(db: impl PgExecutor<'_>, user: Uuid) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT position FROM lists WHERE user_id = $1 ORDER BY position DESC LIMIT 1",
        user
    )
    .fetch_optional(db)
    .await?)
}

/// Lists that have been in the trash since before `before`, with whose they are.
pub async fn expired(
    db: impl PgExecutor<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = sqlx::query!(
        "SELECT user_id, id FROM lists WHERE deleted_at < $1 ORDER BY deleted_at LIMIT $2",
        Instant(before) as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.id)).collect())
}

/// Removes a list for good. `false` while it still holds tasks.
pub async fn purge(conn: &mut PgConnection, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM lists WHERE user_id = $1 AND id = $2
            AND NOT EXISTS (SELECT FROM tasks WHERE tasks.user_id = $1 AND list_id = lists.id)",
        user,
        id,
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Writes a new list. `false` when the id exists already.
pub async fn insert(conn: &mut PgConnection, user: Uuid, list: &List) -> Result<bool, WriteError> {
    let written = sqlx::query!(
        "INSERT INTO lists (id, user_id, name, colour, icon, position, archived, is_inbox,
            deleted_at, created_at, updated_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO NOTHING",
        list.id,
        user,
        list.name,
        list.colour,
        list.icon,
        list.position,
        list.archived,
        list.is_inbox,
        list.deleted_at.map(Instant) as _,
        Instant(list.created_at) as _,
        Instant(list.updated_at) as _,
        list.version,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Writes an existing list as it is now.
pub async fn update(conn: &mut PgConnection, user: Uuid, list: &List) -> Result<(), WriteError> {
    sqlx::query!(
        "UPDATE lists SET name = $3, colour = $4, icon = $5, position = $6, archived = $7,
            deleted_at = $8, updated_at = $9, version = $10
        WHERE user_id = $1 AND id = $2",
        user,
        list.id,
        list.name,
        list.colour,
        list.icon,
        list.position,
        list.archived,
        list.deleted_at.map(Instant) as _,
        Instant(list.updated_at) as _,
        list.version,
    )
    .execute(conn)
    .await?;
    Ok(())
}
