use reqwest::Method;
use serde_json::json;

use crate::app::{Client, TestApp};

#[tokio::test]
async fn a_task_is_added_read_changed_completed_deleted_and_restored() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let due = json!({"date": "2026-11-24", "time": "17:00", "time_zone": null});
    let created = ada
        .post(
            "/tasks",
            &json!({"title": " buy milk ", "tags": ["home"], "priority": "high", "due": due}),
        )
        .await;
    assert_eq!(created.header("etag"), "\"1\"");
    let location = created.header("location").to_owned();
    let task = created.expect(201);
    assert_eq!((&task["title"], &task["due"]), (&json!("buy milk"), &due));
    let path = location.strip_prefix("/api/v1").unwrap();
    assert_eq!(ada.get(path).await.expect(200), task);

    let patched = ada
        .patch(path, &json!({"due": {"date": "2026-11-25"}}))
        .await
        .expect(200);
    assert_eq!(patched["due"]["time"], "17:00");
    let done = ada
        .post(&format!("{path}/complete"), &json!({}))
        .await
        .expect(200);
    assert_eq!(done["task"]["status"], "done");
    let again = ada
        .post(&format!("{path}/complete"), &json!({}))
        .await
        .expect(200);
    assert_eq!(again, done);
    assert_eq!(
        ada.get("/tasks?status=done").await.expect(200)["items"][0]["id"],
        task["id"]
    );
    ada.delete(path).await.expect(204);
    assert_eq!(
        ada.get("/tasks?status=trash").await.expect(200)["items"][0]["id"],
        task["id"]
    );
    let restored = ada
        .post(&format!("{path}/restore"), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&restored["version"], &restored["deleted_at"]),
        (&json!(5), &json!(null))
    );
    app.end().await;
}

#[tokio::test]
async fn undo_reverts_once_and_its_own_token_does_it_again() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let task = ada.add("buy milk").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let done = ada.post(&format!("{path}/complete"), &json!({})).await;
    let token = json!({"token": done.header("undo-token")});
    let undone = ada.post("/undo", &token).await;
    let redo = json!({"token": undone.header("undo-token")});
    assert_eq!(undone.expect(200)["tasks"][0]["status"], "open");
    assert_eq!(ada.post("/undo", &token).await.field(), "token");
    ada.post("/undo", &redo).await.expect(200);
    assert_eq!(ada.get(&path).await.expect(200)["status"], "done");
    app.end().await;
}

#[tokio::test]
async fn undo_refuses_what_has_changed_since() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let task = ada.add("buy milk").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let renamed = ada.patch(&path, &json!({"title": "buy oat milk"})).await;
    let token = json!({"token": renamed.header("undo-token")});
    ada.patch(&path, &json!({"notes": "two"})).await.expect(200);
    let refused = ada.post("/undo", &token).await.expect(409);
    assert!(
        refused["detail"].as_str().unwrap().contains("buy oat milk"),
        "{refused}"
    );
    app.end().await;
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_one_task() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let send = async |title: &str| {
        let request = ada
            .request(Method::POST, "/tasks")
            .header("idempotency-key", "k1");
        ada.send(request.json(&json!({"title": title}))).await
    };
    let mut answers = Vec::new();
    for answer in futures::future::join_all((0..20).map(|_| send("buy milk"))).await {
        answers.push(answer.expect(201));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let replayed = send("buy milk").await;
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_ne!(replayed.header("undo-token"), "");
    send("buy eggs").await.expect(422);
    assert_eq!(
        ada.get("/tasks").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    app.end().await;
}

#[tokio::test]
async fn a_stale_if_match_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let task = ada.add("buy milk").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let request = ada
        .request(Method::PATCH, &path)
        .header("if-match", "\"7\"");
    ada.send(request.json(&json!({"title": "b"})))
        .await
        .expect(412);
    assert_eq!(ada.get(&path).await.expect(200), task);
    app.end().await;
}

#[tokio::test]
async fn a_tag_is_renamed_and_taken_off_wherever_it_is_and_undo_brings_it_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let tagged = async |client: &Client, title: &str, tags: &[&str]| {
        let body = json!({"title": title, "tags": tags});
        client.post("/tasks", &body).await.expect(201)
    };
    tagged(&ada, "both", &["home", "house"]).await;
    let trashed = tagged(&ada, "trashed", &["home"]).await;
    tagged(&ada, "other", &["work/2"]).await;
    tagged(&bob, "bob's", &["home"]).await;
    let trashed = format!("/tasks/{}", trashed["id"].as_str().unwrap());
    ada.delete(&trashed).await.expect(204);
    let tags = async |client: &Client| {
        let page = client.get("/tags").await.expect(200);
        let names = page["items"].as_array().unwrap().iter();
        names
            .map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let renamed = ada.patch("/tags/home", &json!({"name": "#house"})).await;
    let undo = json!({"token": renamed.header("undo-token")});
    assert_eq!(renamed.expect(200), json!({"name": "house", "open": 1}));
    assert_eq!(tags(&ada).await, ["house", "work/2"]);
    assert_eq!(
        ada.get(&trashed).await.expect(200)["tags"],
        json!(["house"])
    );
    assert_eq!(tags(&bob).await, ["home"]);
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(tags(&ada).await, ["home", "house", "work/2"]);
    let gone = ada.delete("/tags/work%2F2").await;
    let undo = json!({"token": gone.header("undo-token")});
    gone.expect(204);
    assert_eq!(tags(&ada).await, ["home", "house"]);
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(tags(&ada).await, ["home", "house", "work/2"]);
    ada.delete("/tags/nowhere").await.expect(404);
    ada.patch("/tags/%00", &json!({"name": "a"}))
        .await
        .expect(404);
    assert_eq!(
        ada.patch("/tags/home", &json!({"name": "a b"}))
            .await
            .field(),
        "name"
    );
    app.end().await;
}

#[tokio::test]
async fn pages_show_every_task_once() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for number in 0..5 {
        ada.add(&format!("task {number}")).await;
    }
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada
            .get(&format!("/tasks?limit=2{cursor}"))
            .await
            .expect(200);
        titles.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|task| task["title"].clone()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(titles, ["task 4", "task 3", "task 2", "task 1", "task 0"]);
    app.end().await;
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_written() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (body, field) in [
        (json!({"title": ""}), "title"),
        (json!({}), "title"),
        (json!({"title": "a".repeat(501)}), "title"),
        (json!({"title": "a\u{0}b"}), "title"),
        (json!({"title": 7}), "title"),
        (json!({"title": "a", "colour": "red"}), "colour"),
        (
            json!({"title": "a", "due": {"date": "2026-02-30"}}),
            "due.date",
        ),
        (
            json!({"title": "a", "due": {"date": "2026-02-01", "time": "25:00"}}),
            "due.time",
        ),
        (
            json!({"title": "a", "due": {"date": "2026-02-01", "hour": 1}}),
            "due.hour",
        ),
        (
            json!({"title": "a", "due": {"date": "2026-02-01", "time": "09:00", "time_zone": "Mars"}}),
            "due.time_zone",
        ),
        (json!({"title": "a", "notes": "a".repeat(10_001)}), "notes"),
        (
            json!({"title": "a", "list_id": "00000000-0000-7000-8000-000000000000"}),
            "list_id",
        ),
    ] {
        let answer = ada.post("/tasks", &body).await;
        assert_eq!(answer.status.as_u16(), 422, "{body}");
        assert_eq!(answer.field(), field, "{body}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let raw = async |kind: &str, body: Vec<u8>| {
        let request = ada
            .request(Method::POST, "/tasks")
            .header("content-type", kind);
        ada.send(request.body(body)).await.status.as_u16()
    };
    assert_eq!(raw("application/json", b"{\"title\":".to_vec()).await, 400);
    assert_eq!(
        raw("application/json", b"{\"title\":\"\xff\"}".to_vec()).await,
        400
    );
    assert_eq!(raw("text/plain", b"{}".to_vec()).await, 415);
    assert_eq!(raw("application/json", vec![b' '; 300 * 1024]).await, 413);
    assert_eq!(ada.get("/tasks").await.expect(200)["items"], json!([]));
    let (changes,): (i64,) = sqlx::query_as("SELECT count(*) FROM outbox")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(changes, 0);
    app.end().await;
}

#[tokio::test]
async fn somebody_elses_task_is_not_found() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let task = ada.add("secret").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    bob.get(&path).await.expect(404);
    bob.patch(&path, &json!({"title": "mine"}))
        .await
        .expect(404);
    bob.delete(&path).await.expect(404);
    bob.post(&format!("{path}/complete"), &json!({}))
        .await
        .expect(404);
    bob.post("/tasks", &json!({"title": "a", "id": task["id"]}))
        .await
        .expect(422);
    assert_eq!(ada.get(&path).await.expect(200), task);
    app.end().await;
}
