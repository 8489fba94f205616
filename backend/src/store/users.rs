//! People and their sessions.

use jiff::Timestamp;
use shared::api::{TimesOfDay, User, WeekStart};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, json, time::Instant};

/// The columns of a person as they are read everywhere.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) time_zone: String,
    pub(super) week_start: String,
    pub(super) language: String,
    pub(super) times_of_day: serde_json::Value,
    pub(super) default_list_id: Option<Uuid>,
    pub(super) default_reminder: Option<i32>,
    pub(super) created_at: Instant,
}

/// The person in a row that holds more than their columns.
macro_rules! person {
    ($row:ident) => {
        shared::api::User::try_from($crate::store::users::Row {
            id: $row.id,
            email: $row.email,
            name: $row.name,
            time_zone: $row.time_zone,
            week_start: $row.week_start,
            language: $row.language,
            times_of_day: $row.times_of_day,
            default_list_id: $row.default_list_id,
            default_reminder: $row.default_reminder,
            created_at: $row.created_at,
        })
    };
}
pub(super) use person;

impl TryFrom<Row> for User {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let inconsistent = |problem: String| Error::Inconsistent {
            table: "users",
            problem,
        };
        let week_start = [WeekStart::Monday, WeekStart::Saturday, WeekStart::Sunday]
            .into_iter()
            .find(|day| day.as_str() == row.week_start)
            .ok_or_else(|| inconsistent(format!("week_start of {}", row.id)))?;
        let times_of_day: TimesOfDay = serde_json::from_value(row.times_of_day)
            .map_err(|error| inconsistent(format!("{error} of {}", row.id)))?;
        Ok(Self {
            id: row.id,
            guest: row.email.is_none(),
            email: row.email,
            name: row.name,
            time_zone: row.time_zone,
            week_start,
            times_of_day,
            default_list_id: row.default_list_id,
            default_reminder_minutes: minutes(row.default_reminder),
            language: row.language,
            created_at: row.created_at.0,
        })
    }
}

fn minutes(column: Option<i32>) -> Option<u32> {
    column.and_then(|minutes| u32::try_from(minutes).ok())
}

/// What a unit of work needs to know of the person.
#[derive(Debug)]
pub struct Locked {
    pub seq: i64,
    pub time_zone: String,
    /// Minutes before a time at which to remind, where the person did not say otherwise.
    pub default_reminder: Option<u32>,
    pub default_list: Option<Uuid>,
}

/// Counts one more change of a person. Locks the person's row until the transaction ends, so that commit order
/// is seq order.
pub async fn lock(conn: &mut PgConnection, user: Uuid) -> Result<Locked, Error> {
    let row = sqlx::query!(
        "UPDATE users SET seq = seq + 1 WHERE id = $1
        RETURNING seq, time_zone, default_reminder, default_list_id",
        user
    )
    .fetch_one(conn)
    .await?;
    Ok(Locked {
        seq: row.seq,
        time_zone: row.time_zone,
        default_reminder: minutes(row.default_reminder),
        default_list: row.default_list_id,
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

/// Writes name and settings as they are now.
pub async fn update_profile(db: impl PgExecutor<'_>, user: &User) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE users SET name = $2, time_zone = $3, week_start = $4, language = $5, times_of_day = $6,
            default_list_id = $7, default_reminder = $8
        WHERE id = $1",
        user.id,
        user.name,
        user.time_zone,
        user.week_start.as_str(),
        user.language,
        json("users", &user.times_of_day)?,
        user.default_list_id,
        user.default_reminder_minutes
            .and_then(|minutes| i32::try_from(minutes).ok()),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes a new address, a new password, or both.
pub async fn update_credentials(
    conn: &mut PgConnection,
    id: Uuid,
    email: Option<&str>,
    password_hash: Option<&str>,
) -> Result<(), WriteError> {
    sqlx::query!(
        "UPDATE users SET email = coalesce($2, email), password_hash = coalesce($3, password_hash)
        WHERE id = $1",
        id,
        email,
        password_hash,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A person by their address, with the hash of their password.
pub async fn by_email(
    db: impl PgExecutor<'_>,
    email: &str,
) -> Result<Option<(User, Option<String>)>, Error> {
    let row = sqlx::query!(
        r#"SELECT id, email, name, time_zone, week_start, language, times_of_day, default_list_id,
            default_reminder, created_at AS "created_at: Instant", password_hash
        FROM users WHERE email = $1"#,
        email,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let user = person!(row)?;
        Ok((user, row.password_hash))
    })
    .transpose()
}

pub async fn find(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<User>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, email, name, time_zone, week_start, language, times_of_day, default_list_id,
            default_reminder, created_at AS "created_at: Instant"
        FROM users WHERE id = $1"#,
        id,
    )
    .fetch_optional(db)
    .await?;
    row.map(User::try_from).transpose()
}

pub async fn password_hash(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<String>, Error> {
    Ok(
        sqlx::query_scalar!("SELECT password_hash FROM users WHERE id = $1", id)
            .fetch_one(db)
            .await?,
    )
}

pub async fn set_password(db: impl PgExecutor<'_>, id: Uuid, hash: &str) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE users SET password_hash = $2 WHERE id = $1",
        id,
        hash
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps a guest as they are until the transaction ends. `false` when there is no such guest any more.
pub async fn lock_guest(db: impl PgExecutor<'_>, id: Uuid) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM users WHERE id = $1 AND email IS NULL FOR UPDATE",
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// Removes a person with everything of theirs.
pub async fn delete(conn: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM outbox WHERE user_id = $1", id)
        .execute(&mut *conn)
        .await?;
    // A dead letter is kept as it came; whose it is stands in it.
    sqlx::query!(
        "DELETE FROM dead_letters WHERE position(convert_to($1, 'UTF8') IN payload) > 0",
        id.to_string(),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("DELETE FROM users WHERE id = $1", id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Some guests whom nobody has seen since `before`. How many at most stands in the statement, where the planner sees it.
pub async fn left_guests(db: impl PgExecutor<'_>, before: Timestamp) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM users
        WHERE email IS NULL AND created_at < $1
            AND coalesce((SELECT max(last_seen_at) FROM sessions WHERE user_id = users.id), '-infinity') < $1
            AND coalesce((SELECT max(last_used_at) FROM api_tokens WHERE user_id = users.id), '-infinity') < $1
        ORDER BY created_at LIMIT 500",
        Instant(before) as _,
    )
    .fetch_all(db)
    .await?)
}
