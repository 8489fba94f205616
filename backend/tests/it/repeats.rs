//! Repeating tasks, over HTTP.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::app::TestApp;

fn path(task: &Value) -> String {
    format!("/tasks/{}", task["id"].as_str().unwrap())
}

#[tokio::test]
async fn an_occurrence_is_closed_once_whoever_asks_how_often() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let body = json!({
        "title": "pay rent", "due": {"date": "2099-01-31", "time": "09:00"},
        "recurrence": {"rule": "FREQ=MONTHLY"}, "reminders": [{"before_minutes": 30}],
    });
    let rent = ada.post("/tasks", &body).await.expect(201);
    assert_eq!(
        rent["recurrence"],
        json!({"rule": "FREQ=MONTHLY", "mode": "schedule"})
    );
    let complete = format!("{}/complete", path(&rent));
    let occurrence = json!({"occurrence": "2099-01-31"});
    let answers = join_all((0..8).map(|_| ada.post(&complete, &occurrence))).await;
    let bodies: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.expect(200))
        .collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    let (task, closed) = (&bodies[0]["task"], &bodies[0]["completed"]);
    assert_eq!(
        (&task["id"], &task["status"]),
        (&rent["id"], &json!("open"))
    );
    assert_eq!(
        task["due"],
        json!({"date": "2099-02-28", "time": "09:00", "time_zone": null})
    );
    assert_eq!(
        (&closed["series_id"], &closed["status"]),
        (&rent["id"], &json!("done"))
    );
    assert_eq!(closed["due"], rent["due"]);
    let done = ada.get("/tasks?status=done").await.expect(200);
    assert_eq!(done["items"], json!([closed]));
    // February's end was clamped; March comes back to the 31st.
    let next = ada
        .post(&complete, &json!({"occurrence": "2099-02-28"}))
        .await
        .expect(200);
    assert_eq!(next["task"]["due"]["date"], "2099-03-31");
    ada.post(&complete, &json!({"occurrence": "2099-07-01"}))
        .await
        .expect(409);
    app.end().await;
}

#[tokio::test]
async fn undo_of_a_closed_occurrence_brings_the_task_back() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let body = json!({"title": "a", "due": {"date": "2099-01-31"}, "recurrence": {"rule": "FREQ=MONTHLY;COUNT=3"}});
    let task = ada.post("/tasks", &body).await.expect(201);
    let complete = format!("{}/complete", path(&task));
    let done = ada.post(&complete, &json!({})).await;
    let undo = json!({"token": done.header("undo-token")});
    ada.post("/undo", &undo).await.expect(200);
    let back = ada.get(&path(&task)).await.expect(200);
    assert_eq!(back["due"], task["due"]);
    assert_eq!(
        ada.get("/tasks?status=done").await.expect(200)["items"],
        json!([])
    );
    for expected in ["2099-02-28", "2099-03-31"] {
        let next = ada.post(&complete, &json!({})).await.expect(200);
        assert_eq!(next["task"]["due"]["date"], expected);
    }
    let last = ada.post(&complete, &json!({})).await.expect(200);
    assert_eq!(
        (&last["task"]["status"], &last["completed"]),
        (&json!("done"), &last["task"])
    );
    app.end().await;
}

#[tokio::test]
async fn skipping_leaves_no_done_row_and_subtasks_begin_again() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let body = json!({"title": "clean", "due": {"date": "2099-01-05"}, "recurrence": {"rule": "FREQ=WEEKLY;COUNT=2"}});
    let task = ada.post("/tasks", &body).await.expect(201);
    let child = ada
        .post("/tasks", &json!({"title": "bath", "parent_id": task["id"]}))
        .await
        .expect(201);
    ada.post(&format!("{}/complete", path(&child)), &json!({}))
        .await
        .expect(200);
    let skip = format!("{}/skip", path(&task));
    let skipped = ada.post(&skip, &json!({})).await.expect(200);
    assert_eq!(skipped["due"]["date"], "2099-01-12");
    assert_eq!(ada.get(&path(&child)).await.expect(200)["status"], "open");
    assert_eq!(
        ada.get("/tasks?status=done").await.expect(200)["items"],
        json!([])
    );
    ada.post(&skip, &json!({})).await.expect(409);
    ada.post(&format!("{}/skip", path(&child)), &json!({}))
        .await
        .expect(409);
    app.end().await;
}

#[tokio::test]
async fn completion_mode_counts_from_today_and_no_due_takes_the_first_date() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let body = json!({"title": "a", "recurrence": {"rule": "FREQ=DAILY;INTERVAL=3", "mode": "completion"}});
    let task = ada.post("/tasks", &body).await.expect(201);
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let today = app.app.clock.now().to_zoned_datetime(zone).date();
    assert_eq!(task["due"]["date"], today.to_string());
    let done = ada
        .post(&format!("{}/complete", path(&task)), &json!({}))
        .await
        .expect(200);
    let expected = today.checked_add(jiff::ToSpan::days(3)).unwrap();
    assert_eq!(done["task"]["due"]["date"], expected.to_string());
    app.end().await;
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for rule in [
        "",
        "daily",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=SECONDLY",
        "FREQ=DAILY;COUNT=2;UNTIL=20991231",
        &"X".repeat(501),
    ] {
        let body =
            json!({"title": "a", "due": {"date": "2099-01-31"}, "recurrence": {"rule": rule}});
        let answer = ada.post("/tasks", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, "recurrence.rule"),
            "{rule}"
        );
    }
    app.end().await;
}
