//! What is done to a set waits for a yes.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::{Client, TestApp};

const NOON: &str = "2026-11-24T11:00:00Z";

async fn add_many(ada: &Client, count: usize) {
    for number in 0..count {
        let task = json!({"title": format!("task {number}"), "due": {"date": "2026-11-20"}});
        ada.post("/tasks", &task).await.expect(201);
    }
}

fn asked_about(answer: &Value) -> usize {
    answer["confirm"]["task_ids"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_set_asks_by_what_it_would_do_and_to_how_many() {
    for (count, message, asks) in [
        (5, "complete everything overdue", false),
        (6, "complete everything overdue", true),
        (6, "complete all my tasks", true),
        (5, "move everything to friday", false),
        (6, "move everything to friday", true),
        (6, "move all my tasks to friday", true),
        (1, "delete everything overdue", false),
        (2, "delete everything overdue", true),
        (2, "delete all my tasks", true),
    ] {
        let app = TestApp::start_at(NOON).await;
        let ada = app.guest().await;
        add_many(&ada, count).await;
        let answer = ada.say(message).await;
        let (asked, did) = (
            asked_about(&answer),
            answer["actions"].as_array().unwrap().len(),
        );
        let expected = if asks { (count, 0) } else { (0, count) };
        assert_eq!(
            (asked, did),
            expected,
            "{count}: {message}: {}",
            answer["reply"]
        );
        if asks {
            let summary = answer["confirm"]["summary"].as_str().unwrap();
            assert!(
                summary.contains(&format!("{count} tasks: “task 0”")),
                "{summary}"
            );
            assert_eq!(answer["suggestions"], json!(["Yes", "No"]));
            let done = ada.go_on(&answer, "yes").await;
            assert_eq!(
                done["actions"].as_array().unwrap().len(),
                count,
                "{message}"
            );
        }
        app.end().await;
    }
}

#[tokio::test]
async fn tasks_named_one_by_one_never_ask() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    add_many(&ada, 8).await;
    let listed = ada.say("show my tasks").await;
    let done = ada.go_on(&listed, "delete 1, 2, 3, 4, 5, 6 and 7").await;
    assert_eq!(done["confirm"], json!(null));
    assert_eq!(done["actions"].as_array().unwrap().len(), 7);
    assert_eq!(ada.open_titles().await.len(), 1);
    app.end().await;
}

#[tokio::test]
async fn a_yes_moves_what_was_asked_about_and_leaves_what_changed_since() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    add_many(&ada, 6).await;
    let asked = ada.say("move everything overdue to friday").await;
    // A day later "friday" is still the one that was said.
    app.app.clock.advance(SignedDuration::from_mins(9));
    let first = asked["confirm"]["task_ids"][0].as_str().unwrap();
    let path = format!("/tasks/{first}");
    ada.patch(&path, &json!({"notes": "wait"}))
        .await
        .expect(200);
    ada.add("task of later").await;
    let done = ada.go_on(&asked, "yes please").await;
    assert_eq!(done["actions"].as_array().unwrap().len(), 5);
    let reply = done["reply"].as_str().unwrap();
    assert!(reply.contains("“task 0” has changed since"), "{reply}");
    assert_eq!(done["tasks"][0]["due"]["date"], "2026-11-27");
    assert_eq!(
        ada.get(&path).await.expect(200)["due"]["date"],
        "2026-11-20"
    );
    let undo = json!({"token": done["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    let left = ada.get("/tasks?due=overdue").await.expect(200);
    assert_eq!(left["items"].as_array().unwrap().len(), 6);
    app.end().await;
}

#[tokio::test]
async fn a_question_is_open_for_ten_minutes_and_for_one_yes() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    add_many(&ada, 2).await;
    let asked = ada.say("delete all my tasks").await;
    app.app.clock.advance(SignedDuration::from_mins(11));
    let token = json!({"confirm": asked["confirm"]["token"]});
    let late = ada.post("/chat", &token).await.expect(200);
    assert_eq!(late["actions"], json!([]));
    assert!(late["reply"].as_str().unwrap().contains("no longer open"));
    ada.go_on(&asked, "yes").await;
    let asked = ada.say("delete all my tasks").await;
    let token = json!({"confirm": asked["confirm"]["token"]});
    app.app.clock.advance(SignedDuration::from_mins(9));
    let bo = app.guest().await;
    let other = bo.post("/chat", &token).await.expect(200);
    assert_eq!(other["actions"], json!([]));
    let done = ada.post("/chat", &token).await.expect(200);
    assert_eq!(done["actions"].as_array().unwrap().len(), 2);
    ada.say("undo").await;
    let twice = ada.post("/chat", &token).await.expect(200);
    assert_eq!(twice["actions"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn anything_but_a_yes_drops_the_question() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for other in [
        "no",
        "what's left today?",
        "add bread",
        "yes, and buy milk",
        "hello",
    ] {
        add_many(&ada, 2).await;
        let asked = ada.say("delete all my tasks").await;
        assert!(asked["confirm"].is_object(), "{other}");
        ada.go_on(&asked, other).await;
        let token = json!({"confirm": asked["confirm"]["token"]});
        let late = ada.post("/chat", &token).await.expect(200);
        assert_eq!(late["actions"], json!([]), "{other}");
    }
    app.end().await;
}

#[tokio::test]
async fn clearing_completed_tasks_asks_first() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    add_many(&ada, 3).await;
    ada.say("complete all my tasks").await;
    let asked = ada.say("clear completed").await;
    assert_eq!(asked_about(&asked), 3);
    ada.go_on(&asked, "yes").await;
    assert_eq!(ada.titles("/tasks?status=done").await, [""; 0]);
    assert_eq!(ada.titles("/tasks?status=trash").await.len(), 3);
    app.end().await;
}

#[tokio::test]
async fn deleting_a_list_with_tasks_asks_and_is_pinned_to_them() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("create a list called Trips").await;
    ada.say("add passport @Trips\nadd tickets @Trips").await;
    let asked = ada.say("delete my Trips list").await;
    assert_eq!(asked_about(&asked), 2);
    ada.say("add visa @Trips").await;
    let spared = ada.go_on(&asked, "yes").await;
    let reply = spared["reply"].as_str().unwrap();
    assert!(reply.contains("“Trips” has changed since"), "{reply}");
    assert_eq!(ada.open_titles().await.len(), 3);
    let asked = ada.say("delete my Trips list").await;
    let gone = ada.go_on(&asked, "yes").await;
    assert_eq!(ada.open_titles().await, [""; 0]);
    let undo = json!({"token": gone["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await.len(), 3);
    app.end().await;
}

#[tokio::test]
async fn turning_reminders_off_asks_and_leaves_the_tasks() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("remind me to call mom tomorrow").await;
    ada.add("buy milk").await;
    let asked = ada.say("turn off my reminders").await;
    assert_eq!(asked_about(&asked), 1, "{}", asked["reply"]);
    let done = ada.go_on(&asked, "yes").await;
    assert_eq!(done["tasks"][0]["reminders"], json!([]));
    assert_eq!(ada.open_titles().await, ["buy milk", "call mom"]);
    app.end().await;
}

#[tokio::test]
async fn cancelling_a_reminder_takes_it_away_or_else_trashes_the_task() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("remind me to call mom tomorrow").await;
    let silent = ada.say("cancel my reminder to call mom").await;
    assert_eq!(silent["tasks"][0]["reminders"], json!([]));
    assert_eq!(ada.open_titles().await, ["call mom"]);
    let gone = ada.say("cancel my reminder to call mom").await;
    assert_eq!(gone["actions"][0]["type"], "task.deleted");
    assert_ne!(gone["undo"], json!(null));
    app.end().await;
}
