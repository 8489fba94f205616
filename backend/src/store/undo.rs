//! What each undo token brings back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::api::{Due, List, Task};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Error, time::Instant};

/// One change that a token reverts: what was before it (`None`: nothing was there), and the version that it
/// made. A later version is somebody's newer work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    Task {
        task_id: Uuid,
        before: Option<Box<Task>>,
        #[serde(default)]
        anchor: Option<Due>,
        after_version: i64,
    },
    List {
        list_id: Uuid,
        before: Option<List>,
        after_version: i64,
    },
}

pub async fn insert(
    conn: &mut PgConnection,
    token_hash: &[u8],
    user: Uuid,
    steps: &[Step],
    expires_at: Timestamp,
) -> Result<(), Error> {
    let steps = serde_json::to_value(steps).map_err(|error| Error::Inconsistent {
        table: "undo_log",
        problem: error.to_string(),
    })?;
    sqlx::query!(
        "INSERT INTO undo_log (token_hash, user_id, steps, expires_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        user,
        steps,
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
) -> Result<Option<Vec<Step>>, Error> {
    let steps = sqlx::query_scalar!(
        "UPDATE undo_log SET used_at = $3
        WHERE token_hash = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING steps",
        token_hash,
        user,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?;
    read(steps)
}

/// Uses up the person's newest token and returns what it reverts.
pub async fn take_newest(
    conn: &mut PgConnection,
    user: Uuid,
    now: Timestamp,
) -> Result<Option<Vec<Step>>, Error> {
    let steps = sqlx::query_scalar!(
        "UPDATE undo_log SET used_at = $2
        WHERE token_hash = (
            SELECT token_hash FROM undo_log
            WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2
            ORDER BY expires_at DESC LIMIT 1
        )
        RETURNING steps",
        user,
        Instant(now) as _,
    )
    .fetch_optional(conn)
    .await?;
    read(steps)
}

fn read(steps: Option<serde_json::Value>) -> Result<Option<Vec<Step>>, Error> {
    steps
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| Error::Inconsistent {
            table: "undo_log",
            problem: error.to_string(),
        })
}
