use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn one_message_adds_and_asks() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let answer = ada
        .say("buy milk tomorrow at 5pm #home, and what's left today?")
        .await;
    assert_eq!(answer["tasks"][0]["title"], "buy milk");
    assert_eq!(answer["tasks"][0]["tags"], json!(["home"]));
    assert_eq!(answer["tasks"][0]["due"]["time"], "17:00");
    assert_eq!(answer["actions"][0]["type"], "task.created");
    let reply = answer["reply"].as_str().unwrap();
    assert!(
        reply.contains("Added “buy milk”, due tomorrow") && reply.contains("Nothing left"),
        "{reply}"
    );
    app.end().await;
}

#[tokio::test]
async fn a_conversation_remembers_what_it_showed() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    ada.add("call Bo").await;
    let listed = ada.say("show my tasks").await;
    let second = listed["tasks"][1]["title"].clone();
    let id = &listed["conversation_id"];
    let done = ada
        .post(
            "/chat",
            &json!({"message": "complete the second one", "conversation_id": id}),
        )
        .await
        .expect(200);
    assert_eq!(done["tasks"][0]["title"], second);
    let deleted = ada
        .post("/chat", &json!({"message": "undo", "conversation_id": id}))
        .await
        .expect(200);
    assert_eq!(deleted["tasks"][0]["status"], "open");
    let path = format!("/conversations/{}/messages", id.as_str().unwrap());
    assert_eq!(
        ada.get(&path).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        6
    );
    app.guest().await.get(&path).await.expect(404);
    app.end().await;
}

#[tokio::test]
async fn an_answer_that_was_undone_is_not_offered_again() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let added = ada.say("buy milk").await;
    let conversation = added["conversation_id"].as_str().unwrap();
    let path = format!("/conversations/{conversation}/messages");
    let offered = async || ada.get(&path).await.expect(200)["items"][0]["reply"]["undo"].clone();
    assert_eq!(offered().await, added["undo"]);
    let undo = json!({"token": added["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(offered().await, json!(null));
    app.end().await;
}

#[tokio::test]
async fn several_that_match_are_offered_and_none_is_touched() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    ada.add("sell milk").await;
    let asked = ada.say("delete milk").await;
    let options = asked["choose"]["options"].as_array().unwrap().clone();
    assert_eq!((options.len(), &asked["undo"]), (2, &json!(null)));
    let chosen = json!({"message": options[1]["say"], "conversation_id": asked["conversation_id"]});
    let deleted = ada.post("/chat", &chosen).await.expect(200);
    assert_eq!(deleted["actions"][0]["task_id"], options[1]["task_id"]);
    app.end().await;
}

#[tokio::test]
async fn one_undo_reverts_a_whole_message() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let answer = ada.say("add milk\nadd eggs\nadd bread").await;
    assert_eq!(answer["tasks"].as_array().unwrap().len(), 3);
    ada.post("/undo", &json!({"token": answer["undo"]["token"]}))
        .await
        .expect(200);
    assert_eq!(ada.get("/tasks").await.expect(200)["items"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn messages_that_cannot_be_are_refused() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for message in [
        json!(""),
        json!("a".repeat(4001)),
        json!("a\u{0}"),
        json!(null),
    ] {
        let answer = ada.post("/chat", &json!({"message": message})).await;
        assert_eq!((answer.status.as_u16(), answer.field()), (422, "message"));
    }
    let none = json!({"message": "hi", "conversation_id": "00000000-0000-7000-8000-000000000000"});
    ada.post("/chat", &none).await.expect(404);
    app.end().await;
}

#[tokio::test]
async fn a_quick_add_is_always_an_add() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let added = ada
        .post(
            "/tasks/quick",
            &json!({"text": "delete the old files friday"}),
        )
        .await
        .expect(201);
    assert_eq!(added["task"]["title"], "delete the old files");
    let kinds = [
        &added["understood"][0]["kind"],
        &added["understood"][1]["kind"],
    ];
    assert_eq!(kinds, ["title", "date"]);
    app.end().await;
}

#[tokio::test]
async fn a_quick_add_that_chose_its_id_is_one_task_however_often_it_comes() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let id = app.app.clock.new_id();
    let request = json!({"text": "buy milk tomorrow", "id": id});
    for _ in 0..2 {
        let made = ada.post("/tasks/quick", &request).await.expect(201);
        assert_eq!(made["task"]["id"], json!(id));
    }
    assert_eq!(ada.open_titles().await, ["buy milk"]);
    let taken = app.guest().await.post("/tasks/quick", &request).await;
    assert_eq!((taken.status.as_u16(), taken.field()), (422, "id"));
    app.end().await;
}

#[tokio::test]
async fn a_quick_add_that_comes_late_is_read_as_of_when_it_was_said() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let due = async |said_at: Option<jiff::Timestamp>| {
        let request = json!({"text": "call Bo tomorrow", "said_at": said_at});
        let added = ada.post("/tasks/quick", &request).await.expect(201);
        added["task"]["due"]["date"].clone()
    };
    let noon = "2026-01-05T12:00:00Z".parse().unwrap();
    assert_eq!(due(Some(noon)).await, "2026-01-06");
    // A clock that is fast.
    let ahead = app.app.clock.now() + jiff::Span::new().hours(72);
    assert_eq!(due(Some(ahead)).await, due(None).await);
    let wrong = json!({"text": "call Bo", "said_at": "yesterday"});
    assert_eq!(ada.post("/tasks/quick", &wrong).await.field(), "said_at");
    app.end().await;
}

#[tokio::test]
async fn a_quick_add_takes_from_its_view_what_its_words_leave_open() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let list = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let add = async |text: &str| {
        let request =
            json!({"text": text, "list_id": list["id"], "due": "2030-01-31", "tag": "desk"});
        ada.post("/tasks/quick", &request).await.expect(201)["task"].clone()
    };
    let open = add("tidy up").await;
    assert_eq!(open["list_id"], list["id"]);
    assert_eq!(open["due"]["date"], "2030-01-31");
    assert_eq!(open["tags"], json!(["desk"]));
    let said = add("tidy up 2031-05-06 @Inbox #desk").await;
    assert_ne!(said["list_id"], list["id"]);
    assert_eq!(said["due"]["date"], "2031-05-06");
    assert_eq!(said["tags"], json!(["desk"]));
    let unknown = json!({"text": "tidy up", "list_id": uuid::Uuid::nil()});
    assert_eq!(ada.post("/tasks/quick", &unknown).await.field(), "list_id");
    app.end().await;
}

#[tokio::test]
async fn deleting_all_waits_for_a_yes_and_spares_what_changed_since() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for title in ["buy milk", "call Bo", "pay rent"] {
        ada.add(title).await;
    }
    let asked = ada.say("delete all my tasks").await;
    assert_eq!(asked["actions"], json!([]));
    assert_eq!(asked["confirm"]["task_ids"].as_array().unwrap().len(), 3);
    assert!(
        asked["reply"]
            .as_str()
            .unwrap()
            .starts_with("Delete 3 tasks: ")
    );
    let rent = ada.get("/tasks?limit=1").await.expect(200)["items"][0].clone();
    let path = format!("/tasks/{}", rent["id"].as_str().unwrap());
    ada.patch(&path, &json!({"priority": "high"}))
        .await
        .expect(200);
    let token = asked["confirm"]["token"].clone();
    let done = ada
        .post("/chat", &json!({"confirm": token}))
        .await
        .expect(200);
    assert_eq!(done["conversation_id"], asked["conversation_id"]);
    assert_eq!(done["actions"].as_array().unwrap().len(), 2);
    assert!(
        done["reply"]
            .as_str()
            .unwrap()
            .contains("has changed since")
    );
    let left = ada.get("/tasks").await.expect(200);
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    let again = ada
        .post("/chat", &json!({"confirm": token}))
        .await
        .expect(200);
    assert_eq!(again["actions"], json!([]));
    let undo = &done["undo"]["token"];
    ada.post("/undo", &json!({"token": undo})).await.expect(200);
    let back = ada.get("/tasks").await.expect(200);
    assert_eq!(back["items"].as_array().unwrap().len(), 3);
    app.end().await;
}

#[tokio::test]
async fn a_question_is_answered_by_yes_and_dropped_by_anything_else() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    ada.add("call Bo").await;
    let asked = ada.say("delete all my tasks").await;
    let id = &asked["conversation_id"];
    let say = async |message: &str| {
        ada.post("/chat", &json!({"message": message, "conversation_id": id}))
            .await
            .expect(200)
    };
    assert_eq!(say("no").await["actions"], json!([]));
    say("delete all my tasks").await;
    say("what's left today?").await;
    assert_eq!(say("delete all my tasks").await["actions"], json!([]));
    assert_eq!(say("yes").await["actions"].as_array().unwrap().len(), 2);
    let token = asked["confirm"]["token"].clone();
    let bo = app.guest().await;
    bo.post("/chat", &json!({"confirm": token}))
        .await
        .expect(200);
    app.end().await;
}

#[tokio::test]
async fn undo_said_again_walks_further_back() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("buy milk").await;
    ada.say("complete milk").await;
    ada.say("buy bread").await;
    ada.say("undo").await;
    let second = ada.say("undo").await;
    assert_eq!(second["tasks"][0]["title"], "buy milk");
    assert_eq!(second["tasks"][0]["status"], "open");
    let third = ada.say("undo").await;
    assert_ne!(third["tasks"][0]["deleted_at"], json!(null));
    assert_eq!(ada.say("undo").await["reply"], "There is nothing to undo.");
    app.end().await;
}

#[tokio::test]
async fn what_a_repeat_cannot_hold_is_said() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let message = json!({"message": "remind me every 2 hours to drink"});
    let answer = ada.post("/chat", &message).await.expect(200);
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.contains("“every 2 hours” is left out"), "{reply}");
    assert_eq!(answer["tasks"][0]["title"], "drink");
    app.end().await;
}
