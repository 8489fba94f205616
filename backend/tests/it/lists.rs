use serde_json::{Value, json};

use crate::app::{Client, TestApp, eventually};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/tasks?{query}")).await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_is_added_changed_archived_and_its_tasks_leave_the_views() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let created = ada
        .post(
            "/lists",
            &json!({"name": "Work", "colour": "#3366FF", "icon": "💼"}),
        )
        .await;
    assert_eq!(created.header("etag"), "\"1\"");
    let list = created.expect(201);
    assert_eq!(list["colour"], "#3366ff");
    let path = format!("/lists/{}", id(&list));
    assert_eq!(ada.get(&path).await.expect(200), list);
    ada.post("/tasks", &json!({"title": "report", "list_id": list["id"]}))
        .await
        .expect(201);
    ada.add("milk").await;
    assert_eq!(titles(&ada, "").await, ["milk", "report"]);
    let archived = ada.patch(&path, &json!({"archived": true})).await;
    let undo = json!({"token": archived.header("undo-token")});
    assert_eq!(archived.expect(200)["version"], 2);
    assert_eq!(titles(&ada, "").await, ["milk"]);
    assert_eq!(
        titles(&ada, &format!("list={}", id(&list))).await,
        ["report"]
    );
    let undone = ada.post("/undo", &undo).await.expect(200);
    assert_eq!(undone["lists"][0]["archived"], false);
    assert_eq!(titles(&ada, "").await, ["milk", "report"]);
    app.end().await;
}

#[tokio::test]
async fn a_trashed_list_takes_its_tasks_along_and_brings_those_back() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let list = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let path = format!("/lists/{}", id(&list));
    let in_list = |title: &str| json!({"title": title, "list_id": list["id"]});
    let report = ada.post("/tasks", &in_list("report")).await.expect(201);
    let gone = ada
        .post("/tasks", &in_list("gone before"))
        .await
        .expect(201);
    ada.delete(&format!("/tasks/{}", id(&gone)))
        .await
        .expect(204);
    ada.delete(&path).await.expect(204);
    assert_eq!(
        titles(&ada, "status=trash").await,
        ["gone before", "report"]
    );
    assert_eq!(
        ada.get("/lists").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Its name is free; restoring it is refused as long as another has it.
    let other = ada
        .post("/lists", &json!({"name": "work"}))
        .await
        .expect(201);
    let taken = ada.post(&format!("{path}/restore"), &json!({})).await;
    assert_eq!(taken.field(), "name");
    ada.delete(&format!("/lists/{}", id(&other)))
        .await
        .expect(204);
    ada.post(&format!("{path}/restore"), &json!({}))
        .await
        .expect(200);
    assert_eq!(titles(&ada, "").await, ["report"]);
    assert_eq!(titles(&ada, "status=trash").await, ["gone before"]);
    // A task restored alone, while its list is in the trash, goes to the Inbox.
    ada.delete(&path).await.expect(204);
    let back = ada
        .post(&format!("/tasks/{}/restore", id(&report)), &json!({}))
        .await
        .expect(200);
    let lists = ada.get("/lists").await.expect(200);
    assert_eq!(back["list_id"], lists["items"][0]["id"]);
    app.end().await;
}

#[tokio::test]
async fn undo_removes_a_list_that_chat_made() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let reply = ada.say("add report @Errands").await;
    assert_eq!(
        ada.get("/lists").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2,
        "{reply}"
    );
    let undone = ada
        .post("/undo", &json!({"token": reply["undo"]["token"]}))
        .await
        .expect(200);
    assert_eq!(undone["lists"][0]["name"], "Errands");
    assert_eq!(
        ada.get("/lists").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(titles(&ada, "").await, Vec::<String>::new());
    app.end().await;
}

#[tokio::test]
async fn the_inbox_stays_and_wrong_fields_are_named() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let lists = ada.get("/lists").await.expect(200);
    let inbox = format!("/lists/{}", id(&lists["items"][0]));
    ada.delete(&inbox).await.expect(409);
    assert_eq!(
        ada.patch(&inbox, &json!({"archived": true})).await.field(),
        "archived"
    );
    bob.get(&inbox).await.expect(404);
    bob.patch(&inbox, &json!({"name": "mine"}))
        .await
        .expect(404);
    bob.delete(&inbox).await.expect(404);
    for (body, field) in [
        (json!({}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"name": "a".repeat(101)}), "name"),
        (json!({"name": "inbox"}), "name"),
        (json!({"name": "a", "colour": "blue"}), "colour"),
        (json!({"name": "a", "position": "?"}), "position"),
        (json!({"name": "a", "owner": 1}), "owner"),
        (json!({"name": "a", "id": lists["items"][0]["id"]}), ""),
    ] {
        let answer = ada.post("/lists", &body).await;
        if field.is_empty() {
            // The id is the person's own: the list that is there.
            assert_eq!(answer.expect(201)["is_inbox"], true);
        } else {
            assert_eq!(
                (answer.status.as_u16(), answer.field()),
                (422, field),
                "{body}"
            );
        }
    }
    let stolen = bob
        .post(
            "/lists",
            &json!({"name": "a", "id": lists["items"][0]["id"]}),
        )
        .await;
    assert_eq!(stolen.field(), "id");
    app.end().await;
}

#[tokio::test]
async fn what_was_in_the_trash_long_enough_is_gone_and_told_so() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let list = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let task = ada
        .post("/tasks", &json!({"title": "a", "list_id": list["id"]}))
        .await
        .expect(201);
    ada.post("/tasks", &json!({"title": "b", "parent_id": task["id"]}))
        .await
        .expect(201);
    ada.add("stays").await;
    ada.delete(&format!("/lists/{}", id(&list)))
        .await
        .expect(204);
    let now = app.app.clock.now();
    let hour = jiff::SignedDuration::from_hours(1);
    assert_eq!(
        backend::worker::retention::empty_trash(&app.app, now - hour)
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        backend::worker::retention::empty_trash(&app.app, now + hour)
            .await
            .unwrap(),
        3
    );
    ada.get(&format!("/tasks/{}", id(&task))).await.expect(404);
    ada.get(&format!("/lists/{}", id(&list))).await.expect(404);
    let changes = ada.get("/changes?since=1").await.expect(200);
    let told: Vec<_> = changes["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        told[told.len() - 3..],
        ["task.purged", "task.purged", "list.purged"]
    );
    assert_eq!(titles(&ada, "status=all").await, ["stays"]);
    app.end().await;
}

#[tokio::test]
async fn what_is_in_the_trash_is_listed_there_and_comes_back_from_there() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let named = async |client: &Client, query: &str| {
        let page = client.get(&format!("/lists{query}")).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        let names = items.iter().map(|list| list["name"].as_str().unwrap());
        names.collect::<Vec<_>>().join(" ")
    };
    let list = json!({"name": "Work"});
    let list = ada.post("/lists", &list).await.expect(201);
    let task = json!({"title": "report", "list_id": list["id"]});
    ada.post("/tasks", &task).await.expect(201);
    ada.delete(&format!("/lists/{}", id(&list)))
        .await
        .expect(204);
    assert_eq!(named(&ada, "").await, "Inbox");
    assert_eq!(named(&ada, "?status=trash").await, "Work");
    assert_eq!(named(&ada, "?status=all").await, "Inbox Work");
    assert_eq!(named(&app.guest().await, "?status=trash").await, "");
    assert_eq!(ada.get("/lists?status=done").await.field(), "status");
    // A client that starts now knows of it, too.
    let state = ada.get("/changes?since=0").await.expect(200);
    let trashed = state["items"].as_array().unwrap().iter();
    let trashed = trashed.filter(|item| item["list"]["deleted_at"].is_string());
    assert_eq!(trashed.count(), 1);
    // And so does who takes everything elsewhere.
    let export = ada.get("/export").await.expect(200);
    let elsewhere = app.guest().await;
    let begun = elsewhere.post("/import", &export).await.expect(202);
    let import = format!("/import/{}", begun["id"].as_str().unwrap());
    eventually(
        async || elsewhere.get(&import).await.expect(200)["state"].clone(),
        |state| state == "done",
    )
    .await;
    let again = elsewhere
        .post("/import?preview=true", &export)
        .await
        .expect(200);
    assert_eq!(
        (&again["tasks"], &again["new_lists"]),
        (&json!(1), &json!([]))
    );
    for client in [&ada, &elsewhere] {
        let trash = client.get("/lists?status=trash").await.expect(200);
        let path = format!("/lists/{}/restore", id(&trash["items"][0]));
        client.post(&path, &json!({})).await.expect(200);
        assert_eq!(named(client, "?status=trash").await, "");
        assert_eq!(titles(client, "").await, ["report"]);
    }
    app.end().await;
}

#[tokio::test]
async fn a_list_is_moved_beside_another_one() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let mut lists = Vec::new();
    for name in ["Work", "Home", "Garden"] {
        let list = ada.post("/lists", &json!({"name": name})).await.expect(201);
        lists.push(id(&list).to_owned());
    }
    let names = async || {
        let page = ada.get("/lists").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        let names = items.iter().map(|list| list["name"].as_str().unwrap());
        names.collect::<Vec<_>>().join(" ")
    };
    let path = |index: usize| format!("/lists/{}/move", lists[index]);
    ada.post(&path(2), &json!({"before": lists[0]}))
        .await
        .expect(200);
    assert_eq!(names().await, "Inbox Garden Work Home");
    let moved = ada.post(&path(2), &json!({"after": lists[0]})).await;
    let undo = json!({"token": moved.header("undo-token")});
    moved.expect(200);
    assert_eq!(names().await, "Inbox Work Garden Home");
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(names().await, "Inbox Garden Work Home");
    for wrong in [
        json!({}),
        json!({"before": lists[1], "after": lists[0]}),
        json!({"before": lists[2]}),
    ] {
        ada.post(&path(2), &wrong).await.expect(422);
    }
    app.end().await;
}
