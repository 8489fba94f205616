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

/// The example of what an operation is sent.
fn example<'a>(document: &'a Value, method: &str, path: &str) -> &'a Value {
    &document["paths"][path][method]["requestBody"]["content"]["application/json"]["example"]
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => schema,
    }
}

#[tokio::test]
async fn every_example_is_taken() {
    const UNKNOWN_TOKEN: [&str; 3] = ["merge_guest", "undo", "reset_password"];
    let app = TestApp::start().await;
    let document = document(&app).await;
    let register = example(&document, "post", "/api/v1/auth/register");
    let mut ada = app.nobody();
    let registered = ada.post("/auth/register", register).await;
    ada.sign_in(&registered);
    registered.expect(201);
    let id = |number: u8| format!("01932b2c-7a00-7000-8000-00000000000{number}");
    let rent = json!({"id": id(1), "title": "Rent", "tags": ["home"], "due": {"date": "2099-01-31", "time": "09:00"},
        "recurrence": {"rule": "FREQ=MONTHLY"}});
    ada.post("/tasks", &rent).await.expect(201);
    ada.post("/tasks", &json!({"id": id(2), "title": "Other"}))
        .await
        .expect(201);
    for (number, name) in [(3, "Home"), (4, "Garden")] {
        ada.post("/lists", &json!({"id": id(number), "name": name}))
            .await
            .expect(201);
    }
    let saved = ada
        .post("/filters", &json!({"name": "Soon", "filter": "7 days"}))
        .await
        .expect(201);
    let hook = json!({"url": "https://hooks.example.com/todo"});
    let hook = ada.post("/webhooks", &hook).await.expect(201);
    sqlx::query(
        "INSERT INTO notifications (id, user_id, task_id, title, created_at)
        SELECT id, user_id, id, 'Rent', now() FROM tasks WHERE title = 'Rent'",
    )
    .execute(app.pool())
    .await
    .unwrap();
    let mut sent = 0;
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        let name = operation["operationId"].as_str().unwrap();
        let body = example(&document, &method, &path);
        let takes_json = operation["requestBody"]["content"]
            .get("application/json")
            .is_some();
        if name == "register" || name == "import" || !takes_json {
            continue;
        }
        assert!(!body.is_null(), "{name} has no example");
        let of = match path.split('/').nth(3).unwrap() {
            "lists" => id(3),
            "filters" => saved["id"].as_str().unwrap().to_owned(),
            "webhooks" => hook["id"].as_str().unwrap().to_owned(),
            _ => id(1),
        };
        let path = path.strip_prefix("/api/v1").unwrap();
        let path = path.replace("{id}", &of).replace("{name}", "home");
        let guest = app.guest().await;
        // Signing in ends the session before.
        let of_a_guest = ["delete_me", "log_in"].contains(&name);
        let client = if of_a_guest { &guest } else { &ada };
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let answer = client.send(client.request(method, &path).json(body)).await;
        let status = answer.status.as_u16();
        let taken = match name {
            name if UNKNOWN_TOKEN.contains(&name) => status == 422,
            // Without a mail server.
            "forgot_password" => status == 409,
            // Without a key to sign with.
            "subscribe_to_push" => status == 403,
            _ => answer.status.is_success(),
        };
        assert!(taken, "{name}: {status} {}", answer.body);
        sent += 1;
    }
    assert!(sent > 20, "{sent}");
    app.end().await;
}

/// A schema of the document, its references made local to it.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[tokio::test]
async fn every_answer_has_an_example_and_every_example_fits_its_schema() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut wrong = Vec::new();
    let mut checked = 0;
    let mut check = |whose: &str, schema: &Value, example: &Value| {
        checked += 1;
        if let Err(error) = validator(&document, schema).validate(example) {
            wrong.push(format!("{whose}: {error} in {example}"));
        }
    };
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for example in schema["examples"].as_array().into_iter().flatten() {
            check(name, schema, example);
        }
    }
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        let responses = operation["responses"].as_object().unwrap();
        let answers = responses.values().chain([&operation["requestBody"]]);
        for content in answers.filter_map(|answer| answer["content"].as_object()) {
            for (kind, content) in content {
                let whose = format!("{method} {path}, {kind}");
                check(&whose, &content["schema"], &content["example"]);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked > 500, "{checked}");
    app.end().await;
}

#[tokio::test]
async fn problems_are_described_with_an_example_each() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    for (method, path) in operations(&document) {
        let responses = &document["paths"][&path][&method]["responses"];
        for (status, response) in responses.as_object().unwrap() {
            if let Some(problem) = response["content"].get("application/problem+json") {
                let expected: u16 = status.parse().unwrap();
                assert_eq!(problem["example"]["status"], expected, "{method} {path}");
            }
        }
    }
    app.end().await;
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused_by_every_write() {
    let app = TestApp::start_with(&[("SIGN_INS_PER_MINUTE", "1000")]).await;
    let ada = app.account("ada@example.com").await;
    let document = document(&app).await;
    for (method, path) in operations(&document) {
        if method == "get" {
            continue;
        }
        let concrete = path.replace("{id}", "00000000-0000-7000-8000-000000000000");
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        for key in ["k".repeat(256), "a\tb".to_owned()] {
            let path = concrete.strip_prefix("/api/v1").unwrap();
            let request = ada.request(verb.clone(), path);
            let answer = ada.send(request.header("idempotency-key", key)).await;
            let seen = (answer.status.as_u16(), answer.field());
            assert_eq!(
                seen,
                (422, "Idempotency-Key"),
                "{method} {path}: {}",
                answer.body
            );
        }
    }
    app.end().await;
}

/// What is just within a limit, and what is just beyond it.
fn within_and_beyond(name: &str, schema: &Value) -> Vec<(Value, bool)> {
    let number = |limit: &str| schema[limit].as_i64();
    let text = |length: i64| json!("a".repeat(usize::try_from(length).unwrap()));
    let mut values = Vec::new();
    if let Some(most) = number("maxLength") {
        let any_letters = ["title", "notes", "name", "icon", "text", "message"];
        if any_letters.contains(&name) {
            values.push((text(most), true));
        }
        values.push((text(most + 1), false));
    }
    if let (Some(least), Some(most)) = (number("minimum"), number("maximum")) {
        values.extend([
            (json!(least), true),
            (json!(most), true),
            (json!(most + 1), false),
        ]);
        values.push((json!(least - 1), false));
    }
    if let Some(most) = number("maxItems") {
        let item = |index: i64| match name {
            "reminders" => json!({"before_minutes": index}),
            _ => json!(format!("item{index}")),
        };
        let items = |count: i64| (0..count).map(item).collect::<Value>();
        values.extend([(items(most), true), (items(most + 1), false)]);
    }
    values
}

#[tokio::test]
async fn what_the_description_allows_is_taken_and_what_it_forbids_is_refused() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let document = document(&app).await;
    let mut tried = 0;
    for (method, path) in [
        ("post", "/tasks"),
        ("post", "/lists"),
        ("post", "/filters"),
        ("post", "/tokens"),
        ("post", "/tasks/quick"),
        ("post", "/chat"),
        ("patch", "/me"),
        ("post", "/webhooks"),
    ] {
        let whole = format!("/api/v1{path}");
        let content =
            &document["paths"][&whole][method]["requestBody"]["content"]["application/json"];
        let schema = resolved(&document, &content["schema"]);
        assert_eq!(schema["additionalProperties"], false, "{path}");
        for (name, field) in schema["properties"].as_object().unwrap() {
            for (value, fits) in within_and_beyond(name, field) {
                let mut body = content["example"].clone();
                if path != "/me" && name != "name" && body.get("name").is_some() {
                    body["name"] = json!(format!("{path} {tried}"));
                }
                body[name] = value;
                let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let answer = ada.send(ada.request(verb, path).json(&body)).await;
                let what = format!("{path} {name} {field}: {} {}", answer.status, answer.body);
                if fits {
                    assert!(answer.status.is_success(), "{what}");
                } else {
                    assert!(answer.status == 422, "{what}");
                    assert!(answer.field() == name, "{what}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
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
