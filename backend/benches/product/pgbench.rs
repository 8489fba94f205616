//! The same statements without us: pgbench on the same server, and proof that they are the same.

use std::{collections::BTreeMap, process::Stdio, time::Duration};

use anyhow::{Context as _, ensure};
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::process::Command;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/product/");
const SCRIPT: &str = "create.sql";

/// Transactions a second of creating tasks.
pub(crate) async fn run(
    database_url: &str,
    connections: u64,
    users: u64,
    duration: Duration,
) -> anyhow::Result<f64> {
    run_script(SCRIPT, database_url, connections, users, duration).await
}

/// Transactions a second of a script beside this file.
pub(crate) async fn run_script(
    script: &str,
    database_url: &str,
    connections: u64,
    users: u64,
    duration: Duration,
) -> anyhow::Result<f64> {
    let program = std::env::var("PGBENCH").unwrap_or_else(|_| "pgbench".to_owned());
    let output = Command::new(program)
        // As the product's connections are set (store/mod.rs).
        .env(
            "PGOPTIONS",
            "-c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan",
        )
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={connections}"))
        .arg(format!("--time={}", duration.as_secs()))
        .arg(format!("--define=users={users}"))
        .args(["--file", &format!("{SCRIPTS}{script}"), database_url])
        .stdin(Stdio::null())
        .output()
        .await
        .context("pgbench cannot be run; it comes with the PostgreSQL server")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "pgbench failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next())
        .with_context(|| format!("no tps in {text}"))?
        .parse()
        .context("tps is not a number")
}

/// How often each kind of statement ("INSERT tasks") ran since `forget`.
pub(crate) async fn statements(database_url: &str) -> anyhow::Result<BTreeMap<String, i64>> {
    let mut database = PgConnection::connect(database_url).await?;
    let rows = sqlx::query(
        "SELECT query, calls FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .fetch_all(&mut database)
    .await?;
    let mut kinds = BTreeMap::new();
    for row in rows {
        *kinds.entry(kind(row.get("query"))).or_default() += row.get::<i64, _>("calls");
    }
    Ok(kinds)
}

pub(crate) async fn forget(database_url: &str) -> anyhow::Result<()> {
    let mut database = PgConnection::connect(database_url).await?;
    for statement in [
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
        "SELECT pg_stat_statements_reset()",
    ] {
        sqlx::query(statement).execute(&mut database).await?;
    }
    Ok(())
}

/// The verb and the first table of each statement in the script.
pub(crate) fn script() -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(format!("{SCRIPTS}{SCRIPT}"))?.replace("\\gset", ";");
    let sql: String = text
        .lines()
        .filter(|line| !line.starts_with("--") && !line.starts_with('\\'))
        .flat_map(|line| [line, " "])
        .collect();
    let statements = sql.split(';').map(str::trim);
    Ok(statements.filter(|sql| !sql.is_empty()).map(kind).collect())
}

fn kind(sql: &str) -> String {
    let mut words = sql.split(|char: char| char.is_whitespace() || char == '(');
    let verb = words.next().unwrap_or_default().to_uppercase();
    let before = match verb.as_str() {
        "SELECT" | "DELETE" => "FROM",
        "INSERT" => "INTO",
        _ => {
            return [Some(verb.as_str()), words.next()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
        }
    };
    let table = words
        .skip_while(|word| !word.eq_ignore_ascii_case(before))
        .nth(1);
    format!("{verb} {}", table.unwrap_or_default())
}
