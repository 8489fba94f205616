//! What each undo token brings back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::api::{Due, List, Task};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Error, json, time::Instant};

/// One change that a token reverts: what was before it (`None`: nothing was there), and the version that it
/// made. A later version is somebody's newer work, unless an undo made it, which then names the version that it
/// brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    Task {
        task_id: Uuid,
        before: Option<Box<Task>>,
        #[serde(default)]
        anchor: Option<Due>,
        after_version: i64,
        #[serde(default)]
        restores: Option<i64>,
    },
    List {
        list_id: Uuid,
        before: Option<List>,
        after_version: i64,
        #[serde(default)]
        restores: Option<i64>,
    },
}

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub steps: Vec<Step>,
    /// Its steps are those of an undo: taking them back is a redo.
    pub reverts: bool,
}

impl Step {
    /// The task or list that it is about.
    pub(super) fn subject(&self) -> Uuid {
        match self {
            Self::Task { task_id: id, .. } | Self::List { list_id: id, .. } => *id,
        }
    }

    pub(super) fn before_version(&self) -> Option<i64> {
        match self {
            Self::Task { before, .. } => before.as_ref().map(|task| task.version),
            Self::List { before, .. } => before.as_ref().map(|list| list.version),
        }
    }

    pub(super) fn after_version(&self) -> i64 {
        match self {
            Self::Task { after_version, .. } | Self::List { after_version, .. } => *after_version,
        }
    }
}

/// Adds steps to what a token reverts, or begins a token with them. What was reverted in between stays reverted.
pub async fn append(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    entry: &Entry,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO undo_log (token_hash, user_id, steps, reverts, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (token_hash) DO UPDATE SET
            steps = CASE WHEN undo_log.used_at IS NULL THEN undo_log.steps ELSE '[]' END || $3,
            reverts = (undo_log.reverts OR undo_log.used_at IS NOT NULL) AND $4,
            used_at = NULL,
            expires_at = $5",
        token_hash,
        user,
        json("undo_log", &entry.steps)?,
        entry.reverts,
        Instant(expires_at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses a token up and returns what it reverts; `None` when it is unknown, used or too old.
pub async fn take(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    now: Timestamp,
) -> Result<Option<Entry>, Error> {
    let row = sqlx::query!(
        "UPDATE undo_log SET used_at = $3
        WHERE token_hash = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING steps, reverts",
        token_hash,
        user,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| entry(row.steps, row.reverts)).transpose()
}

/// Uses up the person's newest token, of a change or of an undo, and returns what it reverts.
pub async fn take_newest(
    conn: &mut PgConnection,
    user: Uuid,
    reverts: bool,
    now: Timestamp,
) -> Result<Option<Entry>, Error> {
    let steps = sqlx::query_scalar!(
        "UPDATE undo_log SET used_at = $3
        WHERE token_hash = (
            SELECT token_hash FROM undo_log
            WHERE user_id = $1 AND reverts = $2 AND used_at IS NULL AND expires_at > $3
            ORDER BY expires_at DESC LIMIT 1
        )
        RETURNING steps",
        user,
        reverts,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?;
    steps.map(|steps| entry(steps, reverts)).transpose()
}

/// Those of the tokens that can still be used.
pub async fn usable(
    db: impl sqlx::PgExecutor<'_>,
    user: Uuid,
    token_hashes: &[Vec<u8>],
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, Error> {
    let usable = sqlx::query_scalar!(
        "SELECT token_hash FROM undo_log
        WHERE token_hash = ANY($2) AND user_id = $1 AND used_at IS NULL AND expires_at > $3",
        user,
        token_hashes,
        Instant(now) as _,
    )
    .fetch_all(db)
    .await?;
    Ok(usable)
}

/// The steps of every undo of the last day.
pub async fn restorations(
    conn: &mut PgConnection,
    user: Uuid,
    now: Timestamp,
) -> Result<Vec<Step>, Error> {
    let rows = sqlx::query_scalar!(
        "SELECT steps FROM undo_log WHERE user_id = $1 AND reverts AND expires_at > $2",
        user,
        Instant(now) as _,
    )
    .fetch_all(conn)
    .await?;
    let mut steps = Vec::new();
    for row in rows {
        steps.extend(entry(row, true)?.steps);
    }
    Ok(steps)
}

fn entry(steps: serde_json::Value, reverts: bool) -> Result<Entry, Error> {
    let steps = serde_json::from_value(steps).map_err(|error| Error::Inconsistent {
        table: "undo_log",
        problem: error.to_string(),
    })?;
    Ok(Entry { steps, reverts })
}

/// Forgets tokens that are too old.
pub async fn prune(db: impl sqlx::PgExecutor<'_>, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM undo_log WHERE expires_at < $1",
        Instant(now) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
