use reqwest::Method;
use serde_json::json;

use crate::app::{PASSWORD, TestApp, eventually};

#[tokio::test]
async fn a_guest_who_registers_keeps_every_task() {
    let app = TestApp::start().await;
    let mut ada = app.guest().await;
    ada.add("buy milk").await;
    let account = json!({"email": "ada@example.com", "password": "correct horse", "time_zone": "Europe/Berlin"});
    let registered = ada.post("/auth/register", &account).await;
    ada.sign_in(&registered);
    assert_eq!(registered.expect(201)["guest"], false);
    ada.post("/auth/logout", &json!({})).await.expect(204);
    ada.get("/me").await.expect(401);

    let mut again = app.nobody();
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse"});
    again.post("/auth/login", &wrong).await.expect(401);
    let login = again
        .post(
            "/auth/login",
            &json!({"email": "ADA@example.com", "password": "correct horse"}),
        )
        .await;
    again.sign_in(&login);
    assert_eq!(
        again.get("/tasks").await.expect(200)["items"][0]["title"],
        "buy milk"
    );
    let taken = app.nobody().post("/auth/register", &account).await;
    assert_eq!((taken.status.as_u16(), taken.field()), (422, "email"));
    app.end().await;
}

#[tokio::test]
async fn a_zone_must_exist() {
    let app = TestApp::start().await;
    let refused = app
        .nobody()
        .post("/auth/guest", &json!({"time_zone": "Mars/Olympus"}))
        .await;
    assert_eq!(
        (refused.status.as_u16(), refused.field()),
        (422, "time_zone")
    );
    let ada = app.guest().await;
    assert_eq!(
        ada.patch("/me", &json!({"time_zone": "Mars"}))
            .await
            .field(),
        "time_zone"
    );
    let moved = ada
        .patch("/me", &json!({"time_zone": "Asia/Tokyo"}))
        .await
        .expect(200);
    assert_eq!(moved["time_zone"], "Asia/Tokyo");
    app.end().await;
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let send = async |origin: &str| {
        let request = ada.request(Method::POST, "/tasks").header("origin", origin);
        ada.send(request.json(&json!({"title": "a"})))
            .await
            .status
            .as_u16()
    };
    assert_eq!(send("https://evil.test").await, 403);
    assert_eq!(send("http://todo.test").await, 201);
    app.end().await;
}

#[tokio::test]
async fn only_hashes_of_sessions_are_kept() {
    let app = TestApp::start().await;
    let answer = app
        .nobody()
        .post("/auth/guest", &json!({"time_zone": "UTC"}))
        .await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let token = cookie.split([';', '=']).nth(1).unwrap();
    let (hash,): (Vec<u8>,) = sqlx::query_as("SELECT token_hash FROM sessions")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(hash, backend::secret::hash(token));
    app.end().await;
}

#[tokio::test]
async fn a_token_acts_within_its_scope_until_it_is_revoked() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let body = json!({"name": "script", "scope": "read"});
    let created = ada.post("/tokens", &body).await.expect(201);
    let listed = ada.get("/tokens").await.expect(200);
    assert_eq!(listed["items"][0]["id"], created["id"]);
    assert_eq!(listed["items"][0].get("token"), None, "shown once");
    let (hash,): (Vec<u8>,) = sqlx::query_as("SELECT token_hash FROM api_tokens")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(
        hash,
        backend::secret::hash(created["token"].as_str().unwrap())
    );

    let (reader, writer) = (ada.program("read").await, ada.program("write").await);
    let task = writer.add("by a program").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    reader.get(&path).await.expect(200);
    reader
        .patch(&path, &json!({"title": "b"}))
        .await
        .expect(403);
    reader.delete(&path).await.expect(403);
    reader
        .post("/chat", &json!({"message": "add milk"}))
        .await
        .expect(403);
    // A token does not manage the account.
    for path in ["/tokens", "/sessions"] {
        writer.get(path).await.expect(403);
    }
    writer.post("/tokens", &body).await.expect(403);
    writer
        .patch(
            "/me",
            &json!({"password": "new password", "current_password": PASSWORD}),
        )
        .await
        .expect(403);
    for token in listed["items"].as_array().unwrap() {
        ada.delete(&format!("/tokens/{}", token["id"].as_str().unwrap()))
            .await
            .expect(204);
    }
    let bob = app.guest().await;
    let all = ada.get("/tokens").await.expect(200);
    let foreign = format!("/tokens/{}", all["items"][0]["id"].as_str().unwrap());
    bob.delete(&foreign).await.expect(404);
    ada.delete(&foreign).await.expect(204);
    let left = [
        reader.get("/me").await.status.as_u16(),
        writer.get("/me").await.status.as_u16(),
    ];
    assert!(left.contains(&401) && left.contains(&200), "{left:?}");
    app.end().await;
}

#[tokio::test]
async fn a_token_expires_and_wrong_ones_are_refused() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (body, field) in [
        (json!({"name": "", "scope": "read"}), "name"),
        (json!({"name": "a", "scope": "admin"}), "scope"),
        (json!({"name": "a"}), "scope"),
        (
            json!({"name": "a", "scope": "read", "expires_at": "2020-01-01T00:00:00Z"}),
            "expires_at",
        ),
    ] {
        let answer = ada.post("/tokens", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{body}"
        );
    }
    let program = ada.program("write").await;
    program.get("/me").await.expect(200);
    sqlx::query("UPDATE api_tokens SET expires_at = now() - interval '1 second'")
        .execute(app.pool())
        .await
        .unwrap();
    program.get("/me").await.expect(401);
    for header in ["Bearer", "Bearer nonsense", "Basic YTpi", "\u{e9}"] {
        let request = ada
            .request(Method::GET, "/me")
            .header("authorization", header.as_bytes());
        assert_eq!(ada.send(request).await.status.as_u16(), 401, "{header}");
    }
    app.end().await;
}

#[tokio::test]
async fn what_holds_a_secret_is_not_answered_twice() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let keyed = async |path: &str, body: serde_json::Value| {
        let request = ada
            .request(Method::POST, path)
            .header("idempotency-key", "once");
        ada.send(request.json(&body)).await
    };
    let token = json!({"name": "a", "scope": "read"});
    keyed("/tokens", token.clone()).await.expect(201);
    let repeat = keyed("/tokens", token).await;
    assert_eq!(repeat.header("content-type"), "application/problem+json");
    assert_eq!(repeat.expect(409)["type"], "/problems/happened");
    assert_eq!(
        ada.get("/tokens").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for (path, body, first) in [
        ("/auth/guest", json!({"time_zone": "UTC"}), 201),
        (
            "/auth/login",
            json!({"email": "ada@example.com", "password": PASSWORD}),
            200,
        ),
    ] {
        keyed(path, body.clone()).await.expect(first);
        keyed(path, body).await.expect(409);
    }
    app.end().await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let login = json!({"email": "ada@example.com", "password": PASSWORD});
    let mut elsewhere = app.nobody();
    let answer = elsewhere.post("/auth/login", &login).await;
    elsewhere.sign_in(&answer);
    let sessions = ada.get("/sessions").await.expect(200);
    let current: Vec<_> = sessions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["current"].as_bool().unwrap())
        .collect();
    assert_eq!(current.iter().filter(|current| **current).count(), 1);
    assert_eq!(current.len(), 2);
    for (patch, field) in [
        (json!({"password": "new password"}), "current_password"),
        (
            json!({"password": "new password", "current_password": "wrong horse"}),
            "current_password",
        ),
        (
            json!({"password": "short", "current_password": PASSWORD}),
            "password",
        ),
        (
            json!({"email": "nowhere", "current_password": PASSWORD}),
            "email",
        ),
    ] {
        let answer = ada.patch("/me", &patch).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{patch}"
        );
    }
    elsewhere.get("/me").await.expect(200);
    let patch = json!({"password": "new password", "email": "ADA@new.example", "current_password": PASSWORD});
    assert_eq!(
        ada.patch("/me", &patch).await.expect(200)["email"],
        "ada@new.example"
    );
    ada.get("/me").await.expect(200);
    elsewhere.get("/me").await.expect(401);
    app.nobody().post("/auth/login", &login).await.expect(401);
    let login = json!({"email": "ada@new.example", "password": "new password"});
    let mut again = app.nobody();
    let answer = again.post("/auth/login", &login).await;
    again.sign_in(&answer);
    // One session is ended by its id, and only by its person.
    let sessions = ada.get("/sessions").await.expect(200);
    let other = sessions["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    let other_path = format!("/sessions/{}", other["id"].as_str().unwrap());
    app.guest().await.delete(&other_path).await.expect(404);
    ada.delete(&other_path).await.expect(204);
    again.get("/me").await.expect(401);
    app.end().await;
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_whoever_is_guessed() {
    let app = TestApp::start().await;
    app.account("ada@example.com").await;
    let nobody = app.nobody();
    for email in ["ada@example.com", "nobody@example.com"] {
        let attempt = async |password: &str, address: &str| {
            let request = nobody
                .request(Method::POST, "/auth/login")
                .header("x-forwarded-for", address);
            nobody
                .send(request.json(&json!({"email": email, "password": password})))
                .await
        };
        // The window may end in between: then the count begins again, once.
        let mut wrong = 0;
        while attempt("wrong horse", "192.0.2.1").await.status == 401 {
            wrong += 1;
            assert!(wrong <= 20, "nothing slows down {wrong} guesses");
        }
        assert!(wrong >= 10, "only {wrong} guesses");
        let refused = attempt(PASSWORD, "192.0.2.1").await;
        let seconds: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&seconds));
        refused.expect(429);
        // From elsewhere the person still gets in.
        let elsewhere = attempt(PASSWORD, "192.0.2.2").await.status.as_u16();
        assert_eq!(elsewhere, if email.starts_with("ada") { 200 } else { 401 });
    }
    app.end().await;
}

#[tokio::test]
async fn requests_beyond_the_limit_are_refused_and_say_until_when() {
    let app = TestApp::start_with(&[("REQUESTS_PER_MINUTE", "60")]).await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let first = ada.get("/me").await;
    assert_eq!(
        (
            first.header("ratelimit-limit"),
            first.header("ratelimit-remaining")
        ),
        ("60", "59")
    );
    let mut refused = None;
    // The window may end in between: then the count begins again, once.
    for _ in 0..130 {
        let answer = ada.get("/me").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a refusal");
    assert_eq!(refused.header("ratelimit-remaining"), "0");
    assert_eq!(
        refused.header("retry-after"),
        refused.header("ratelimit-reset")
    );
    assert_eq!(refused.body["type"], "/problems/too-many-requests");
    bob.get("/me").await.expect(200);
    app.end().await;
}

#[tokio::test]
async fn settings_are_kept_and_wrong_ones_are_named() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let patch = json!({
        "week_start": "sunday", "times_of_day": {"morning": "08:00"}, "default_list_id": work["id"],
        "default_reminder_minutes": null, "language": "de-AT",
    });
    let me = ada.patch("/me", &patch).await.expect(200);
    assert_eq!(ada.get("/me").await.expect(200), me);
    assert_eq!(
        (&me["week_start"], &me["times_of_day"]["morning"]),
        (&json!("sunday"), &json!("08:00"))
    );
    let timed = json!({"title": "a", "due": {"date": "2099-01-01", "time": "09:00"}});
    let task = ada.post("/tasks", &timed).await.expect(201);
    assert_eq!(
        (&task["list_id"], &task["reminders"]),
        (&work["id"], &json!([]))
    );
    ada.delete(&format!("/lists/{}", work["id"].as_str().unwrap()))
        .await
        .expect(204);
    let inbox = ada.get("/lists").await.expect(200)["items"][0]["id"].clone();
    assert_eq!(ada.add("b").await["list_id"], inbox);
    for (patch, field) in [
        (json!({"week_start": "friday"}), "week_start"),
        (
            json!({"times_of_day": {"noon": "12:00"}}),
            "times_of_day.noon",
        ),
        (
            json!({"times_of_day": {"morning": "25:00"}}),
            "times_of_day.morning",
        ),
        (json!({"default_list_id": inbox}), "default_list_id"),
        (
            json!({"default_reminder_minutes": -1}),
            "default_reminder_minutes",
        ),
        (json!({"language": "no language"}), "language"),
        (json!({"colour": "red"}), "colour"),
        (
            json!({"password": "new password", "current_password": ""}),
            "email",
        ),
    ] {
        let answer = bob.patch("/me", &patch).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{patch}"
        );
    }
    app.end().await;
}

#[tokio::test]
async fn a_deleted_account_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.account("ada@example.com").await, app.guest().await);
    let task = ada.add("secret").await;
    ada.post(
        "/tasks",
        &json!({"title": "child", "parent_id": task["id"]}),
    )
    .await
    .expect(201);
    ada.say("add milk").await;
    ada.program("read").await;
    let remove = async |who: &crate::app::Client, body| {
        who.send(who.request(Method::DELETE, "/me").json(&body))
            .await
    };
    assert_eq!(remove(&ada, json!({})).await.field(), "password");
    assert_eq!(
        remove(&ada, json!({"password": "wrong horse"}))
            .await
            .field(),
        "password"
    );
    assert_eq!(remove(&bob, json!({})).await.field(), "confirm");
    ada.program("write").await.delete("/me").await.expect(403);
    remove(&ada, json!({"password": PASSWORD}))
        .await
        .expect(204);
    ada.get("/me").await.expect(401);
    bob.get("/me").await.expect(200);
    remove(&bob, json!({"confirm": "delete"})).await.expect(204);
    let left = async || {
        let tables = [
            "users",
            "lists",
            "tasks",
            "sessions",
            "api_tokens",
            "outbox",
            "activity",
            "conversations",
            "messages",
            "undo_log",
            "idempotency_requests",
        ];
        let mut left = Vec::new();
        for table in tables {
            let count: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
                    .fetch_one(app.pool())
                    .await
                    .unwrap();
            if count > 0 {
                left.push(table);
            }
        }
        left
    };
    eventually(left, Vec::is_empty).await;
    let dead: i64 = sqlx::query_scalar("SELECT count(*) FROM dead_letters")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(dead, 0);
    app.end().await;
}

#[tokio::test]
async fn activity_tells_what_happened_to_a_task_and_who_did_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let task = ada.program("write").await.add("a").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    ada.patch(&path, &json!({"title": "b", "priority": "high"}))
        .await
        .expect(200);
    ada.add("another").await;
    let activity = async |path: String| {
        let page = ada.get(&path).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| {
                (
                    item["type"].clone(),
                    item["actor"].clone(),
                    item["changed"].clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    let expected = vec![
        (
            json!("task.updated"),
            json!("web"),
            json!(["title", "priority"]),
        ),
        (json!("task.created"), json!("api"), json!([])),
    ];
    eventually(
        async || activity(format!("{path}/activity")).await,
        |seen| *seen == expected,
    )
    .await;
    eventually(
        async || activity("/activity".to_owned()).await.len(),
        |count| *count == 3,
    )
    .await;
    let page = ada.get("/activity?limit=2").await.expect(200);
    assert_eq!(page["items"][0]["title"], "another");
    assert_eq!(page["items"][1]["title"], "b");
    let rest = ada
        .get(&format!(
            "/activity?cursor={}",
            page["next_cursor"].as_str().unwrap()
        ))
        .await
        .expect(200);
    assert_eq!(
        (
            rest["items"].as_array().unwrap().len(),
            &rest["next_cursor"]
        ),
        (1, &json!(null))
    );
    assert_eq!(ada.get("/activity?cursor=x").await.field(), "cursor");
    bob.get(&format!("{path}/activity")).await.expect(404);
    app.end().await;
}
