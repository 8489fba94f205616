//! Imports: what is to be added, how far it is, and what came of it.

use jiff::Timestamp;
use shared::api::{Import, ImportFormat, ImportProblem, ImportState, UndoOffer};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, json, time::Instant};
use crate::domain::import::Item;

/// Why an import cannot be begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error("another import of this person is not over yet")]
    Running,
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for BeginError {
    fn from(error: sqlx::Error) -> Self {
        let running = error
            .as_database_error()
            .is_some_and(|cause| cause.constraint() == Some("imports_open_user"));
        if running {
            Self::Running
        } else {
            Self::Store(error.into())
        }
    }
}

/// Writes a new import with all that it is to add.
pub async fn insert(
    conn: &mut PgConnection,
    user: Uuid,
    import: &Import,
    items: &[Item],
) -> Result<(), BeginError> {
    sqlx::query!(
        "INSERT INTO imports (id, user_id, format, state, total, problems, problem_count, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        import.id,
        user,
        import.format.as_str(),
        import.state.as_str(),
        import.total,
        json("imports", &import.problems)?,
        import.problem_count,
        Instant(import.created_at) as _,
    )
    .execute(&mut *conn)
    .await?;
    let rows = items.iter().map(|item| json("import_rows", item));
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    sqlx::query!(
        "INSERT INTO import_rows (import_id, n, item)
        SELECT $1, new.n - 1, new.item FROM unnest($2::jsonb[]) WITH ORDINALITY AS new (item, n)",
        import.id,
        &rows,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    format: String,
    state: String,
    total: i64,
    looked_at: i64,
    added: i64,
    problems: serde_json::Value,
    problem_count: i64,
    undo_token: Option<String>,
    undo_expires_at: Option<Instant>,
    created_at: Instant,
    finished_at: Option<Instant>,
}

impl TryFrom<Row> for Import {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let inconsistent = |problem: String| Error::Inconsistent {
            table: "imports",
            problem: format!("{problem} of {}", row.id),
        };
        let word = |text: &str| serde_json::Value::String(text.to_owned());
        let format: ImportFormat = serde_json::from_value(word(&row.format))
            .map_err(|error| inconsistent(error.to_string()))?;
        let state: ImportState = serde_json::from_value(word(&row.state))
            .map_err(|error| inconsistent(error.to_string()))?;
        let problems: Vec<ImportProblem> = serde_json::from_value(row.problems)
            .map_err(|error| inconsistent(error.to_string()))?;
        let undo = row.undo_token.zip(row.undo_expires_at);
        Ok(Self {
            id: row.id,
            format,
            state,
            total: row.total,
            looked_at: row.looked_at,
            added: row.added,
            problems,
            problem_count: row.problem_count,
            created_at: row.created_at.0,
            finished_at: row.finished_at.map(|at| at.0),
            undo: undo.map(|(token, expires_at)| UndoOffer {
                token,
                expires_at: expires_at.0,
            }),
        })
    }
}

pub async fn find(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<Option<Import>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, format, state, total, looked_at, added, problems, problem_count, undo_token,
            undo_expires_at AS "undo_expires_at: Instant", created_at AS "created_at: Instant",
            finished_at AS "finished_at: Instant"
        FROM imports WHERE user_id = $1 AND id = $2"#,
        user,
        id,
    )
    .fetch_optional(db)
    .await?
    .map(Import::try_from)
    .transpose()
}

/// Claims the oldest import that no replica is at: its id, and whose it is.
pub async fn claim(
    db: impl PgExecutor<'_>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<(Uuid, Uuid)>, Error> {
    let row = sqlx::query!(
        "UPDATE imports SET claimed_until = $2, state = 'running'
        WHERE id = (
            SELECT id FROM imports
            WHERE finished_at IS NULL AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING id, user_id",
        Instant(now) as _,
        Instant(until) as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.id, row.user_id)))
}

/// The next things that an import is to add, with their numbers; none once it is over or through. Under the lock of
/// the person's row nobody else is at them.
pub async fn next(
    conn: &mut PgConnection,
    id: Uuid,
    limit: i64,
) -> Result<Vec<(i64, Item)>, Error> {
    let rows = sqlx::query!(
        "SELECT n, item FROM import_rows JOIN imports ON imports.id = import_id
        WHERE import_id = $1 AND finished_at IS NULL AND n >= looked_at ORDER BY n LIMIT $2",
        id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| match serde_json::from_value(row.item) {
            Ok(item) => Ok((row.n, item)),
            Err(error) => Err(Error::Inconsistent {
                table: "import_rows",
                problem: error.to_string(),
            }),
        })
        .collect()
}

/// Notes how far an import is, in the transaction of what was added.
pub async fn advance(
    conn: &mut PgConnection,
    id: Uuid,
    looked_at: i64,
    added: &[i64],
    claimed_until: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE import_rows SET added = true WHERE import_id = $1 AND n = ANY($2)",
        id,
        added,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE imports SET looked_at = $2, added = added + $3, claimed_until = $4 WHERE id = $1",
        id,
        looked_at,
        i64::try_from(added.len()).unwrap_or(i64::MAX),
        Instant(claimed_until) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an import has added, in its order.
pub async fn added(conn: &mut PgConnection, id: Uuid) -> Result<Vec<Item>, Error> {
    let rows = sqlx::query_scalar!(
        "SELECT item FROM import_rows WHERE import_id = $1 AND added ORDER BY n",
        id
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|item| {
            serde_json::from_value(item).map_err(|error| Error::Inconsistent {
                table: "import_rows",
                problem: error.to_string(),
            })
        })
        .collect()
}

/// Ends an import that is not over. `false` when it is.
pub async fn finish(
    conn: &mut PgConnection,
    id: Uuid,
    state: ImportState,
    undo: Option<&UndoOffer>,
    now: Timestamp,
) -> Result<bool, Error> {
    let ended = sqlx::query!(
        "UPDATE imports SET state = $2, undo_token = $3, undo_expires_at = $4, finished_at = $5
        WHERE id = $1 AND finished_at IS NULL",
        id,
        state.as_str(),
        undo.map(|undo| undo.token.as_str()),
        undo.map(|undo| Instant(undo.expires_at)) as _,
        Instant(now) as _,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("DELETE FROM import_rows WHERE import_id = $1", id)
        .execute(conn)
        .await?;
    Ok(ended.rows_affected() == 1)
}

/// Forgets imports that were over before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM imports WHERE finished_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
