//! How fast committed events become effects.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use sqlx::PgPool;
use tokio::time::Instant;

const PATIENCE: Duration = Duration::from_mins(5);

/// Commits `each` events of every person at once, like the newest that is there, and returns how many a second
/// had their effect by the time of the last.
pub(crate) async fn per_second(pool: &PgPool, each: i64) -> anyhow::Result<f64> {
    let before = effects(pool).await?;
    let mut tx = pool.begin().await?;
    let written = sqlx::query(
        "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at)
        SELECT gen_random_uuid(), users.id, users.seq + n, topic, type, subject,
            data || jsonb_build_object('user_id', users.id, 'seq', users.seq + n), now()
        FROM (SELECT topic, type, subject, data FROM outbox ORDER BY created_at DESC LIMIT 1) AS newest,
            users, generate_series(1, $1) AS n",
    )
    .bind(each)
    .execute(&mut *tx)
    .await?
    .rows_affected();
    sqlx::query("UPDATE users SET seq = seq + $1")
        .bind(each)
        .execute(&mut *tx)
        .await?;
    let began = Instant::now();
    tx.commit().await?;
    let written = i64::try_from(written).context("few events")?;
    while effects(pool).await? < before + written {
        ensure!(
            began.elapsed() < PATIENCE,
            "events still wait after {PATIENCE:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    Ok(written as f64 / began.elapsed().as_secs_f64())
}

async fn effects(pool: &PgPool) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM activity")
        .fetch_one(pool)
        .await?)
}
