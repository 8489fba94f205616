//! People and their sessions.

use jiff::Timestamp;
use shared::api::User;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, time::Instant};

struct Row {
    id: Uuid,
    email: Option<String>,
    name: Option<String>,
    time_zone: String,
    created_at: Instant,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            guest: row.email.is_none(),
            email: row.email,
            name: row.name,
            time_zone: row.time_zone,
            created_at: row.created_at.0,
        }
    }
}

/// What a unit of work needs to know of the person.
#[derive(Debug)]
pub struct Locked {
    pub seq: i64,
    pub time_zone: String,
    /// Minutes before a time at which to remind, where the person did not say otherwise.
    pub default_reminder: Option<u32>,
}

/// Counts one more change of a person. Locks the person's row until the transaction ends, so that commit order
/// is seq order.
pub async fn lock(conn: &mut PgConnection, user: Uuid) -> Result<Locked, Error> {
    let row = sqlx::query!(
        "UPDATE users SET seq = seq + 1 WHERE id = $1 RETURNING seq, time_zone",
        user
    )
    .fetch_one(conn)
    .await?;
    Ok(Locked {
        seq: row.seq,
        time_zone: row.time_zone,
        default_reminder: Some(0),
    })
}

/// Why an account cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("this e-mail address has an account already")]
    EmailTaken,
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        let taken = error
            .as_database_error()
            .is_some_and(|cause| cause.constraint() == Some("users_email_key"));
        if taken {
            Self::EmailTaken
        } else {
            Self::Store(error.into())
        }
    }
}

pub async fn insert(
    conn: &mut PgConnection,
    user: &User,
    password_hash: Option<&str>,
) -> Result<(), WriteError> {
    sqlx::query!(
        "INSERT INTO users (id, email, password_hash, name, time_zone, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)",
        user.id,
        user.email,
        password_hash,
        user.name,
        user.time_zone,
        Instant(user.created_at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Turns a guest into an account. `false` when the person has one already.
pub async fn upgrade(
    conn: &mut PgConnection,
    user: &User,
    password_hash: &str,
) -> Result<bool, WriteError> {
    let written = sqlx::query!(
        "UPDATE users SET email = $2, password_hash = $3, name = $4, time_zone = $5
        WHERE id = $1 AND email IS NULL",
        user.id,
        user.email,
        password_hash,
        user.name,
        user.time_zone,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

pub async fn update_profile(
    db: impl PgExecutor<'_>,
    id: Uuid,
    time_zone: Option<&str>,
    name: Option<&str>,
) -> Result<User, Error> {
    Ok(sqlx::query_as!(
        Row,
        r#"UPDATE users SET time_zone = coalesce($2, time_zone), name = coalesce($3, name)
        WHERE id = $1 RETURNING id, email, name, time_zone, created_at AS "created_at: Instant""#,
        id,
        time_zone,
        name,
    )
    .fetch_one(db)
    .await?
    .into())
}

/// A person by their address, with the hash of their password.
pub async fn by_email(
    db: impl PgExecutor<'_>,
    email: &str,
) -> Result<Option<(User, Option<String>)>, Error> {
    let row = sqlx::query!(
        r#"SELECT id, email, name, time_zone, created_at AS "created_at: Instant", password_hash
        FROM users WHERE email = $1"#,
        email,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let user = Row {
            id: row.id,
            email: row.email,
            name: row.name,
            time_zone: row.time_zone,
            created_at: row.created_at,
        };
        (user.into(), row.password_hash)
    }))
}

/// Whose session this is, while it lasts.
pub async fn by_session(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<User>, Error> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT users.id, email, name, time_zone, users.created_at AS "created_at: Instant"
        FROM sessions JOIN users ON users.id = user_id
        WHERE token_hash = $1 AND expires_at > $2"#,
        token_hash,
        Instant(now) as _,
    )
    .fetch_optional(db)
    .await?
    .map(User::from))
}

pub async fn insert_session(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    user: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        user,
        Instant(now) as _,
        Instant(expires_at) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete_session(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", token_hash)
        .execute(db)
        .await?;
    Ok(())
}
