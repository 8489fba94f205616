//! Lists.

use shared::api::List;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

pub async fn all(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<List>, Error> {
    Ok(sqlx::query_as!(
        List,
        "SELECT id, name, is_inbox, version FROM lists WHERE user_id = $1
        ORDER BY is_inbox DESC, lower(name)",
        user,
    )
    .fetch_all(db)
    .await?)
}

pub async fn exists(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM lists WHERE user_id = $1 AND id = $2) AS "exists!""#,
        user,
        id,
    )
    .fetch_one(db)
    .await?)
}

pub async fn inbox(db: impl PgExecutor<'_>, user: Uuid) -> Result<Uuid, Error> {
    Ok(
        sqlx::query_scalar!("SELECT id FROM lists WHERE user_id = $1 AND is_inbox", user)
            .fetch_one(db)
            .await?,
    )
}

pub async fn insert(
    conn: &mut PgConnection,
    user: Uuid,
    list: &List,
    now: jiff::Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO lists (id, user_id, name, is_inbox, version, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)",
        list.id,
        user,
        list.name,
        list.is_inbox,
        list.version,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
