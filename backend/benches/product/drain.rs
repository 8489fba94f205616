//! How fast committed events become effects.

use std::time::Duration;

use anyhow::ensure;
use sqlx::PgPool;
use tokio::time::Instant;

const PATIENCE: Duration = Duration::from_mins(5);

/// Commits `each` events of every person at once, like the newest that is there, and returns how many.
pub(crate) async fn burst(pool: &PgPool, each: i64) -> anyhow::Result<u64> {
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
    tx.commit().await?;
    Ok(written)
}

/// How many of `written` events a second had their effect, from now to the last.
pub(crate) async fn per_second(pool: &PgPool, written: u64) -> anyhow::Result<f64> {
    let began = Instant::now();
    ensure!(
        caught_up(pool, PATIENCE).await?,
        "events still wait after {PATIENCE:?}"
    );
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let rate = written as f64 / began.elapsed().as_secs_f64();
    let (events, effects): (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM activity)")
            .fetch_one(pool)
            .await?;
    ensure!(events == effects, "{events} events had {effects} effects");
    Ok(rate)
}

/// Whether everybody's newest event had its effect within `patience`. Looks so that it costs little beside what is
/// measured: it stops at the first person who lags.
pub(crate) async fn caught_up(pool: &PgPool, patience: Duration) -> anyhow::Result<bool> {
    let began = Instant::now();
    loop {
        let lags: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM users
            WHERE seq > coalesce((SELECT max(seq) FROM activity WHERE user_id = users.id), 0))",
        )
        .fetch_one(pool)
        .await?;
        if !lags {
            return Ok(true);
        }
        if began.elapsed() > patience {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
