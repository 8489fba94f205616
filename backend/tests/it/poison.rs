//! Events that are not as they should be, as the sidecar would deliver them.

use backend::worker::retention;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use crate::app::{Answer, Client, PASSWORD, TestApp, eventually};

const TOKEN: &str = "what the sidecar shows";

/// A backend that a sidecar delivers to, though none runs.
async fn start() -> TestApp {
    TestApp::start_with(&[
        ("RUNTIME", "dapr"),
        ("APP_API_TOKEN", TOKEN),
        ("DAPR_GRPC_PORT", "1"),
    ])
    .await
}

async fn deliver(app: &TestApp, token: Option<&str>, event: impl Into<String>) -> Answer {
    let nobody = app.nobody();
    let url = format!("{}/events/durable/task-events", app.url);
    let mut request = nobody
        .http
        .post(url)
        .header("content-type", "application/cloudevents+json")
        .body(event.into());
    if let Some(token) = token {
        request = request.header("dapr-api-token", token);
    }
    nobody.send(request).await
}

async fn delivered(app: &TestApp, event: &Value) -> Value {
    deliver(app, Some(TOKEN), event.to_string())
        .await
        .expect(200)["status"]
        .clone()
}

/// The event of a change that was just made, as it would be published.
async fn envelope(app: &TestApp, client: &Client) -> Value {
    let task = client.add("one").await;
    let (id, data): (Uuid, Value) =
        sqlx::query_as("SELECT id, data FROM outbox ORDER BY id DESC LIMIT 1")
            .fetch_one(app.pool())
            .await
            .unwrap();
    json!({
        "specversion": "1.0", "id": id, "source": "/todo-chatbot/backend", "type": "task.created",
        "subject": task["id"], "time": "2026-11-24T12:00:00Z", "datacontenttype": "application/json", "data": data,
    })
}

#[derive(Debug, FromRow)]
struct Letter {
    consumer: String,
    event_id: Option<String>,
    reason: String,
    payload: Vec<u8>,
    user_id: Option<Uuid>,
}

async fn letters(app: &TestApp) -> Vec<Letter> {
    sqlx::query_as(
        "SELECT consumer, event_id, reason, payload, user_id FROM dead_letters ORDER BY id",
    )
    .fetch_all(app.pool())
    .await
    .unwrap()
}

async fn effects(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM activity")
        .fetch_one(app.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn what_nobody_understands_is_kept_once_with_its_reason() {
    let app = start().await;
    let ada = app.guest().await;
    let event = envelope(&app, &ada).await;
    let with = |pointer: &str, value: Value| {
        let mut event = event.clone();
        event["id"] = json!(app.app.clock.new_id());
        *event.pointer_mut(pointer).unwrap() = value;
        event
    };
    let mut nameless = event.clone();
    nameless.as_object_mut().unwrap().remove("id");
    for (poison, reason) in [
        (
            with("/data/schema_version", json!(2)),
            "schema_version Some(2) is not 1",
        ),
        (
            with("/data/schema_version", json!("1")),
            "invalid type: string",
        ),
        (
            with("/type", json!("task.exploded")),
            "type \"task.exploded\" is unknown",
        ),
        (with("/subject", json!("no id")), "UUID"),
        (with("/data/task/title", json!(["a"])), "invalid type"),
        (with("/data", json!(null)), "invalid type: null"),
        (nameless, "missing field `id`"),
        (json!([]), "invalid"),
    ] {
        let before = letters(&app).await.len();
        for _ in 0..2 {
            assert_eq!(delivered(&app, &poison).await, "DROP", "{poison}");
            if poison["id"].is_null() {
                break;
            }
        }
        let letters = letters(&app).await;
        assert_eq!(letters.len(), before + 1, "{poison}");
        let letter = letters.last().unwrap();
        assert!(letter.reason.contains(reason), "{letter:?}");
        assert_eq!(letter.consumer, "activity");
        assert_eq!(letter.event_id.as_deref(), poison["id"].as_str());
        assert_eq!(
            serde_json::from_slice::<Value>(&letter.payload).unwrap(),
            poison
        );
    }
    assert_eq!(effects(&app).await, 0);
    assert_eq!(delivered(&app, &event).await, "SUCCESS");
    assert_eq!(effects(&app).await, 1);
    app.end().await;
}

#[tokio::test]
async fn an_event_of_a_megabyte_is_taken() {
    let app = start().await;
    let ada = app.guest().await;
    let mut event = envelope(&app, &ada).await;
    event["data"]["task"]["notes"] = json!("n".repeat(1024 * 1024));
    assert_eq!(delivered(&app, &event).await, "SUCCESS");
    assert_eq!((effects(&app).await, letters(&app).await.len()), (1, 0));
    // As poison, it is kept whole.
    event["id"] = json!(app.app.clock.new_id());
    event["data"]["schema_version"] = json!(2);
    assert_eq!(delivered(&app, &event).await, "DROP");
    assert!(letters(&app).await[0].payload.len() > 1024 * 1024);
    app.end().await;
}

#[tokio::test]
async fn of_two_events_with_one_id_the_first_counts() {
    let app = start().await;
    let ada = app.guest().await;
    let event = envelope(&app, &ada).await;
    assert_eq!(delivered(&app, &event).await, "SUCCESS");
    let mut other = event.clone();
    other["type"] = json!("task.deleted");
    other["data"]["seq"] = json!(99);
    assert_eq!(delivered(&app, &other).await, "SUCCESS");
    let kept: Vec<(String, i64)> = sqlx::query_as("SELECT type, seq FROM activity")
        .fetch_all(app.pool())
        .await
        .unwrap();
    assert_eq!(kept, [("task.created".to_owned(), 1)]);
    assert_eq!(letters(&app).await.len(), 0);
    app.end().await;
}

#[tokio::test]
async fn forged_events_are_refused_and_nothing_is_written() {
    let app = start().await;
    let ada = app.guest().await;
    let event = envelope(&app, &ada).await;
    for token in [None, Some(""), Some("wrong"), Some("what the sidecar show")] {
        for body in [event.to_string(), "not JSON".to_owned()] {
            deliver(&app, token, body).await.expect(401);
        }
    }
    let marks: i64 = sqlx::query_scalar("SELECT count(*) FROM consumed_events")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(
        (effects(&app).await, letters(&app).await.len(), marks),
        (0, 0, 0)
    );
    app.end().await;
}

#[tokio::test]
async fn nothing_of_somebody_who_left_is_kept() {
    let app = start().await;
    let ada = app.account("ada@example.com").await;
    let event = envelope(&app, &ada).await;
    let mut poison = event.clone();
    poison["id"] = json!(app.app.clock.new_id());
    poison["data"]["schema_version"] = json!(2);
    assert_eq!(delivered(&app, &poison).await, "DROP");
    assert!(letters(&app).await[0].user_id.is_some());
    let leave = ada
        .request(Method::DELETE, "/me")
        .json(&json!({"password": PASSWORD}));
    ada.send(leave).await.expect(204);
    assert_eq!(letters(&app).await.len(), 0);

    // An event that was under way does nothing, and of poison only the reason is kept.
    assert_eq!(delivered(&app, &event).await, "SUCCESS");
    assert_eq!((effects(&app).await, letters(&app).await.len()), (0, 0));
    assert_eq!(delivered(&app, &poison).await, "DROP");
    let left = eventually(async || letters(&app).await, |letters| letters.len() == 1).await;
    assert!(
        left[0].payload.is_empty() && left[0].user_id.is_none(),
        "{left:?}"
    );
    assert!(left[0].reason.contains("schema_version"));
    app.end().await;
}

#[tokio::test]
async fn dead_letters_are_kept_as_long_as_is_said() {
    let app = TestApp::start_with(&[("DEAD_LETTER_DAYS", "10")]).await;
    for (name, days) in [("young", 9), ("old", 11)] {
        sqlx::query(
            "INSERT INTO dead_letters (id, topic, consumer, event_id, reason, payload, received_at)
            VALUES (gen_random_uuid(), 'task-events', 'activity', $1, 'broken', '', now() - $2 * interval '1 day')",
        )
        .bind(name)
        .bind(days)
        .execute(app.pool())
        .await
        .unwrap();
    }
    retention::sweep(&app.app).await.unwrap();
    let left = letters(&app).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].event_id.as_deref(), Some("young"));
    app.end().await;
}
