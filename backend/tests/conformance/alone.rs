//! One embedded backend on a database, whatever happens to the database.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::{
    app::{Client, within},
    cluster::Postgres,
    process::free_port,
    single::Backend,
};

const RESTART: Duration = Duration::from_secs(30);

pub(crate) async fn a_second_backend_on_the_database_refuses_to_start() {
    let backend = Backend::start().await;
    assert!(backend.keeps_others_away().await);
    backend.end().await;
}

pub(crate) async fn a_restarted_database_is_not_shared_by_two_backends() {
    let (folder, postgres) = server().await;
    let backend = Backend::on(&postgres.url).await;
    let ada = Client::guest(&backend.url).await;
    ada.add("before").await;
    postgres.kill().await;
    postgres.again().await;
    added(&ada, "after").await;
    assert!(backend.keeps_others_away().await);
    backend.end().await;
    stop(folder, postgres).await;
}

pub(crate) async fn a_backend_that_lost_its_database_to_another_serves_nothing() {
    let (folder, postgres) = server().await;
    let first = Backend::on(&postgres.url).await;
    let ada = Client::guest(&first.url).await;
    first.process.signal("STOP").await;
    postgres.kill().await;
    postgres.again().await;
    let second = Backend::on(&postgres.url).await;
    first.process.signal("CONT").await;
    for _ in 0..4 {
        let answer = ada.post("/tasks", &json!({"title": "not here"})).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
    }
    let mut there = ada.clone();
    there.url.clone_from(&second.url);
    there.add("there").await;
    assert!(first.process.log().contains("database.lock_waiting"));
    second.end().await;
    // Nobody has it any more.
    added(&ada, "here").await;
    let tasks = ada.get("/tasks").await.expect(200);
    let titles: Vec<_> = tasks["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| &task["title"])
        .collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    first.end().await;
    stop(folder, postgres).await;
}

/// Adds a task as soon as that is possible.
async fn added(client: &Client, title: &str) {
    let add = async || {
        let request = client
            .request(Method::POST, "/tasks")
            .header("idempotency-key", title);
        client
            .send(request.json(&json!({"title": title})))
            .await
            .status
    };
    within(RESTART, add, |status| *status == 201).await;
}

async fn server() -> (std::path::PathBuf, Postgres) {
    let folder = std::env::temp_dir().join(format!("todo-alone-{}", free_port()));
    std::fs::create_dir(&folder).unwrap();
    let postgres = Postgres::start(folder.join("postgres")).await;
    (folder, postgres)
}

async fn stop(folder: std::path::PathBuf, postgres: Postgres) {
    postgres.stop().await;
    drop(postgres);
    std::fs::remove_dir_all(folder).unwrap();
}
