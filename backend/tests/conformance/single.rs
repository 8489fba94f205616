//! What holds of one backend, with the embedded runtime, as a process of its own.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::StatusCode;
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::{
    app::{Client, create_database, drop_database, eventually, with_database, within},
    process::{Process, free_port, run},
    rules,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_backend");

pub(crate) struct Backend {
    /// Made for it, and dropped with it.
    database: Option<String>,
    database_url: String,
    pub(crate) url: String,
    metrics: String,
    log: PathBuf,
    pub(crate) process: Process,
}

impl Backend {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// On a database that somebody else looks after.
    pub(crate) async fn on(database_url: &str) -> Self {
        Self::serving(None, database_url.to_owned(), &[]).await
    }

    async fn start_with(more: &[(&'static str, String)]) -> Self {
        let database = create_database().await;
        let database_url = with_database(&database);
        Self::serving(Some(database), database_url, more).await
    }

    async fn serving(
        database: Option<String>,
        database_url: String,
        more: &[(&str, String)],
    ) -> Self {
        let (listen, metrics) = (loopback(), loopback());
        let log = std::env::temp_dir().join(format!("todo-backend-{}.log", free_port()));
        let process = serve_with(&database_url, &listen, &metrics, &log, more);
        let backend = Self {
            database,
            database_url,
            url: format!("http://{listen}"),
            metrics: format!("http://{metrics}/metrics"),
            log,
            process,
        };
        backend.ready().await;
        backend
    }

    async fn restart(&mut self) {
        let (listen, metrics) = (loopback(), loopback());
        self.process = serve(&self.database_url, &listen, &metrics, &self.log);
        self.url = format!("http://{listen}");
        self.ready().await;
    }

    async fn ready(&self) {
        let ready = async || {
            let answer = reqwest::get(format!("{}/health/ready", self.url)).await;
            let up = answer.is_ok_and(|answer| answer.status().is_success());
            (up, self.process.log())
        };
        within(Duration::from_secs(30), ready, |(up, _)| *up).await;
    }

    async fn pool(&self) -> PgPool {
        PgPool::connect(&self.database_url).await.unwrap()
    }

    /// An operator's command, on the database alone.
    async fn operate(&self, arguments: &[&str]) -> String {
        run(PROGRAM, arguments, &[("DATABASE_URL", &self.database_url)]).await
    }

    /// Whether a second backend on its database refuses to start, and says why.
    pub(crate) async fn keeps_others_away(&self) -> bool {
        let log = self.log.with_extension("second.log");
        let second = serve(&self.database_url, &loopback(), &loopback(), &log);
        let ended = tokio::time::timeout(Duration::from_secs(20), second.ended()).await;
        let said = std::fs::read_to_string(&log).unwrap();
        std::fs::remove_file(&log).unwrap();
        ended.is_ok_and(|status| !status.success())
            && said.contains("another backend runs on this database already")
    }

    pub(crate) async fn end(self) {
        self.process.stop().await;
        if let Some(database) = &self.database {
            drop_database(database).await;
        }
        std::fs::remove_file(&self.log).unwrap();
    }
}

fn loopback() -> String {
    format!("127.0.0.1:{}", free_port())
}

fn serve(database_url: &str, listen: &str, metrics: &str, log: &Path) -> Process {
    serve_with(database_url, listen, metrics, log, &[])
}

fn serve_with(
    database_url: &str,
    listen: &str,
    metrics: &str,
    log: &Path,
    more: &[(&str, String)],
) -> Process {
    let mut vars = vec![
        ("DATABASE_URL", database_url),
        ("MIGRATE_ON_START", "true"),
        ("LISTEN_ADDR", listen),
        ("METRICS_ADDR", metrics),
    ];
    vars.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
    Process::start(PROGRAM.as_ref(), &["serve"], &vars, log.to_owned())
}

async fn seqs(pool: &PgPool, sql: &'static str) -> Vec<i64> {
    sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
}

const ACTIVITY: &str = "SELECT seq FROM activity ORDER BY seq";
const WAITING: &str = "SELECT seq FROM outbox WHERE published_at IS NULL ORDER BY seq";

pub(crate) async fn a_backend_killed_between_commit_and_publish_loses_nothing() {
    let mut backend = Backend::start().await;
    let pool = backend.pool().await;
    let ada = Client::guest(&backend.url).await;
    ada.add("one").await;
    eventually(async || seqs(&pool, ACTIVITY).await, |seen| *seen == [1]).await;
    // Nothing can be consumed while this is held, and so nothing counts as published.
    let mut lock = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE activity IN SHARE MODE")
        .execute(&mut *lock)
        .await
        .unwrap();
    ada.add("two").await;
    ada.add("three").await;
    assert_eq!(seqs(&pool, WAITING).await, [2, 3]);
    backend.process.kill().await;
    lock.rollback().await.unwrap();
    backend.restart().await;
    eventually(async || seqs(&pool, WAITING).await, Vec::is_empty).await;
    assert_eq!(seqs(&pool, ACTIVITY).await, [1, 2, 3]);
    pool.close().await;
    backend.end().await;
}

pub(crate) async fn an_answer_that_was_not_recorded_is_replayed_after_a_crash() {
    let mut backend = Backend::start().await;
    let pool = backend.pool().await;
    let mut ada = Client::guest(&backend.url).await;
    // The claim is written, the answer in its place is not: as when the process dies in between.
    sqlx::raw_sql(sqlx::AssertSqlSafe(rules::refuse_updates("state")))
        .execute(&pool)
        .await
        .unwrap();
    let add = async |client: &Client| {
        let request = client.request(reqwest::Method::POST, "/tasks");
        let request = request.header("idempotency-key", "crash");
        client
            .send(request.json(&serde_json::json!({"title": "once"})))
            .await
    };
    let first = add(&ada).await.expect(201);
    backend.process.kill().await;
    backend.restart().await;
    ada.url.clone_from(&backend.url);
    let began = std::time::Instant::now();
    let again = add(&ada).await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    pool.close().await;
    backend.end().await;
}

pub(crate) async fn metrics_are_told_apart_from_the_api() {
    let backend = Backend::start().await;
    let ada = Client::guest(&backend.url).await;
    let stream = ada.request(reqwest::Method::GET, "/stream").send().await;
    ada.add("one").await;
    ada.get("/tasks/00000000-0000-7000-8000-000000000000")
        .await
        .expect(404);
    let scrape = async || {
        reqwest::get(&backend.metrics)
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let wanted = [
        "http_server_request_duration_seconds_count{method=\"POST\",route=\"/api/v1/tasks\",status=\"201\"} 1",
        "route=\"/api/v1/tasks/{id}\",status=\"404\"} 1",
        "events_consumed_total{consumer=\"activity\",outcome=\"done\"} 1",
        "events_consumed_lag_seconds_count{consumer=\"activity\"} 1",
        "events_published_total{topic=\"task-events\",result=\"acknowledged\"} 1",
        "outbox_waiting_events 0",
        "outbox_oldest_age_seconds 0",
        "dead_letters 0",
        "reminders_late_seconds 0",
        "streams_open 1",
        "database_up 1",
        "db_pool_connections{state=\"idle\"}",
    ];
    let told = |text: &String| wanted.iter().all(|line| text.contains(line));
    let text = eventually(scrape, told).await;
    assert!(
        !text.contains("00000000-0000"),
        "a path is no label: {text}"
    );
    let public = reqwest::get(format!("{}/metrics", backend.url))
        .await
        .unwrap();
    assert_eq!(public.status(), StatusCode::NOT_FOUND);
    drop(stream);
    backend.end().await;
}

pub(crate) async fn an_operator_sees_replays_and_drops_events() {
    let backend = Backend::start().await;
    let pool = backend.pool().await;
    let ada = Client::guest(&backend.url).await;
    // A constraint that the first event breaks: poison.
    let mut admin = PgConnection::connect(&backend.database_url).await.unwrap();
    sqlx::raw_sql("ALTER TABLE activity ADD CONSTRAINT not_first CHECK (seq > 1)")
        .execute(&mut admin)
        .await
        .unwrap();
    ada.add("one").await;
    ada.add("two").await;
    eventually(async || seqs(&pool, ACTIVITY).await, |seen| *seen == [2]).await;
    let list = backend.operate(&["dead", "list"]).await;
    assert_eq!(list.lines().count(), 1, "{list}");
    assert!(
        list.contains("task-events\tactivity") && list.contains("not_first"),
        "{list}"
    );
    let letter = list.split('\t').next().unwrap();

    sqlx::raw_sql("ALTER TABLE activity DROP CONSTRAINT not_first")
        .execute(&mut admin)
        .await
        .unwrap();
    backend.operate(&["dead", "retry", letter]).await;
    eventually(async || seqs(&pool, ACTIVITY).await, |seen| *seen == [1, 2]).await;
    assert_eq!(backend.operate(&["dead", "list"]).await, "");

    // Older than what a relay looks at by itself, but for every half minute.
    sqlx::raw_sql("UPDATE outbox SET created_at = now() - interval '1 hour'")
        .execute(&mut admin)
        .await
        .unwrap();
    let replayed = backend
        .operate(&["outbox", "replay", "--since", "2020-01-01T00:00:00Z"])
        .await;
    assert_eq!(replayed, "replayed\t2");
    let status = async || backend.operate(&["outbox", "status"]).await;
    within(Duration::from_secs(4), status, |text| {
        text.starts_with("waiting\t0")
    })
    .await;
    assert_eq!(seqs(&pool, ACTIVITY).await, [1, 2]);

    sqlx::raw_sql(
        "INSERT INTO dead_letters (id, topic, consumer, reason, payload, received_at)
        VALUES (gen_random_uuid(), 'task-events', 'sidecar', 'unreadable', 'x', now())",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let list = backend.operate(&["dead", "list"]).await;
    let letter = list.split('\t').next().unwrap();
    backend.operate(&["dead", "drop", letter]).await;
    assert_eq!(backend.operate(&["dead", "list"]).await, "");
    admin.close().await.unwrap();
    pool.close().await;
    backend.end().await;
}

pub(crate) async fn one_trace_leads_from_the_request_to_its_effect() {
    // Traces are made once somebody is to have them; nobody needs to answer there.
    let backend = Backend::start_with(&[
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            format!("http://{}", loopback()),
        ),
        ("LOG_FORMAT", "json".to_owned()),
        ("RUST_LOG", "info,backend=debug".to_owned()),
    ])
    .await;
    let pool = backend.pool().await;
    let ada = Client::guest(&backend.url).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = ada
        .request(reqwest::Method::POST, "/tasks")
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
        .json(&serde_json::json!({"title": "traced"}));
    ada.send(request).await.expect(201);
    let stored: String = sqlx::query_scalar("SELECT traceparent FROM outbox")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(stored.split('-').nth(1), Some(trace));
    assert_ne!(
        stored.split('-').nth(2),
        Some("00f067aa0ba902b7"),
        "a span of its own"
    );
    let event: uuid::Uuid = sqlx::query_scalar("SELECT id FROM outbox")
        .fetch_one(&pool)
        .await
        .unwrap();
    let consumed = async || {
        let log = backend.process.log();
        let line = log.lines().find(|line| line.contains("event.consumed"));
        line.map(str::to_owned)
    };
    let line = eventually(consumed, Option::is_some).await.unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["span"]["trace.id"], trace, "{line}");
    assert_eq!(line["span"]["event.id"], event.to_string(), "{line}");
    pool.close().await;
    backend.end().await;
}
