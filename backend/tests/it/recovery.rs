//! Ways back into an account, and from a guest's tasks into one.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::{Client, PASSWORD, TestApp};

async fn registered(app: &TestApp, email: &str) -> (Client, Vec<String>) {
    let mut client = app.nobody();
    let account = json!({"email": email, "password": PASSWORD, "time_zone": "Europe/Berlin"});
    let answer = client.post("/auth/register", &account).await;
    client.sign_in(&answer);
    let codes = answer.expect(201)["recovery_codes"].clone();
    (client, serde_json::from_value(codes).unwrap())
}

fn login(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

#[tokio::test]
async fn a_recovery_code_sets_a_new_password_once() {
    let app = TestApp::start().await;
    let (ada, codes) = registered(&app, "ada@example.com").await;
    let (_, foreign) = registered(&app, "bob@example.com").await;
    assert_eq!(codes.len(), 10);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT code_hash FROM recovery_codes")
        .fetch_all(app.pool())
        .await
        .unwrap();
    let plain = codes[0].replace('-', "");
    assert!(kept.contains(&backend::secret::hash(&plain).to_vec()));
    assert!(!kept.iter().any(|hash| hash == plain.as_bytes()));

    let reset = |email: &str, code: &str, password: &str| json!({"email": email, "recovery_code": code, "password": password});
    let nobody = app.nobody();
    for (body, field) in [
        (
            reset("ada@example.com", &foreign[0], "another one"),
            "recovery_code",
        ),
        (
            reset("nobody@example.com", &codes[0], "another one"),
            "recovery_code",
        ),
        (reset("ada@example.com", "", "another one"), "recovery_code"),
        (reset("ada@example.com", &codes[0], "short"), "password"),
        (
            json!({"email": "ada@example.com", "password": "another one"}),
            "recovery_code",
        ),
    ] {
        let answer = nobody.post("/auth/reset", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{body}"
        );
    }
    nobody
        .post("/auth/login", &login("ada@example.com", PASSWORD))
        .await
        .expect(200);

    // As people copy them: small letters, no dashes.
    let body = reset("ADA@example.com", &plain.to_lowercase(), "another one");
    let mut again = app.nobody();
    let answer = again.post("/auth/reset", &body).await;
    again.sign_in(&answer);
    assert_eq!(answer.expect(200)["email"], "ada@example.com");
    again.get("/me").await.expect(200);
    ada.get("/me").await.expect(401);
    nobody
        .post("/auth/login", &login("ada@example.com", PASSWORD))
        .await
        .expect(401);
    nobody
        .post("/auth/login", &login("ada@example.com", "another one"))
        .await
        .expect(200);
    assert_eq!(
        nobody.post("/auth/reset", &body).await.field(),
        "recovery_code"
    );

    // New codes make the old ones void.
    let wrong = again
        .post("/me/recovery-codes", &json!({"password": PASSWORD}))
        .await;
    assert_eq!((wrong.status.as_u16(), wrong.field()), (422, "password"));
    let made = again
        .post("/me/recovery-codes", &json!({"password": "another one"}))
        .await
        .expect(201);
    let body = reset("ada@example.com", &codes[1], "a third one");
    assert_eq!(
        nobody.post("/auth/reset", &body).await.field(),
        "recovery_code"
    );
    let code = made["recovery_codes"][0].as_str().unwrap();
    let body = reset("ada@example.com", code, "a third one");
    nobody.post("/auth/reset", &body).await.expect(200);
    app.end().await;
}

#[tokio::test]
async fn guessing_recovery_codes_is_slowed_down() {
    let app = TestApp::start().await;
    registered(&app, "ada@example.com").await;
    let body = json!({"email": "ada@example.com", "recovery_code": "00000-00000-00000", "password": "another one"});
    let nobody = app.nobody();
    let (mut wrong, mut refused) = (0, nobody.post("/auth/reset", &body).await);
    // The window may end in between: then the count begins again, once.
    while refused.status == 422 {
        wrong += 1;
        assert!(wrong <= 20, "nothing slows down {wrong} guesses");
        refused = nobody.post("/auth/reset", &body).await;
    }
    assert!(wrong >= 10, "only {wrong} guesses");
    assert!(!refused.header("retry-after").is_empty());
    refused.expect(429);
    app.end().await;
}

#[tokio::test]
async fn signing_in_takes_as_long_without_an_account() {
    let app = TestApp::start_with(&[("SIGN_INS_PER_MINUTE", "6000")]).await;
    registered(&app, "ada@example.com").await;
    let nobody = app.nobody();
    let time = async |email: &str| {
        let began = Instant::now();
        nobody
            .post("/auth/login", &login(email, "wrong horse"))
            .await
            .expect(401);
        began.elapsed()
    };
    // The fastest of several: what else the machine does makes them only slower.
    let (mut with, mut without) = (Duration::MAX, Duration::MAX);
    for round in 0..8 {
        with = with.min(time("ada@example.com").await);
        without = without.min(time(&format!("nobody{round}@example.com")).await);
    }
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    assert!(
        (0.5..2.0).contains(&ratio),
        "{with:?} with an account, {without:?} without"
    );
    app.end().await;
}

async fn guest_with_tasks(app: &TestApp) -> Client {
    let guest = app.guest().await;
    let work = guest
        .post("/lists", &json!({"name": "work"}))
        .await
        .expect(201);
    let own = guest
        .post("/lists", &json!({"name": "Own"}))
        .await
        .expect(201);
    guest.add("in the inbox").await;
    guest
        .post(
            "/tasks",
            &json!({"title": "at work", "list_id": work["id"]}),
        )
        .await
        .expect(201);
    let whole = json!({"title": "whole", "list_id": own["id"], "due": {"date": "2099-01-01", "time": "09:00"}});
    let whole = guest.post("/tasks", &whole).await.expect(201);
    guest
        .post(
            "/tasks",
            &json!({"title": "part", "parent_id": whole["id"]}),
        )
        .await
        .expect(201);
    guest
        .post("/filters", &json!({"name": "Mine", "filter": "today"}))
        .await
        .expect(201);
    guest.say("what's due today?").await;
    guest
}

async fn titles(client: &Client) -> Vec<String> {
    let page = client
        .get("/tasks?sort=position&limit=200")
        .await
        .expect(200);
    let items = page["items"].as_array().unwrap().iter();
    let mut titles: Vec<_> = items
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn signing_in_from_a_guest_with_tasks_offers_to_take_them_along() {
    let app = TestApp::start().await;
    let (ada, _) = registered(&app, "ada@example.com").await;
    let (bob, _) = registered(&app, "bob@example.com").await;
    ada.post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    ada.add("here before").await;
    let since = ada.get("/changes?since=0").await.expect(200)["next_since"].clone();

    let mut guest = guest_with_tasks(&app).await;
    let answer = guest
        .post("/auth/login", &login("ada@example.com", PASSWORD))
        .await;
    guest.sign_in(&answer);
    let offer = answer.expect(200)["merge"].clone();
    assert_eq!(offer["tasks"], 4);
    assert_eq!(
        titles(&guest).await,
        ["here before"],
        "an offer changes nothing"
    );
    let token = json!({"token": offer["token"]});
    assert_eq!(
        bob.post("/me/merge", &token).await.field(),
        "token",
        "it is Ada's alone"
    );
    let merged = guest.post("/me/merge", &token).await;
    let undo = json!({"token": merged.header("undo-token")});
    assert_eq!(merged.expect(200), json!({"tasks": 4}));
    assert_eq!(
        guest.post("/me/merge", &token).await.field(),
        "token",
        "once"
    );

    assert_eq!(
        titles(&ada).await,
        ["at work", "here before", "in the inbox", "part", "whole"]
    );
    let lists = ada.get("/lists").await.expect(200);
    let names: Vec<_> = lists["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| list["name"].clone())
        .collect();
    assert_eq!(names, ["Inbox", "Work", "Own"], "lists of one name are one");
    // Every client of the account hears of it, in order.
    let heard = ada
        .get(&format!("/changes?since={since}"))
        .await
        .expect(200);
    let kinds: Vec<_> = heard["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["type"].clone())
        .collect();
    assert_eq!(
        kinds,
        [
            "list.created",
            "task.created",
            "task.created",
            "task.created",
            "task.created"
        ]
    );
    let (armed,): (i64,) = sqlx::query_as("SELECT count(*) FROM reminders")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(armed, 1, "its reminder is the account's now");
    assert_eq!(
        ada.get("/filters").await.expect(200)["items"][0]["name"],
        "Mine"
    );
    assert_eq!(
        ada.get("/conversations").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let (people,): (i64,) = sqlx::query_as("SELECT count(*) FROM users")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(people, 2, "the guest is gone");
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(titles(&ada).await, ["here before"]);
    app.end().await;
}

#[tokio::test]
async fn a_guest_can_bring_everything_along_at_once_and_an_empty_one_is_not_asked() {
    let app = TestApp::start().await;
    let (ada, _) = registered(&app, "ada@example.com").await;
    let with_merge = json!({"email": "ada@example.com", "password": PASSWORD, "merge": true});
    let empty = app.guest().await;
    let answer = empty.post("/auth/login", &with_merge).await.expect(200);
    assert_eq!((answer.get("merge"), answer.get("merged")), (None, None));
    let guest = guest_with_tasks(&app).await;
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse", "merge": true});
    guest.post("/auth/login", &wrong).await.expect(401);
    assert_eq!(titles(&guest).await.len(), 4);
    let answer = guest.post("/auth/login", &with_merge).await;
    assert!(!answer.header("undo-token").is_empty());
    let answer = answer.expect(200);
    assert_eq!((answer.get("merge"), &answer["merged"]), (None, &json!(4)));
    assert_eq!(titles(&ada).await.len(), 4);
    app.end().await;
}
