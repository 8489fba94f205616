//! How often a person's words went to a language model.

use jiff::civil::Date;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Error, time::Day};

/// Counts one more call on a day. `false`, and nothing counted, when there were `budget` already.
pub async fn spend(
    db: impl PgExecutor<'_>,
    user: Uuid,
    day: Date,
    budget: i32,
) -> Result<bool, Error> {
    let spent = sqlx::query!(
        "INSERT INTO llm_usage AS used (user_id, day, calls) SELECT $1, $2, 1 WHERE $3 > 0
        ON CONFLICT (user_id, day) DO UPDATE SET calls = used.calls + 1 WHERE used.calls < $3",
        user,
        Day(day) as _,
        budget,
    )
    .execute(db)
    .await?;
    Ok(spent.rows_affected() == 1)
}

/// Forgets the days before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Date) -> Result<(), Error> {
    sqlx::query!("DELETE FROM llm_usage WHERE day < $1", Day(before) as _)
        .execute(db)
        .await?;
    Ok(())
}
