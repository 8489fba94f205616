//! Saved filters.

use shared::api::SavedFilter;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

/// Why a filter cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("another filter has this name")]
    NameTaken,
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        let taken = error
            .as_database_error()
            .is_some_and(|cause| cause.constraint() == Some("filters_user_name"));
        if taken {
            Self::NameTaken
        } else {
            Self::Store(error.into())
        }
    }
}

/// The filters of a person by name, or the one of an id.
pub async fn all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    id: Option<Uuid>,
) -> Result<Vec<SavedFilter>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, name, filter, created_at AS "created_at: Instant" FROM filters
        WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY lower(name)"#,
        user,
        id,
    )
    .fetch_all(db)
    .await?;
    let filters = rows.into_iter().map(|row| SavedFilter {
        id: row.id,
        name: row.name,
        filter: row.filter,
        created_at: row.created_at.0,
    });
    Ok(filters.collect())
}

/// Writes a filter, new or as it is now.
pub async fn save(
    conn: &mut PgConnection,
    user: Uuid,
    filter: &SavedFilter,
) -> Result<(), WriteError> {
    sqlx::query!(
        "INSERT INTO filters (id, user_id, name, filter, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET name = $3, filter = $4",
        filter.id,
        user,
        filter.name,
        filter.filter,
        Instant(filter.created_at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// `false` when the person has no such filter.
pub async fn delete(conn: &mut PgConnection, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM filters WHERE user_id = $1 AND id = $2",
        user,
        id
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() == 1)
}
