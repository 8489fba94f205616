use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Client, TestApp, eventually};

async fn seqs(app: &TestApp, sql: &'static str) -> Vec<i64> {
    sqlx::query_scalar(sql).fetch_all(app.pool()).await.unwrap()
}

const ACTIVITY: &str = "SELECT seq FROM activity ORDER BY seq";

/// Reads a stream until `count` changes came.
async fn changes(client: &Client, last_event_id: Option<i64>, count: usize) -> Vec<Value> {
    let request = client.request(Method::GET, "/stream");
    let request = match last_event_id {
        Some(id) => request.header("last-event-id", id.to_string()),
        None => request,
    };
    let mut body = request.send().await.unwrap().bytes_stream();
    let (mut text, mut seen) = (String::new(), Vec::new());
    let read = async {
        while seen.len() < count {
            text.push_str(std::str::from_utf8(&body.next().await.unwrap().unwrap()).unwrap());
            while let Some(end) = text.find("\n\n") {
                let rest = text.split_off(end + 2);
                let event = std::mem::replace(&mut text, rest);
                if event.contains("event: change") {
                    let data = event
                        .lines()
                        .find_map(|line| line.strip_prefix("data: "))
                        .unwrap();
                    seen.push(serde_json::from_str(data).unwrap());
                }
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), read)
        .await
        .expect("the changes come");
    seen
}

#[tokio::test]
async fn every_change_has_one_event_and_one_effect_in_order() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for number in 0..10 {
        ada.add(&format!("task {number}")).await;
    }
    let expected: Vec<i64> = (1..=10).collect();
    eventually(
        async || seqs(&app, ACTIVITY).await,
        |seen| *seen == expected,
    )
    .await;
    let log = ada.get("/changes?since=3").await.expect(200);
    let seen: Vec<_> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(seen, [4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(ada.get("/changes").await.expect(200)["next_since"], 10);
    assert_eq!(ada.get("/changes?since=11").await.field(), "since");
    app.end().await;
}

#[tokio::test]
async fn a_stream_shows_what_changes_and_replays_what_was_missed() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("before").await;
    let (live, ()) = futures::join!(changes(&ada, Some(0), 3), async {
        ada.add("during").await;
        app.guest().await.add("somebody else's").await;
        ada.add("after").await;
    });
    let titles: Vec<_> = live
        .iter()
        .map(|change| change["task"]["title"].clone())
        .collect();
    assert_eq!(titles, ["before", "during", "after"]);
    assert_eq!(changes(&ada, Some(1), 2).await, live[1..]);
    app.end().await;
}

#[tokio::test]
async fn an_event_that_was_committed_but_not_published_arrives_after_a_restart_once() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("one").await;
    eventually(async || seqs(&app, ACTIVITY).await, |seen| seen.len() == 1).await;
    // A crash between the effect and its acknowledgement leaves this row, and one before the publish leaves both.
    sqlx::raw_sql("UPDATE outbox SET published_at = NULL")
        .execute(app.pool())
        .await
        .unwrap();
    let app = TestApp::start_on(app.stop().await).await;
    let waiting = "SELECT seq FROM outbox WHERE published_at IS NULL";
    eventually(async || seqs(&app, waiting).await, Vec::is_empty).await;
    assert_eq!(seqs(&app, ACTIVITY).await, [1]);
    app.end().await;
}

#[tokio::test]
async fn poison_is_recorded_and_what_follows_moves_on() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("one").await;
    eventually(async || seqs(&app, ACTIVITY).await, |seen| seen.len() == 1).await;
    sqlx::raw_sql(
        "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at)
        SELECT gen_random_uuid(), user_id, 2, topic, type, subject, jsonb_set(data, '{schema_version}', '99'), created_at
        FROM outbox; UPDATE users SET seq = 2",
    )
    .execute(app.pool())
    .await
    .unwrap();
    ada.add("three").await;
    eventually(async || seqs(&app, ACTIVITY).await, |seen| *seen == [1, 3]).await;
    let reasons: Vec<String> = sqlx::query_scalar("SELECT reason FROM dead_letters")
        .fetch_all(app.pool())
        .await
        .unwrap();
    assert!(
        matches!(&reasons[..], [reason] if reason.contains("schema_version")),
        "{reasons:?}"
    );
    app.end().await;
}

#[tokio::test]
async fn a_rejected_write_leaves_no_gap() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let task = ada.add("one").await;
    let path = format!("/tasks/{}/reopen", task["id"].as_str().unwrap());
    let request = ada
        .request(Method::POST, &path)
        .header("idempotency-key", "k");
    ada.send(request.json(&json!({}))).await.expect(200);
    ada.post("/tasks", &json!({"title": ""})).await.expect(422);
    ada.add("two").await;
    eventually(async || seqs(&app, ACTIVITY).await, |seen| *seen == [1, 2]).await;
    app.end().await;
}
