//! Many changes in one request.

use serde_json::{Value, json};

use crate::app::TestApp;

fn ids(done: &Value) -> Vec<String> {
    done["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["task"]["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn one_batch_does_everything_and_one_token_takes_it_back() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let repeat = json!({"title": "water plants", "due": {"date": "2099-01-01"}, "recurrence": {"rule": "FREQ=DAILY"}});
    let repeat = ada.post("/tasks", &repeat).await.expect(201);
    let mut of = Vec::new();
    for title in ["edit", "close", "open", "drop", "move", "back"] {
        of.push(ada.add(title).await["id"].clone());
    }
    let path = |index: usize, end: &str| format!("/tasks/{}{end}", of[index].as_str().unwrap());
    ada.post(&path(2, "/complete"), &json!({}))
        .await
        .expect(200);
    ada.delete(&path(5, "")).await.expect(204);
    let before = ada.get("/changes?since=0").await.expect(200);

    let body = json!({"mode": "all_or_nothing", "operations": [
        {"op": "create", "task": {"title": "first", "list_id": work["id"]}},
        {"op": "create", "task": {"title": "second", "list_id": work["id"], "due": {"date": "2099-01-01", "time": "09:00"}}},
        {"op": "create", "task": {"title": "part", "parent_id": of[1]}},
        {"op": "update", "id": of[0], "patch": {"title": "edited"}, "version": 1},
        {"op": "complete", "id": of[1]},
        {"op": "reopen", "id": of[2]},
        {"op": "delete", "id": of[3]},
        {"op": "move", "id": of[4], "to": {"list_id": work["id"]}},
        {"op": "restore", "id": of[5]},
        {"op": "complete", "id": repeat["id"], "occurrence": "2099-01-01"},
    ]});
    let answer = ada.post("/tasks/batch", &body).await;
    let undo = json!({"token": answer.header("undo-token")});
    let done = answer.expect(200);
    let statuses: Vec<_> = done["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 201, 201, 200, 200, 200, 200, 200, 200, 200]);
    let task = |index: usize| &done["results"][index]["task"];
    assert!(task(0)["position"].as_str() < task(1)["position"].as_str());
    assert!(task(1)["position"].as_str() < task(7)["position"].as_str());
    assert_eq!(task(1)["reminders"].as_array().unwrap().len(), 1);
    assert_eq!(task(3)["title"], "edited");
    assert_eq!(done["results"][9]["completed"]["status"], "done");
    assert_eq!(task(9)["due"]["date"], "2099-01-02");
    // The answers are what is there now, and the subtask was closed with its task.
    for id in ids(&done) {
        let now = ada.get(&format!("/tasks/{id}")).await.expect(200);
        let told = done["results"].as_array().unwrap().iter();
        let told = told
            .map(|outcome| &outcome["task"])
            .find(|task| task["id"] == id.as_str());
        if now["parent_id"].is_null() {
            assert_eq!(Some(&now), told);
        } else {
            assert_eq!(now["status"], "done");
        }
    }
    ada.post("/undo", &undo).await.expect(200);
    let after = ada.get("/changes?since=0").await.expect(200);
    let plain = |state: &Value| -> Vec<Value> {
        let items = state["items"].as_array().unwrap().iter();
        let tasks = items.filter(|item| item["task"]["deleted_at"].is_null());
        let mut tasks: Vec<_> = tasks
            .filter_map(|item| {
                let task = item.get("task")?;
                Some(json!([
                    task["id"],
                    task["title"],
                    task["status"],
                    task["list_id"],
                    task["due"]
                ]))
            })
            .collect();
        tasks.sort_by_key(Value::to_string);
        tasks
    };
    assert_eq!(plain(&after), plain(&before));
    app.end().await;
}

#[tokio::test]
async fn all_or_nothing_changes_nothing_when_one_is_refused_and_each_changes_the_rest() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let (mine, foreign) = (ada.add("mine").await, bob.add("foreign").await);
    let taken = bob.add("taken").await["id"].clone();
    let operations = json!([
        {"op": "create", "task": {"title": "good"}},
        {"op": "create", "task": {"title": " "}},
        {"op": "update", "id": mine["id"], "patch": {"due": {"date": "1969-12-31"}}},
        {"op": "complete", "id": foreign["id"]},
        {"op": "create", "task": {"title": "taken", "id": taken}},
        {"op": "delete", "id": "00000000-0000-7000-8000-000000000000", "version": 3},
    ]);
    let state = async || {
        let state = ada.get("/changes?since=0").await.expect(200);
        let tasks = ada.get("/tasks").await.expect(200);
        (state["next_since"].clone(), tasks)
    };
    let before = state().await;
    let body = json!({"mode": "all_or_nothing", "operations": operations});
    let refused = ada.post("/tasks/batch", &body).await;
    assert_eq!(refused.header("undo-token"), "");
    let refused = refused.expect(422);
    let fields: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "operations[1].task.title",
            "operations[2].patch.due.date",
            "operations[3]",
            "operations[4].task.id",
            "operations[5]"
        ]
    );
    assert_eq!(state().await, before);

    let body = json!({"mode": "each", "operations": operations});
    let done = ada.post("/tasks/batch", &body).await.expect(200);
    let statuses: Vec<_> = done["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 422, 422, 404, 422, 404]);
    assert_eq!(
        done["results"][1]["problem"]["errors"][0]["field"],
        "operations[1].task.title"
    );
    assert_eq!(
        bob.get(&format!("/tasks/{}", foreign["id"].as_str().unwrap()))
            .await
            .expect(200),
        foreign
    );
    app.end().await;
}

#[tokio::test]
async fn a_batch_that_cannot_be_carried_out_says_what_is_wrong() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let id = ada.add("a").await["id"].clone();
    let many: Vec<_> = (0..101)
        .map(|_| json!({"op": "create", "task": {"title": "a"}}))
        .collect();
    for (operations, field) in [
        (json!([]), "operations"),
        (json!(many), "operations"),
        (
            json!([{"op": "complete", "id": id}, {"op": "delete", "id": id}]),
            "operations[1].id",
        ),
        (
            json!([{"op": "delete", "id": id}, {"op": "create", "task": {"title": "a", "id": id}}]),
            "operations[1].task.id",
        ),
        (json!([{"op": "explode", "id": id}]), "operations[0].op"),
        (json!([{"op": "complete"}]), "operations[0].id"),
        (json!([{"op": "update", "id": id}]), "operations[0].patch"),
        (json!([{"op": "move", "id": id}]), "operations[0].to"),
        (json!([{"op": "create"}]), "operations[0].task"),
        (
            json!([{"op": "delete", "id": id, "to": {}}]),
            "operations[0].to",
        ),
        (
            json!([{"op": "create", "task": {"title": "a", "colour": "red"}}]),
            "operations[0].task.colour",
        ),
        (
            json!([{"op": "create", "task": {"title": "a", "due": {"date": "2026-02-30"}}}]),
            "operations[0].task.due.date",
        ),
    ] {
        let body = json!({"mode": "each", "operations": operations});
        let answer = ada.post("/tasks/batch", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{}",
            answer.body
        );
    }
    let no_mode = ada.post("/tasks/batch", &json!({"operations": []})).await;
    assert_eq!((no_mode.status.as_u16(), no_mode.field()), (422, "mode"));

    // Larger than other bodies may be, and not larger than 2 MiB.
    let long = |notes: usize, count: usize| {
        let task = json!({"op": "create", "task": {"title": "a", "notes": "n".repeat(notes)}});
        json!({"mode": "each", "operations": vec![task; count]})
    };
    ada.post("/tasks/batch", &long(10_000, 100))
        .await
        .expect(200);
    ada.post("/tasks/batch", &long(30_000, 100))
        .await
        .expect(413);
    app.end().await;
}
