//! Each part of a message is done in a transaction of its own.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, Client, TestApp};

const KEY: &str = "idempotency-key";

async fn say_as(client: &Client, key: &str, message: &str) -> Answer {
    let request = client.request(Method::POST, "/chat").header(KEY, key);
    client
        .send(request.json(&json!({"message": message})))
        .await
}

/// From now on the database takes no task of this title: its server seems to be stopping.
async fn refuse(app: &TestApp, title: &str) {
    let sql = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.title = '{title}' THEN RAISE EXCEPTION 'stopping' USING ERRCODE = '57P01'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(app.pool())
        .await
        .unwrap();
}

async fn relent(app: &TestApp) {
    sqlx::raw_sql("DROP TRIGGER refuse ON tasks")
        .execute(app.pool())
        .await
        .unwrap();
}

async fn rows(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.pool()).await.unwrap()
}

#[tokio::test]
async fn a_message_that_broke_off_goes_on_after_the_parts_that_were_done() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    refuse(&app, "eggs").await;
    let message = "add milk\nadd eggs\nadd bread\nwhat's left?";
    let first = say_as(&ada, "once", message).await;
    assert_eq!(first.status.as_u16(), 503);
    assert_eq!(ada.open_titles().await, ["milk"]);
    relent(&app).await;
    let again = say_as(&ada, "once", message).await;
    assert_eq!(again.header("idempotency-replayed"), "");
    let answer = again.expect(200);
    assert_eq!(ada.open_titles().await, ["bread", "eggs", "milk"]);
    assert_eq!(answer["actions"].as_array().unwrap().len(), 3);
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.starts_with("Added “milk”.\nAdded “eggs”."), "{reply}");
    assert!(reply.ends_with("3 open tasks:"), "{reply}");
    // What was kept on the way is gone with the answer, which is given again as it was.
    assert_eq!(rows(&app, "SELECT count(*) FROM chat_parts").await, 0);
    let replayed = say_as(&ada, "once", message).await;
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_eq!(replayed.expect(200), answer);
    assert_eq!(ada.open_titles().await.len(), 3);
    // One token reverts what was done before the break, and after it.
    let undo = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn what_was_done_before_a_break_is_undone_by_word() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    refuse(&app, "eggs").await;
    say_as(&ada, "once", "add milk\nadd eggs").await.expect(503);
    relent(&app).await;
    ada.say("undo").await;
    assert_eq!(ada.open_titles().await, [""; 0]);
    // The repeat goes on, and its token leaves what is undone as it is.
    let answer = say_as(&ada, "once", "add milk\nadd eggs").await.expect(200);
    assert_eq!(ada.open_titles().await, ["eggs"]);
    let undo = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn the_key_of_a_message_that_broke_off_takes_no_other_message() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    refuse(&app, "eggs").await;
    say_as(&ada, "once", "add milk\nadd eggs").await.expect(503);
    relent(&app).await;
    say_as(&ada, "once", "add milk\nadd bread")
        .await
        .expect(422);
    assert_eq!(ada.open_titles().await, ["milk"]);
    app.end().await;
}

#[tokio::test]
async fn equal_messages_at_once_are_done_once() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let message = "add milk\nadd eggs\nadd bread\nadd butter";
    let all = futures::future::join_all((0..6).map(|_| say_as(&ada, "once", message))).await;
    let answers: Vec<Value> = all.into_iter().map(|answer| answer.expect(200)).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(ada.open_titles().await, ["bread", "butter", "eggs", "milk"]);
    app.end().await;
}

#[tokio::test]
async fn each_part_is_a_change_of_its_own() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("add milk and eggs, finish the report, and add bread")
        .await;
    let transactions = "SELECT count(DISTINCT xmin::text) FROM tasks";
    let tasks = rows(&app, "SELECT count(*) FROM tasks").await;
    assert!(tasks >= 3);
    assert_eq!(rows(&app, transactions).await, tasks);
    app.end().await;
}

#[tokio::test]
async fn a_part_that_fails_is_named_and_the_others_stand() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let long = "x".repeat(501);
    let answer = ada
        .say(&format!("add milk\nadd {long}\nadd eggs\nwhat's left?"))
        .await;
    assert_eq!(ada.open_titles().await, ["eggs", "milk"]);
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.contains("Not done: “xxxxxxxx"), "{reply}");
    assert!(reply.contains("title at most 500 characters"), "{reply}");
    assert!(reply.ends_with("2 open tasks:"), "{reply}");
    let undo = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn a_part_that_is_not_understood_is_named_with_what_could_be_meant() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let answer = ada.say("add milk\nwho won the world cup?").await;
    assert_eq!(ada.open_titles().await, ["milk"]);
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.contains("“who won the world cup?”: "), "{reply}");
    let offered = answer["suggestions"].as_array().unwrap();
    assert!(offered.contains(&json!("add who won the world cup")));
    let added = ada.go_on(&answer, "add who won the world cup").await;
    assert_eq!(added["actions"][0]["type"], "task.created");
    app.end().await;
}

#[tokio::test]
async fn a_part_that_must_be_confirmed_waits_while_the_rest_is_done() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for title in ["call Bo", "pay rent"] {
        ada.add(title).await;
    }
    let asked = ada.say("delete everything\nadd milk\nwhat's left?").await;
    assert_eq!(ada.open_titles().await, ["call Bo", "milk", "pay rent"]);
    assert_eq!(asked["confirm"]["task_ids"].as_array().unwrap().len(), 2);
    assert_ne!(asked["undo"], json!(null));
    // The yes is to those that were named, and not to what came later in the same message.
    ada.go_on(&asked, "yes").await;
    assert_eq!(ada.open_titles().await, ["milk"]);
    app.end().await;
}

#[tokio::test]
async fn one_undo_reverts_a_message_whole_or_says_what_changed_since() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    let answer = ada
        .say("add eggs\ncreate a list called Trips\ncomplete buy milk")
        .await;
    let eggs = answer["actions"][0]["task_id"].as_str().unwrap();
    let path = format!("/tasks/{eggs}");
    ada.patch(&path, &json!({"priority": "high"}))
        .await
        .expect(200);
    let undo = json!({"token": answer["undo"]["token"]});
    let refused = ada.post("/undo", &undo).await;
    assert!(refused.body["detail"].as_str().unwrap().contains("eggs"));
    refused.expect(409);
    assert_eq!(ada.open_titles().await, ["eggs"]);
    assert_eq!(
        ada.get("/lists").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    app.end().await;
}

#[tokio::test]
async fn a_change_between_two_parts_is_not_undone_with_them() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    refuse(&app, "eggs").await;
    let message = "add milk\nadd eggs\nmove milk to friday";
    say_as(&ada, "once", message).await.expect(503);
    relent(&app).await;
    let milk = ada.get("/tasks").await.expect(200)["items"][0].clone();
    let path = format!("/tasks/{}", milk["id"].as_str().unwrap());
    ada.patch(&path, &json!({"notes": "the good one"}))
        .await
        .expect(200);
    let answer = say_as(&ada, "once", message).await.expect(200);
    let undo = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(409);
    assert_eq!(ada.get(&path).await.expect(200)["notes"], "the good one");
    app.end().await;
}

#[tokio::test]
async fn a_list_made_by_a_message_is_removed_by_its_undo() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for message in ["create a list called Trips", "add passport @Trips"] {
        let answer = ada.say(message).await;
        let lists = ada.get("/lists").await.expect(200);
        assert_eq!(lists["items"][1]["name"], "Trips", "{message}");
        let undo = json!({"token": answer["undo"]["token"]});
        ada.post("/undo", &undo).await.expect(200);
        let lists = ada.get("/lists").await.expect(200);
        assert_eq!(lists["items"].as_array().unwrap().len(), 1, "{message}");
    }
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn several_pasted_lines_are_one_task_a_line() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let lines: Vec<_> = (10..90)
        .map(|number| format!("- plant tree {number}"))
        .collect();
    let answer = ada.say(&lines.join("\n")).await;
    assert_eq!(answer["actions"].as_array().unwrap().len(), 80);
    assert_eq!(ada.open_titles().await.len(), 80);
    let undo = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn undo_and_redo_are_said_in_words() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("add milk\nadd eggs").await;
    let undone = ada.say("undo that").await;
    let reply = undone["reply"].as_str().unwrap();
    assert!(reply.contains("“milk” is in the trash again"), "{reply}");
    assert!(reply.contains("“eggs” is in the trash again"), "{reply}");
    assert_eq!(ada.open_titles().await, [""; 0]);
    ada.say("redo").await;
    assert_eq!(ada.open_titles().await, ["eggs", "milk"]);
    app.end().await;
}

#[tokio::test]
async fn an_undo_that_came_too_late_names_what_changed() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let answer = ada.say("add milk").await;
    let id = answer["actions"][0]["task_id"].as_str().unwrap();
    let token = json!({"token": answer["undo"]["token"]});
    // Another program changes it without leaving anything to undo.
    sqlx::query("UPDATE tasks SET version = version + 1 WHERE id = $1::uuid")
        .bind(id)
        .execute(app.pool())
        .await
        .unwrap();
    let undone = ada.go_on(&answer, "undo").await;
    let reply = undone["reply"].as_str().unwrap();
    assert!(reply.contains("“milk” has changed since"), "{reply}");
    ada.post("/undo", &token).await.expect(409);
    assert_eq!(ada.open_titles().await, ["milk"]);
    app.end().await;
}
