//! Everything out, and everything in again.

use std::{fmt::Write as _, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    app::{Answer, Client, TestApp, eventually, within},
    process::{backend, free_port, ready},
};

impl Client {
    async fn import(&self, query: &str, kind: &str, file: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, &format!("/import{query}"));
        self.send(request.header("content-type", kind).body(file))
            .await
    }

    async fn imported(&self, begun: &Value) -> Value {
        let path = format!("/import/{}", begun["id"].as_str().unwrap());
        within(
            Duration::from_mins(1),
            async || self.get(&path).await.expect(200),
            |import| !import["finished_at"].is_null(),
        )
        .await
    }

    async fn all_tasks(&self) -> Vec<Value> {
        let state = self.get("/changes?since=0").await.expect(200);
        let items = state["items"].as_array().unwrap().iter();
        items.filter_map(|item| item.get("task").cloned()).collect()
    }
}

fn table(rows: usize) -> String {
    let mut text = "title,list,tags\n".to_owned();
    for n in 0..rows {
        writeln!(text, "task {n},Moved,tag{}", n % 7).unwrap();
    }
    text
}

/// What a person sees of a task: its ids, place and versions may differ.
fn seen(mut task: Value) -> Value {
    for field in [
        "id",
        "list_id",
        "parent_id",
        "series_id",
        "version",
        "updated_at",
        "position",
    ] {
        task.as_object_mut().unwrap().remove(field);
    }
    for reminder in task["reminders"].as_array_mut().unwrap() {
        reminder.as_object_mut().unwrap().remove("id");
    }
    task
}

#[tokio::test]
async fn what_one_exports_another_imports() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let work = ada
        .post(
            "/lists",
            &json!({"name": "Work", "colour": "#3366ff", "icon": "briefcase"}),
        )
        .await
        .expect(201);
    // A monthly repeat that was moved still counts from the 31st.
    let rent = json!({"title": "rent", "list_id": work["id"], "due": {"date": "2099-01-31"},
        "recurrence": {"rule": "FREQ=MONTHLY"}});
    let rent = ada.post("/tasks", &rent).await.expect(201);
    let path = format!("/tasks/{}", rent["id"].as_str().unwrap());
    ada.post(&format!("{path}/complete"), &json!({}))
        .await
        .expect(200);
    let whole = json!({"title": "whole", "notes": "n", "tags": ["a"], "priority": "high",
        "due": {"date": "2099-02-01", "time": "09:00", "time_zone": "America/New_York"},
        "deadline": "2099-03-01", "duration_minutes": 30, "reminders": [{"before_minutes": 10}]});
    let whole = ada.post("/tasks", &whole).await.expect(201);
    let part = json!({"title": "part", "parent_id": whole["id"]});
    ada.post("/tasks", &part).await.expect(201);
    let trashed = ada.add("trashed").await;
    ada.delete(&format!("/tasks/{}", trashed["id"].as_str().unwrap()))
        .await
        .expect(204);
    ada.post("/filters", &json!({"name": "Now", "filter": "today & p1"}))
        .await
        .expect(201);
    ada.say("add call mum").await;

    let export = ada.get("/export").await;
    assert!(export.header("content-disposition").contains("attachment"));
    let export = export.expect(200);
    let document: shared::api::Export = serde_json::from_value(export.clone()).unwrap();
    assert_eq!(
        document.tasks.len(),
        6,
        "the closed occurrence and the trash, too"
    );
    assert_eq!(
        (
            document.lists.len(),
            document.filters.len(),
            document.messages.len()
        ),
        (2, 1, 2)
    );
    assert!(!export.to_string().contains("foreign"));

    let preview = bob
        .import("?preview=true", "application/json", export.to_string())
        .await
        .expect(200);
    assert_eq!(
        (
            &preview["format"],
            &preview["tasks"],
            &preview["existing"],
            &preview["new_lists"]
        ),
        (&json!("own"), &json!(6), &json!(0), &json!(["Work"]))
    );
    assert_eq!(bob.all_tasks().await, Vec::<Value>::new());
    let begun = bob.import("", "application/json", export.to_string()).await;
    assert!(begun.header("location").starts_with("/api/v1/import/"));
    let done = bob.imported(&begun.expect(202)).await;
    assert_eq!(
        (&done["state"], &done["added"]),
        (&json!("done"), &json!(8)),
        "{done}"
    );
    let sorted = |mut tasks: Vec<Value>| {
        tasks.sort_by_key(|task| task["title"].to_string() + &task["status"].to_string());
        tasks
    };
    let theirs = sorted(bob.all_tasks().await.into_iter().map(seen).collect());
    assert_eq!(
        theirs,
        sorted(ada.all_tasks().await.into_iter().map(seen).collect())
    );
    let open = bob.get("/tasks?q=rent").await.expect(200)["items"][0].clone();
    assert_eq!(open["due"]["date"], "2099-02-28");
    let next = bob
        .post(
            &format!("/tasks/{}/complete", open["id"].as_str().unwrap()),
            &json!({}),
        )
        .await
        .expect(200);
    assert_eq!(next["task"]["due"]["date"], "2099-03-31");
    app.end().await;
}

#[tokio::test]
async fn an_export_that_is_there_already_adds_nothing() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let kept = ada.add("kept").await;
    let mine = ada.get("/export").await.expect(200).to_string();
    let path = format!("/tasks/{}", kept["id"].as_str().unwrap());
    ada.patch(&path, &json!({"title": "changed since"}))
        .await
        .expect(200);
    let preview = ada
        .import("?preview=true", "application/json", mine.clone())
        .await
        .expect(200);
    assert_eq!(
        (&preview["tasks"], &preview["existing"]),
        (&json!(0), &json!(1))
    );
    let begun = ada.import("", "application/json", mine).await.expect(202);
    assert_eq!(ada.imported(&begun).await["added"], 0);
    let tasks = ada.all_tasks().await;
    assert_eq!(
        (tasks.len(), &tasks[0]["title"]),
        (1, &json!("changed since"))
    );
    app.end().await;
}

#[tokio::test]
async fn a_table_is_read_in_beside_the_requests_and_taken_back_as_one() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let preview = ada
        .import("?preview=true", "text/csv", table(500))
        .await
        .expect(200);
    assert_eq!(
        (&preview["tasks"], &preview["new_lists"]),
        (&json!(500), &json!(["Moved"]))
    );
    assert_eq!(preview["sample"].as_array().unwrap().len(), 20);
    let request = ada
        .request(Method::POST, "/import")
        .header("idempotency-key", "once");
    let send = async || {
        let request = request.try_clone().unwrap();
        ada.send(request.header("content-type", "text/csv").body(table(500)))
            .await
            .expect(202)
    };
    let begun = send().await;
    assert_eq!(
        send().await["id"],
        begun["id"],
        "the same request is one import"
    );
    let done = ada.imported(&begun).await;
    assert_eq!(
        (&done["state"], &done["added"], &done["total"]),
        (&json!("done"), &json!(501), &json!(501))
    );
    let tasks = ada.all_tasks().await;
    assert_eq!(tasks.len(), 500);
    let mut by_position = tasks.clone();
    by_position.sort_by_key(|task| task["position"].as_str().unwrap().to_owned());
    let titles: Vec<_> = by_position
        .iter()
        .map(|task| task["title"].clone())
        .collect();
    let expected: Vec<_> = (0..500).map(|n| json!(format!("task {n}"))).collect();
    assert_eq!(titles, expected, "in the order of the file");
    // Clients hear of each.
    let mut since = 0;
    let mut heard = 0;
    loop {
        let page = ada
            .get(&format!("/changes?since={}", since + i64::from(since == 0)))
            .await
            .expect(200);
        since = page["next_since"].as_i64().unwrap();
        heard += page["items"].as_array().unwrap().len();
        if page["has_more"] == false {
            break;
        }
    }
    assert_eq!(heard, 500, "all but the first change, the list");
    ada.post("/undo", &json!({"token": done["undo"]["token"]}))
        .await
        .expect(200);
    assert!(
        ada.all_tasks()
            .await
            .iter()
            .all(|task| !task["deleted_at"].is_null())
    );
    assert_eq!(
        ada.get("/lists").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    app.end().await;
}

#[tokio::test]
async fn an_import_is_cancelled_where_it_is_and_only_one_runs_at_a_time() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let begun = ada
        .import("?list=Later", "text/csv", table(20_000))
        .await
        .expect(202);
    let path = format!("/import/{}", begun["id"].as_str().unwrap());
    ada.import("", "text/csv", table(1)).await.expect(409);
    bob.get(&path).await.expect(404);
    bob.post(&format!("{path}/cancel"), &json!({}))
        .await
        .expect(404);
    eventually(
        async || ada.get(&path).await.expect(200),
        |import| import["added"].as_i64().unwrap() > 0,
    )
    .await;
    let cancelled = ada
        .post(&format!("{path}/cancel"), &json!({}))
        .await
        .expect(200);
    assert_eq!(cancelled["state"], "cancelled");
    let added = cancelled["added"].as_i64().unwrap();
    assert!((1..20_001).contains(&added), "{added}");
    ada.post(&format!("{path}/cancel"), &json!({}))
        .await
        .expect(409);
    assert_eq!(
        ada.all_tasks().await.len(),
        usize::try_from(added - 1).unwrap()
    );
    ada.post("/undo", &json!({"token": cancelled["undo"]["token"]}))
        .await
        .expect(200);
    assert!(
        ada.all_tasks()
            .await
            .iter()
            .all(|task| !task["deleted_at"].is_null())
    );
    app.end().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_in_says_why_and_writes_nothing() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (query, kind, file, status, field) in [
        ("", "text/csv", "a,b\n1,2\n", 422, "body"),
        ("", "text/csv", "", 422, "body"),
        ("", "application/json", "{\"format\": \"x\"}", 422, "body"),
        ("?format=todoist", "text/csv", "title\na\n", 422, "body"),
        ("?format=excel", "text/csv", "title\na\n", 422, "format"),
        ("?colour=red", "text/csv", "title\na\n", 422, "colour"),
        ("", "multipart/form-data", "title\na\n", 415, ""),
    ] {
        let answer = ada.import(query, kind, file).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (status, field),
            "{file}: {}",
            answer.body
        );
    }
    let rows =
        "title,due,notes\ngood,2026-12-01,\n,,\nlong,,".to_owned() + &"n".repeat(10_001) + "\n";
    let begun = ada.import("", "text/csv", rows).await.expect(202);
    let done = ada.imported(&begun).await;
    assert_eq!(
        (&done["added"], &done["problem_count"]),
        (&json!(1), &json!(1)),
        "{done}"
    );
    assert_eq!(
        (&done["problems"][0]["row"], &done["problems"][0]["field"]),
        (&json!(4), &json!("notes"))
    );
    ada.import("", "text/csv", vec![b'a'; 16 * 1024 * 1024 + 1])
        .await
        .expect(413);
    app.end().await;
}

#[tokio::test]
async fn an_import_outlives_a_crash_and_adds_no_row_twice() {
    const ROWS: usize = 6_000;
    let database = crate::app::create_database().await;
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let mut first = backend(&database, port);
    ready(&url).await;
    let ada = Client::guest(&url).await;
    let begun = ada.import("", "text/csv", table(ROWS)).await.expect(202);
    let path = format!("/import/{}", begun["id"].as_str().unwrap());
    let before = eventually(
        async || ada.get(&path).await.expect(200),
        |import| import["added"].as_i64().unwrap() > 0,
    )
    .await;
    first.kill().await.unwrap();
    assert_ne!(before["state"], "done", "it was killed in the middle");
    let mut second = backend(&database, port);
    ready(&url).await;
    let done = ada.imported(&begun).await;
    assert_eq!(
        (&done["state"], &done["added"]),
        (&json!("done"), &json!(ROWS + 1))
    );
    let tasks = ada.all_tasks().await;
    let titles: std::collections::HashSet<_> =
        tasks.iter().map(|task| task["title"].to_string()).collect();
    assert_eq!((tasks.len(), titles.len()), (ROWS, ROWS));
    second.kill().await.unwrap();
    crate::app::drop_database(&database).await;
}
