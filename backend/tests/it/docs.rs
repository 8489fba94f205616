//! The description of the API against what the service does.

use std::{fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::TestApp;

/// Every endpoint's file names its method and path in its first line.
fn endpoints(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            endpoints(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        for part in first.split('`').filter(|part| part.contains(" /api/v1")) {
            let (method, path) = part.split_once(' ').unwrap();
            found.push((method.to_lowercase(), path.to_owned()));
        }
    }
}

pub(crate) async fn document(app: &TestApp) -> Value {
    let answer = reqwest::get(format!("{}/api/openapi.json", app.url))
        .await
        .unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

pub(crate) fn operations(document: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            all.push((method.clone(), path.clone()));
        }
    }
    all
}

#[tokio::test]
async fn every_endpoint_is_described_and_every_reference_leads_somewhere() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described = operations(&document);
    let mut served = Vec::new();
    endpoints(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http"),
        &mut served,
    );
    assert!(served.len() > 40, "{}", served.len());
    for endpoint in &served {
        assert!(
            described.contains(endpoint),
            "{endpoint:?} is not described"
        );
    }
    assert_eq!(described.len(), served.len(), "{described:?}");
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"].get(name).is_some(),
            "{name}"
        );
    }
    for (method, path) in &described {
        let operation = &document["paths"][path][method];
        assert!(
            operation["summary"].is_string(),
            "{method} {path} says nothing of itself"
        );
        assert!(operation["responses"]["422"].is_object(), "{method} {path}");
    }
    app.end().await;
}

#[tokio::test]
async fn the_page_for_people_needs_no_script() {
    let app = TestApp::start().await;
    let answer = reqwest::get(format!("{}/api/docs", app.url)).await.unwrap();
    assert_eq!(
        answer.headers()["content-security-policy"],
        "default-src 'none'; style-src 'self'"
    );
    let html = answer.text().await.unwrap();
    assert!(html.contains("/api/v1/tasks/{id}/complete") && !html.contains("<script"));
    let style = reqwest::get(format!("{}/api/docs?style", app.url))
        .await
        .unwrap();
    assert_eq!(style.headers()["content-type"], "text/css");
    app.end().await;
}

/// What another person, nobody, and a token that may only read get from each operation.
#[tokio::test]
async fn no_operation_serves_or_changes_what_is_somebody_elses() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let body = json!({"title": "secret", "due": {"date": "2099-01-01", "time": "09:00"}});
    let task = ada.post("/tasks", &body).await.expect(201);
    let list = ada
        .post("/lists", &json!({"name": "secret"}))
        .await
        .expect(201);
    let chat = ada.say("add secret tea").await;
    let session = ada.get("/sessions").await.expect(200)["items"][0]["id"].clone();
    let token = ada
        .post("/tokens", &json!({"name": "a", "scope": "read"}))
        .await
        .expect(201);
    let before = (
        ada.get("/tasks").await.expect(200),
        ada.get("/lists").await.expect(200),
    );
    let (nobody, reader) = (app.nobody(), ada.program("read").await);
    for (method, path) in operations(&document(&app).await) {
        let path = path.strip_prefix("/api/v1").unwrap();
        if path.starts_with("/auth") || path.starts_with("/calendar") || path == "/stream" {
            continue;
        }
        let id = match path.split('/').nth(1).unwrap() {
            "tasks" => &task["id"],
            "lists" => &list["id"],
            "conversations" => &chat["conversation_id"],
            "sessions" => &session,
            "tokens" => &token["id"],
            // No other person's notification is at hand: an id that nobody has.
            _ => &json!("00000000-0000-7000-8000-000000000000"),
        };
        let concrete = path.replace("{id}", id.as_str().unwrap());
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let send = async |client: &crate::app::Client| {
            let request = client.request(verb.clone(), &concrete);
            let request = if verb == Method::GET {
                request
            } else {
                request.json(&json!({}))
            };
            client.send(request).await
        };
        assert_eq!(
            send(&nobody).await.status.as_u16(),
            401,
            "nobody: {method} {path}"
        );
        if verb != Method::GET {
            assert_eq!(
                send(&reader).await.status.as_u16(),
                403,
                "reader: {method} {path}"
            );
        }
        let answer = send(&bob).await;
        if path.contains("{id}") {
            // A snooze says first what is wrong with its body.
            let expected = if path.ends_with("/snooze") { 422 } else { 404 };
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "bob: {method} {path}: {}",
                answer.body
            );
        }
        assert!(
            !answer.body.to_string().contains("secret"),
            "bob: {method} {path}: {}",
            answer.body
        );
        assert_ne!(answer.status.as_u16(), 500, "bob: {method} {path}");
    }
    let after = (
        ada.get("/tasks").await.expect(200),
        ada.get("/lists").await.expect(200),
    );
    assert_eq!(before, after);
    app.end().await;
}
