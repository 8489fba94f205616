//! Sessions and personal tokens: who a request is from.

use jiff::Timestamp;
use shared::api::{Scope, Session, Token, User};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Error, time::Instant, users::person};

/// The person of a session or token, and when it was last seen to be used.
#[derive(Debug)]
pub struct Known {
    pub user: User,
    /// Of a token.
    pub scope: Option<Scope>,
    pub seen_at: Option<Timestamp>,
}

/// Whose session this is, while it lasts.
pub async fn by_session(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Known>, Error> {
    let row = sqlx::query!(
        r#"SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id,
            default_reminder, users.created_at AS "created_at: Instant", last_seen_at AS "last_seen_at: Instant"
        FROM sessions JOIN users ON users.id = user_id
        WHERE token_hash = $1 AND expires_at > $2"#,
        token_hash,
        Instant(now) as _,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Known {
            seen_at: Some(row.last_seen_at.0),
            scope: None,
            user: person!(row)?,
        })
    })
    .transpose()
}

/// Whose token this is, until it expires.
pub async fn by_token(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Known>, Error> {
    let row = sqlx::query!(
        r#"SELECT users.id, email, users.name, time_zone, week_start, language, times_of_day, default_list_id,
            default_reminder, users.created_at AS "created_at: Instant",
            scope, last_used_at AS "last_used_at: Instant"
        FROM api_tokens JOIN users ON users.id = user_id
        WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)"#,
        token_hash,
        Instant(now) as _,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Known {
            seen_at: row.last_used_at.map(|at| at.0),
            scope: Some(scope(&row.scope)),
            user: person!(row)?,
        })
    })
    .transpose()
}

/// What a column does not say clearly may only read.
fn scope(column: &str) -> Scope {
    if column == Scope::Write.as_str() {
        Scope::Write
    } else {
        Scope::Read
    }
}

pub async fn touch_session(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1",
        token_hash,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn touch_token(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE api_tokens SET last_used_at = $2 WHERE token_hash = $1",
        token_hash,
        Instant(now) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A session as it is begun.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub id: Uuid,
    pub token_hash: &'a [u8],
    pub user: Uuid,
    pub user_agent: Option<&'a str>,
    pub expires_at: Timestamp,
}

pub async fn insert(
    db: impl PgExecutor<'_>,
    session: &NewSession<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6)",
        session.id,
        session.token_hash,
        session.user,
        session.user_agent,
        Instant(now) as _,
        Instant(session.expires_at) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", token_hash)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends a person's sessions, but the one that asks.
pub async fn delete_others(
    db: impl PgExecutor<'_>,
    user: Uuid,
    token_hash: &[u8],
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2",
        user,
        token_hash
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends all of a person's sessions.
pub async fn delete_all(db: impl PgExecutor<'_>, user: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sessions WHERE user_id = $1", user)
        .execute(db)
        .await?;
    Ok(())
}

/// `false` when the person has no such session.
pub async fn revoke(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM sessions WHERE user_id = $1 AND id = $2",
        user,
        id
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// A person's sessions, the latest first; `current` is the hash of the one that asks.
pub async fn all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    current: &[u8],
    now: Timestamp,
) -> Result<Vec<Session>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, user_agent, created_at AS "created_at: Instant", last_seen_at AS "last_seen_at: Instant",
            expires_at AS "expires_at: Instant", token_hash = $2 AS "current!"
        FROM sessions WHERE user_id = $1 AND expires_at > $3 ORDER BY last_seen_at DESC, id"#,
        user,
        current,
        Instant(now) as _,
    )
    .fetch_all(db)
    .await?;
    let sessions = rows.into_iter().map(|row| Session {
        id: row.id,
        user_agent: row.user_agent,
        created_at: row.created_at.0,
        last_seen_at: row.last_seen_at.0,
        expires_at: row.expires_at.0,
        current: row.current,
    });
    Ok(sessions.collect())
}

pub async fn prune(db: impl PgExecutor<'_>, now: Timestamp) -> Result<u64, Error> {
    let gone = sqlx::query!(
        "DELETE FROM sessions WHERE expires_at < $1",
        Instant(now) as _
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}

pub async fn insert_token(
    db: impl PgExecutor<'_>,
    user: Uuid,
    token_hash: &[u8],
    token: &Token,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO api_tokens (id, user_id, token_hash, name, scope, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)",
        token.id,
        user,
        token_hash,
        token.name,
        token.scope.as_str(),
        Instant(token.created_at) as _,
        token.expires_at.map(Instant) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person's tokens, without their secrets, the newest first.
pub async fn tokens(db: impl PgExecutor<'_>, user: Uuid) -> Result<Vec<Token>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, name, scope, created_at AS "created_at: Instant", expires_at AS "expires_at: Instant",
            last_used_at AS "last_used_at: Instant"
        FROM api_tokens WHERE user_id = $1 ORDER BY id DESC"#,
        user,
    )
    .fetch_all(db)
    .await?;
    let tokens = rows.into_iter().map(|row| Token {
        id: row.id,
        name: row.name,
        scope: scope(&row.scope),
        created_at: row.created_at.0,
        expires_at: row.expires_at.map(|at| at.0),
        last_used_at: row.last_used_at.map(|at| at.0),
        token: None,
    });
    Ok(tokens.collect())
}

/// `false` when the person has no such token.
pub async fn delete_token(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM api_tokens WHERE user_id = $1 AND id = $2",
        user,
        id
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() == 1)
}
