//! Feeds for calendars: whose they are. Only hashes of their addresses are kept.

use jiff::Timestamp;
use shared::api::{Calendar, User};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Error, time::Instant, users::Row};

/// Makes a person's feed anew: an address from before leads nowhere.
pub async fn replace(
    db: impl PgExecutor<'_>,
    user: Uuid,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO calendars (user_id, token_hash, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE SET token_hash = $2, created_at = $3, last_read_at = NULL",
        user,
        token_hash,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn find(db: impl PgExecutor<'_>, user: Uuid) -> Result<Option<Calendar>, Error> {
    let row = sqlx::query!(
        r#"SELECT created_at AS "created_at: Instant", last_read_at AS "last_read_at: Instant"
        FROM calendars WHERE user_id = $1"#,
        user,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Calendar {
        url: None,
        created_at: row.created_at.0,
        last_read_at: row.last_read_at.map(|at| at.0),
    }))
}

/// `false` when the person has none.
pub async fn delete(db: impl PgExecutor<'_>, user: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!("DELETE FROM calendars WHERE user_id = $1", user)
        .execute(db)
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// Whose feed this is.
pub async fn owner(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<Option<User>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id,
            default_reminder, users.created_at AS "created_at: Instant"
        FROM calendars JOIN users ON users.id = user_id WHERE token_hash = $1"#,
        token_hash,
    )
    .fetch_optional(db)
    .await?;
    row.map(User::try_from).transpose()
}

/// Notes that a feed was read, to the hour.
pub async fn touch(db: impl PgExecutor<'_>, user: Uuid, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE calendars SET last_read_at = $2
        WHERE user_id = $1 AND (last_read_at IS NULL OR last_read_at < $2::timestamptz - interval '1 hour')",
        user,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
