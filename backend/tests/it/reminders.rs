//! Reminders, from the task to the notification.

use backend::worker::reminders;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::app::{Client, TestApp, eventually};

fn path(task: &Value) -> String {
    format!("/tasks/{}", task["id"].as_str().unwrap())
}

fn soon(app: &TestApp, millis: i64) -> Timestamp {
    app.app.clock.now() + SignedDuration::from_millis(millis)
}

async fn unread(client: &Client) -> Vec<Value> {
    let page = client.get("/notifications").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

async fn armed(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM reminders")
        .fetch_one(app.pool())
        .await
        .unwrap()
}

/// Makes every armed reminder due now.
async fn let_time_pass(app: &TestApp) {
    sqlx::query("UPDATE reminders SET fire_at = now()")
        .execute(app.pool())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reminder_becomes_one_notification_within_two_seconds() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let at = soon(&app, 300);
    let body = json!({"title": "call Bob", "reminders": [{"at": at}]});
    let task = ada.post("/tasks", &body).await.expect(201);
    let seen = eventually(async || unread(&ada).await, |seen| !seen.is_empty()).await;
    assert_eq!(
        (&seen[0]["task_id"], &seen[0]["title"]),
        (&task["id"], &json!("call Bob"))
    );
    let came: Timestamp = seen[0]["created_at"].as_str().unwrap().parse().unwrap();
    assert!(
        came >= at && came.duration_since(at) < SignedDuration::from_secs(2),
        "{at} {came}"
    );
    let changes = ada.get("/changes?since=1").await.expect(200);
    let last = changes["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["type"], &last["task"]["id"]),
        (&json!("reminder.due"), &task["id"])
    );
    // A later change of the task does not bring it again.
    ada.patch(&path(&task), &json!({"title": "call Eve"}))
        .await
        .expect(200);
    reminders::round(&app.app).await.unwrap();
    assert_eq!((armed(&app).await, unread(&ada).await.len()), (0, 1));
    app.end().await;
}

#[tokio::test]
async fn replicas_that_look_at_once_remind_once() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for number in 0..20 {
        let body =
            json!({"title": format!("t{number}"), "reminders": [{"at": soon(&app, 3_600_000)}]});
        ada.post("/tasks", &body).await.expect(201);
    }
    let_time_pass(&app).await;
    let rounds = (0..8).map(|_| reminders::round(&app.app));
    for round in futures::future::join_all(rounds).await {
        round.unwrap();
    }
    eventually(async || unread(&ada).await.len(), |count| *count == 20).await;
    let sent: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE type = 'reminder.due'")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(sent, 20);
    app.end().await;
}

#[tokio::test]
async fn what_is_done_trashed_or_archived_does_not_remind() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let list = ada
        .post("/lists", &json!({"name": "Old"}))
        .await
        .expect(201);
    let new = async |list_id: &Value| {
        let body =
            json!({"title": "a", "list_id": list_id, "reminders": [{"at": soon(&app, 3_600_000)}]});
        ada.post("/tasks", &body).await.expect(201)
    };
    let (done, trashed, reopened) = (
        new(&json!(null)).await,
        new(&json!(null)).await,
        new(&json!(null)).await,
    );
    new(&list["id"]).await;
    assert_eq!(armed(&app).await, 4);
    ada.post(&format!("{}/complete", path(&done)), &json!({}))
        .await
        .expect(200);
    ada.delete(&path(&trashed)).await.expect(204);
    ada.post(&format!("{}/complete", path(&reopened)), &json!({}))
        .await
        .expect(200);
    ada.post(&format!("{}/reopen", path(&reopened)), &json!({}))
        .await
        .expect(200);
    assert_eq!(armed(&app).await, 2);
    ada.patch(
        &format!("/lists/{}", list["id"].as_str().unwrap()),
        &json!({"archived": true}),
    )
    .await
    .expect(200);
    let_time_pass(&app).await;
    eventually(async || armed(&app).await, |armed| *armed == 0).await;
    let seen = eventually(async || unread(&ada).await, |seen| !seen.is_empty()).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["task_id"], reopened["id"]);
    app.end().await;
}

#[tokio::test]
async fn a_repeat_arms_its_next_reminder_and_a_new_zone_moves_them_all() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let body = json!({
        "title": "a", "due": {"date": "2099-01-01", "time": "09:00"}, "recurrence": {"rule": "FREQ=DAILY"},
        "reminders": [{"before_minutes": 30}, {"at": "2098-12-31T12:00:00Z"}],
    });
    let task = ada.post("/tasks", &body).await.expect(201);
    let fire = async || {
        sqlx::query_scalar::<_, String>(
            "SELECT to_char(fire_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') FROM reminders ORDER BY fire_at",
        )
        .fetch_all(app.pool())
        .await
        .unwrap()
    };
    assert_eq!(fire().await, ["12-31 12:00", "01-01 07:30"]);
    ada.post(&format!("{}/complete", path(&task)), &json!({}))
        .await
        .expect(200);
    assert_eq!(fire().await, ["01-02 07:30"]);
    ada.patch("/me", &json!({"time_zone": "America/New_York"}))
        .await
        .expect(200);
    assert_eq!(fire().await, ["01-02 13:30"]);
    app.end().await;
}

#[tokio::test]
async fn a_notification_is_read_or_put_off() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let body = json!({"title": "a", "due": {"date": "2099-01-01", "time": "09:00"}});
    let task = ada.post("/tasks", &body).await.expect(201);
    let_time_pass(&app).await;
    let seen = eventually(async || unread(&ada).await, |seen| !seen.is_empty()).await;
    let notification = format!("/notifications/{}", seen[0]["id"].as_str().unwrap());
    for (body, field) in [
        (json!({}), "body"),
        (json!({"minutes": 0}), "minutes"),
        (
            json!({"minutes": 5, "until": "2099-01-01T00:00:00Z"}),
            "body",
        ),
        (json!({"until": "2020-01-01T00:00:00Z"}), "until"),
        (json!({"until": "2099-01-01T00:00:00Z"}), "until"),
        (json!({"until": "tomorrow"}), "until"),
    ] {
        let answer = ada.post(&format!("{notification}/snooze"), &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{body}"
        );
    }
    let snoozed = ada
        .post(&format!("{notification}/snooze"), &json!({"minutes": 60}))
        .await
        .expect(200);
    assert_ne!(snoozed["snoozed_until"], json!(null));
    assert_eq!(unread(&ada).await, Vec::<Value>::new());
    // An unrelated change leaves it put off; then the same notification comes back, and the due date stayed.
    ada.patch(&path(&task), &json!({"notes": "n"}))
        .await
        .expect(200);
    let_time_pass(&app).await;
    let back = eventually(async || unread(&ada).await, |seen| !seen.is_empty()).await;
    assert_eq!((back.len(), &back[0]["id"]), (1, &seen[0]["id"]));
    assert_eq!(ada.get(&path(&task)).await.expect(200)["due"], task["due"]);
    bob.post(&format!("{notification}/read"), &json!({}))
        .await
        .expect(404);
    bob.post(&format!("{notification}/snooze"), &json!({"minutes": 5}))
        .await
        .expect(404);
    assert_ne!(
        ada.post(&format!("{notification}/read"), &json!({}))
            .await
            .expect(200)["read_at"],
        json!(null)
    );
    assert_eq!(unread(&ada).await, Vec::<Value>::new());
    assert_eq!(
        ada.get("/notifications?status=all").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    ada.post("/notifications/read", &json!({}))
        .await
        .expect(204);
    app.end().await;
}
