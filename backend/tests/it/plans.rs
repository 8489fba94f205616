//! How the database finds what it is asked for, on tables that are large enough for a plan to matter.

use std::collections::BTreeSet;

use backend::seed::{self, Size};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgPool};

use crate::{
    app::{self, Client, TestApp},
    docs, pushes,
    statements::{Statement, heard, listen, telling},
};

const SIZE: Size = Size {
    users: 1000,
    tasks: 60_000,
    heaviest: 15_000,
};

/// Tables that grow with people or with time, and how those that [`seed`] leaves alone are filled. The rest are bounded.
const GROWING: [(&str, &str); 31] = [
    ("users", ""),
    ("tasks", ""),
    ("outbox", ""),
    ("activity", ""),
    ("lists", ""),
    ("sessions", "(token_hash, user_id, created_at, last_seen_at, expires_at)
        SELECT sha256(n::text::bytea), person, now(), now(), now() + interval '1 day'"),
    ("api_tokens", "(id, user_id, token_hash, name, scope, created_at)
        SELECT gen_random_uuid(), person, sha256(n::text::bytea), 'a', 'read', now()"),
    ("conversations", "(id, user_id, created_at, updated_at) SELECT lpad(to_hex(n), 32, '0')::uuid, person, now(), now()"),
    ("messages", "(id, conversation_id, role, text, created_at)
        SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, 'user', repeat('a', 200), now()"),
    ("confirmations", "(token_hash, user_id, conversation_id, pinned, expires_at)
        SELECT sha256(n::text::bytea), person, lpad(to_hex(n), 32, '0')::uuid, '[]', now()"),
    ("notifications", "(id, user_id, task_id, title, created_at) SELECT gen_random_uuid(), person, person, 'a', now()"),
    ("filters", "(id, user_id, name, filter, created_at) SELECT gen_random_uuid(), person, n::text, 'today', now()"),
    ("undo_log", "(token_hash, user_id, steps, expires_at)
        SELECT sha256(n::text::bytea), person, '[]', now() + interval '1 day'"),
    ("reminders", "(task_id, id, user_id, fire_at)
        SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
            gen_random_uuid(), person, now() + interval '1 year'"),
    ("consumed_events", "(consumer, event_id, consumed_at) SELECT 'activity', gen_random_uuid(), now()"),
    ("idempotency_requests", "(user_id, method, path, key, request_hash, answer, created_at)
        SELECT person, 'POST', '/', n::text, '', '{}', now()"),
    ("auth_requests", "(path, key, created_at) SELECT '/', n::text, now()"),
    ("rate_limits", "(key, window_start, count) SELECT n::text, now(), 1"),
    ("webhooks", "(id, user_id, url, name, events, secret, created_at, disabled_at)
        SELECT lpad(to_hex(n), 32, '0')::uuid, person, 'https://hooks.example.com', '', '{}', '', now(), now()"),
    ("webhook_deliveries", "(id, webhook_id, event_id, seq, type, body, status, created_at, finished_at)
        SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, gen_random_uuid(), n, 'task.created', '', 'delivered',
            now(), now()"),
    ("push_subscriptions", "(id, user_id, session, endpoint, p256dh, auth, created_at)
        SELECT lpad(to_hex(n), 32, '0')::uuid, person, sha256(n::text::bytea), n::text, decode(repeat('00', 65), 'hex'),
            decode(repeat('00', 16), 'hex'), now()"),
    ("push_messages", "(id, subscription_id, body, due_at)
        SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, '', now() + interval '1 year'"),
    ("imports", "(id, user_id, format, state, total, problems, problem_count, created_at, finished_at)
        SELECT gen_random_uuid(), person, 'csv', 'done', 0, '[]', 0, now(), now()"),
    ("calendars", "(user_id, token_hash, created_at) SELECT DISTINCT ON (person) person, sha256(n::text::bytea), now()"),
    ("recovery_codes", "(user_id, code_hash) SELECT person, sha256(n::text::bytea)"),
    ("password_resets", "(token_hash, user_id, expires_at)
        SELECT sha256(n::text::bytea), person, now() + interval '1 day'"),
    ("merge_offers", "(token_hash, guest_id, user_id, expires_at)
        SELECT sha256(n::text::bytea), person, person, now() + interval '1 day'"),
    ("chat_parts", "(user_id, key, part, request_hash, content, created_at) SELECT person, n::text, 0, '', '{}', now()"),
    ("llm_usage", "(user_id, day, calls) SELECT DISTINCT person, current_date, 1"),
    ("dead_letters", "(id, topic, consumer, event_id, reason, payload, received_at)
        SELECT gen_random_uuid(), 'task-events', 'activity', n::text, 'a', '', now()"),
    ("state", "(key, value, expires_at) SELECT n::text, '', now() + interval '1 day'"),
];

async fn filled(pool: &PgPool, size: Size) {
    let mut conn = pool.acquire().await.unwrap().detach();
    seed::fill(&mut conn, size).await.unwrap();
    for (table, rows) in GROWING.iter().filter(|(_, rows)| !rows.is_empty()) {
        let statement = format!(
            "INSERT INTO {table} {rows}
            FROM (SELECT n, lpad(to_hex(1 + n % $1), 32, '0')::uuid AS person FROM generate_series(1, 6 * $1) AS n) AS each"
        );
        sqlx::query(AssertSqlSafe(statement))
            .bind(size.users)
            .execute(&mut conn)
            .await
            .unwrap();
    }
    sqlx::query("ANALYZE").execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// Everything that the API does, as `person`.
async fn do_everything(app: &TestApp, person: &Client) {
    list(person).await;
    change(person).await;
    for message in [
        "add tea tomorrow",
        "what's due today?",
        "done tea",
        "undo",
        "find milk",
    ] {
        person.say(message).await;
    }
    person.get("/changes?since=3").await.expect(200);
    person
        .patch("/me", &json!({"time_zone": "Asia/Tokyo"}))
        .await
        .expect(200);
    be_reminded(app, person).await;
    touch(app, person).await;
}

async fn be_reminded(app: &TestApp, person: &Client) {
    pushes::remind(app, person, "Soon").await;
    app::eventually(
        async || person.get("/notifications").await.expect(200).to_string(),
        |told| told.contains("Soon"),
    )
    .await;
}

async fn list(person: &Client) {
    for query in [
        "",
        "?status=done",
        "?status=all",
        "?status=trash",
        "?sort=due",
        "?sort=priority",
        "?sort=position",
        "?q=milk",
        "?q=milk&sort=relevance",
        "?q=ml",
        "?q=grocreies",
        "?q=milk&sort=due",
        "?due=today",
        "?due=overdue&sort=due",
        "?due=none",
        "?tag=home",
        "?filter=(today%20|%20overdue)%20%26%20p1",
        "?filter=%23home%20%26%20@Work",
        "?filter=search:%20milk",
        "?filter=7%20days&sort=due",
        "?filter=created%20after:%20-3%20days",
        "?filter=!recurring%20%26%20no%20date",
        "?filter=@nowhere",
    ] {
        let page = person.get(&format!("/tasks{query}")).await.expect(200);
        if let Some(cursor) = page["next_cursor"].as_str() {
            let join = if query.is_empty() { "?" } else { "&" };
            let next = format!("/tasks{query}{join}cursor={cursor}");
            person.get(&next).await.expect(200);
        }
    }
}

async fn change(person: &Client) {
    let list = person
        .post("/lists", &json!({"name": "Plans"}))
        .await
        .expect(201);
    let list = list["id"].as_str().unwrap();
    let body = json!({"title": "Water", "due": {"date": "2027-01-01", "time": "09:00"}, "list_id": list,
        "recurrence": {"rule": "FREQ=WEEKLY"}});
    let task = person.post("/tasks", &body).await.expect(201);
    let task = task["id"].as_str().unwrap();
    let child = json!({"title": "part", "parent_id": task});
    let child = person.post("/tasks", &child).await.expect(201);
    let child = format!("/tasks/{}", child["id"].as_str().unwrap());
    let none = json!({});
    let path = format!("/tasks/{task}");
    person
        .get(&format!("/tasks?parent={task}"))
        .await
        .expect(200);
    person
        .get(&format!("/tasks?list={list}&sort=position"))
        .await
        .expect(200);
    person
        .patch(&path, &json!({"title": "Water it", "priority": "high"}))
        .await
        .expect(200);
    person
        .post(&format!("{path}/complete"), &none)
        .await
        .expect(200);
    person
        .post(&format!("{path}/skip"), &none)
        .await
        .expect(200);
    person
        .post(&format!("{child}/complete"), &none)
        .await
        .expect(200);
    person
        .post(&format!("{child}/reopen"), &none)
        .await
        .expect(200);
    person
        .post(&format!("{child}/move"), &json!({"after": null}))
        .await;
    person.delete(&child).await.expect(204);
    person
        .post(&format!("{child}/restore"), &none)
        .await
        .expect(200);
    person.get(&format!("{path}/activity")).await.expect(200);
    person
        .post("/tasks/quick", &json!({"text": "tea tomorrow #home"}))
        .await
        .expect(201);
    let deleted = person.delete(&format!("/lists/{list}")).await;
    let undo = json!({"token": deleted.header("undo-token")});
    person.post("/undo", &undo).await.expect(200);
}

/// Whatever else there is, as far as a request without a body gets, and the ways in.
async fn touch(app: &TestApp, person: &Client) {
    let document = docs::document(app).await;
    let nobody = app.nobody();
    let login = json!({"email": "ada@example.com", "password": "wrong horse"});
    nobody.post("/auth/login", &login).await.expect(401);
    let reset =
        json!({"email": "ada@example.com", "recovery_code": "a", "password": "correct horse"});
    assert_eq!(
        nobody.post("/auth/reset", &reset).await.field(),
        "recovery_code"
    );
    let reset = json!({"token": "a", "password": "correct horse"});
    assert_eq!(nobody.post("/auth/reset", &reset).await.field(), "token");
    nobody.get("/calendar/nowhere.ics").await.expect(404);
    let tagged = json!({"title": "a", "tags": ["plans"]});
    person.post("/tasks", &tagged).await.expect(201);
    let renamed = json!({"name": "planned"});
    person.patch("/tags/plans", &renamed).await.expect(200);
    let (none, task) = (json!({}), "00000000-0000-7000-8000-000000000000");
    for (method, path) in docs::operations(&document) {
        let path = path.strip_prefix("/api/v1").unwrap();
        if path == "/stream" || path.starts_with("/auth/") || (path == "/me" && method == "delete")
        {
            continue;
        }
        let path = path.replace("{id}", task);
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let request = person.request(method.clone(), &path);
        let request = if method == Method::GET {
            request
        } else {
            request.json(&none)
        };
        let answer = person.send(request).await;
        assert_ne!(answer.status.as_u16(), 500, "{method} {path}");
    }
}

#[track_caller]
fn complain(statements: &[Statement]) {
    let mut wrong = BTreeSet::new();
    for statement in statements {
        for table in statement.read_whole() {
            if GROWING.iter().any(|(growing, _)| *growing == table) {
                wrong.insert(format!("{table}: {}\n{:#}", statement.sql, statement.plan));
            }
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(
        wrong.is_empty(),
        "{} plans:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[tokio::test]
async fn no_request_and_no_worker_reads_a_large_table_from_end_to_end() {
    listen();
    let database = telling().await;
    let app = TestApp::start_on(database).await;
    filled(app.pool(), SIZE).await;
    // Its workers begin anew, on what is there now.
    let app = TestApp::start_changed(app.stop().await, pushes::ON, |_| {}).await;
    heard();
    // The first has very many tasks, the second as many as most.
    for person in 0..2 {
        do_everything(&app, &Client::of_session(&app.url, &seed::token(person))).await;
    }
    app::eventually(
        async || {
            let waiting = "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)";
            sqlx::query_scalar::<_, bool>(waiting)
                .fetch_one(app.pool())
                .await
                .unwrap()
        },
        |waiting| !waiting,
    )
    .await;
    let statements = heard();
    let requested = statements
        .iter()
        .filter(|statement| statement.requested)
        .count();
    assert!(requested > 200, "{requested} of {}", statements.len());
    complain(&statements);
    app.end().await;
}

#[tokio::test]
async fn a_larger_page_takes_no_more_statements() {
    listen();
    let app = TestApp::start_on(telling().await).await;
    filled(
        app.pool(),
        Size {
            users: 2,
            tasks: 2000,
            heaviest: 0,
        },
    )
    .await;
    let person = Client::of_session(&app.url, &seed::token(0));
    for number in 0..30 {
        person.say(&format!("add item {number}")).await;
        person
            .post(
                "/filters",
                &json!({"name": format!("mine {number}"), "filter": "today"}),
            )
            .await
            .expect(201);
    }
    let conversation = person.get("/conversations").await.expect(200)["items"][0]["id"].clone();
    let task = person.get("/tasks").await.expect(200)["items"][0]["id"].clone();
    // Guests have no webhooks.
    sqlx::query(
        "UPDATE users SET email = 'ada@example.com', password_hash = '' WHERE id = $1::uuid",
    )
    .bind(person.get("/me").await.expect(200)["id"].as_str().unwrap())
    .execute(app.pool())
    .await
    .unwrap();
    let webhook = person
        .post(
            "/webhooks",
            &json!({"url": "https://hooks.example.com/todo"}),
        )
        .await
        .expect(201)["id"]
        .clone();
    let document = docs::document(&app).await;
    let mut pages = 0;
    for (method, path) in docs::operations(&document) {
        let parameters = document["paths"][&path][&method]["parameters"].as_array();
        let has_limit =
            parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "limit"));
        if method != "get" || !has_limit {
            continue;
        }
        pages += 1;
        let id = if path.contains("/conversations/") {
            &conversation
        } else if path.contains("/webhooks/") {
            &webhook
        } else {
            &task
        };
        let path = path
            .strip_prefix("/api/v1")
            .unwrap()
            .replace("{id}", id.as_str().unwrap());
        let mut counts = Vec::new();
        for limit in [1, 200] {
            // The connections learn the statements first.
            person
                .get(&format!("{path}?limit={limit}"))
                .await
                .expect(200);
            heard();
            person
                .get(&format!("{path}?limit={limit}"))
                .await
                .expect(200);
            let asked: Vec<_> = heard()
                .into_iter()
                .filter(|statement| statement.requested)
                .collect();
            assert!(!asked.is_empty(), "{path}");
            counts.push(
                asked
                    .iter()
                    .map(|statement| statement.sql.clone())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(counts[0], counts[1], "{path}");
    }
    assert!(pages >= 5, "{pages} listings");
    app.end().await;
}
