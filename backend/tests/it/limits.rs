//! What cannot be, and what comes at the same moment.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::TestApp;

/// Fields that a task cannot have, and their paths.
fn impossible(foreign_list: &Value, foreign: &Value, part: &Value) -> Vec<(Value, &'static str)> {
    vec![
        (json!({"due": {"date": "1969-12-31"}}), "due.date"),
        (json!({"due": {"date": "10000-01-01"}}), "due.date"),
        (json!({"due": {"date": "2027-02-29"}}), "due.date"),
        (
            json!({"due": {"date": "2027-02-28", "time": "09:00", "time_zone": "Mars/Olympus"}}),
            "due.time_zone",
        ),
        (json!({"due": {"date": "2027-02-28T09:00"}}), "due.date"),
        (
            json!({"due": {"date": "2027-02-28", "time": "9:00"}}),
            "due.time",
        ),
        (
            json!({"due": {"date": "2027-02-28", "hour": 9}}),
            "due.hour",
        ),
        (json!({"start_date": "1969-12-31"}), "start_date"),
        (json!({"deadline": "soon"}), "deadline"),
        (json!({"notes": "n".repeat(10_001)}), "notes"),
        (json!({"notes": "a\u{0}"}), "notes"),
        (json!({"tags": ["fine", "two words"]}), "tags[1]"),
        (json!({"tags": ["fine", 7]}), "tags[1]"),
        (
            json!({"reminders": [{"at": "-009999-01-02T01:59:59Z"}]}),
            "reminders[0].at",
        ),
        (
            json!({"reminders": [{"at": "2027-02-28T09:00:00Z"}, {"after": 1}]}),
            "reminders[1].after",
        ),
        (json!({"colour": "red"}), "colour"),
        (json!({"title": "t".repeat(501)}), "title"),
        (json!({"list_id": foreign_list}), "list_id"),
        (json!({"parent_id": foreign}), "parent_id"),
        (json!({"parent_id": part}), "parent_id"),
        (json!({"position": "not one"}), "position"),
        (
            json!({"due": {"date": "2027-01-01"}, "recurrence": {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}}),
            "recurrence.rule",
        ),
        (
            json!({"due": {"date": "2027-01-01"}, "recurrence": {"rule": "FREQ=DAILY;UNTIL=20261231"}}),
            "recurrence.rule",
        ),
    ]
}

#[tokio::test]
async fn a_field_that_cannot_be_is_named_and_nothing_is_written() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let whole = ada.add("whole").await;
    let part = ada
        .post(
            "/tasks",
            &json!({"title": "part", "parent_id": whole["id"]}),
        )
        .await
        .expect(201);
    let foreign_list = bob.get("/lists").await.expect(200)["items"][0]["id"].clone();
    let foreign = bob.add("foreign").await;
    let before = ada.get("/changes?since=0").await.expect(200);
    let impossible = impossible(&foreign_list, &foreign["id"], &part["id"]);
    for (body, field) in impossible {
        let mut new = body.clone();
        if new.get("title").is_none() {
            new["title"] = json!("new");
        }
        let created = ada.post("/tasks", &new).await;
        // The last day of February stands for its 30th here, so that rule does fire.
        if body["recurrence"]["rule"] == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
            && created.status == 201
        {
            let path = format!("/tasks/{}", created.body["id"].as_str().unwrap());
            assert_eq!(
                ada.post(&format!("{path}/complete"), &json!({}))
                    .await
                    .expect(200)["task"]["due"]["date"],
                "2027-02-28"
            );
            continue;
        }
        assert_eq!(
            (created.status.as_u16(), created.field()),
            (422, field),
            "{body}: {}",
            created.body
        );
        let path = format!("/tasks/{}", whole["id"].as_str().unwrap());
        let patched = ada.patch(&path, &body).await;
        assert_eq!(
            (patched.status.as_u16(), patched.field()),
            (422, field),
            "{body}: {}",
            patched.body
        );
    }
    let path = format!("/tasks/{}", whole["id"].as_str().unwrap());
    let itself = ada.patch(&path, &json!({"parent_id": whole["id"]})).await;
    assert_eq!((itself.status.as_u16(), itself.field()), (422, "parent_id"));
    assert_eq!(ada.get(&path).await.expect(200), whole);
    let now = ada.get("/tasks").await.expect(200)["items"]
        .as_array()
        .unwrap()
        .len();
    let then = before["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item.get("task").is_some())
        .count();
    assert!(now <= then + 1, "{now} tasks, {then} before");
    app.end().await;
}

#[tokio::test]
async fn a_query_that_cannot_be_is_refused_and_its_parameter_named() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (query, field) in [
        ("tag=%00", "tag"),
        ("q=%00", "q"),
        ("filter=%23%00", "filter"),
        ("filter=search:%20%01", "filter"),
        ("due=-009999-01-01", "due"),
        ("due=1969-12-31..", "due"),
        ("due=2026-11-24T09:00", "due"),
        (
            "sort=due&cursor=-009999-01-01~24:00~00000000-0000-7000-8000-000000000000",
            "cursor",
        ),
        (
            "sort=due&cursor=20261124~24:00~00000000-0000-7000-8000-000000000000",
            "cursor",
        ),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
    ] {
        let answer = ada.get(&format!("/tasks?{query}")).await;
        let seen = (answer.status.as_u16(), answer.field());
        assert_eq!(seen, (422, field), "{query}: {}", answer.body);
    }
    app.end().await;
}

#[tokio::test]
async fn a_body_that_cannot_be_kept_is_refused_and_its_field_named() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let path = format!("/tasks/{}", ada.add("a").await["id"].as_str().unwrap());
    let nothing = "00000000-0000-0000-0000-000000000000";
    for (method, path, body, field) in [
        (Method::POST, "/tasks", json!({"title": "a\u{0}"}), "title"),
        (
            Method::POST,
            "/tasks",
            json!({"title": "a", "id": nothing}),
            "id",
        ),
        (
            Method::POST,
            "/lists",
            json!({"name": "a", "id": nothing}),
            "id",
        ),
        (
            Method::POST,
            "/tasks/quick",
            json!({"text": "a\u{0}"}),
            "text",
        ),
        (
            Method::POST,
            "/chat",
            json!({"message": "add a\u{0}"}),
            "message",
        ),
        (
            Method::POST,
            "/filters",
            json!({"name": "a", "filter": "search: \u{0}"}),
            "filter",
        ),
        (
            Method::POST,
            "/filters",
            json!({"name": "a", "filter": "search: a\u{1}"}),
            "filter",
        ),
        (
            Method::POST,
            "/auth/login",
            json!({"email": "\u{0}@example.com", "password": "correct horse"}),
            "email",
        ),
        (
            Method::POST,
            "/tasks/batch",
            json!({"mode": "each", "operations": [{"op": "create", "task": {"title": "a\\u0000"}},
                {"op": "create", "task": {"title": "b", "tags": ["\u{0}"]}}]}),
            "operations[1].task.tags[0]",
        ),
        (
            Method::PATCH,
            path.as_str(),
            json!({"notes": "\u{0}"}),
            "notes",
        ),
    ] {
        let answer = ada.send(ada.request(method, path).json(&body)).await;
        let seen = (answer.status.as_u16(), answer.field());
        assert_eq!(seen, (422, field), "{path} {body}: {}", answer.body);
    }
    for body in [
        json!([]),
        json!([null, null, null, "a"]),
        json!("a"),
        json!(null),
    ] {
        let answer = ada.post("/tasks", &body).await;
        let seen = (answer.status.as_u16(), answer.field());
        assert_eq!(seen, (422, "body"), "{body}: {}", answer.body);
    }
    let listed = ada.patch("/me", &json!({"times_of_day": []})).await;
    assert_eq!(
        (listed.status.as_u16(), listed.field()),
        (422, "times_of_day")
    );
    assert!(
        !listed.body.to_string().contains(" at line "),
        "{}",
        listed.body
    );
    // A backslash and "u0000" is a text like any other.
    let task = ada.add(r"a\u0000").await;
    assert_eq!(task["title"], r"a\u0000");
    app.end().await;
}

#[tokio::test]
async fn a_patch_may_call_itself_one_and_a_weak_etag_names_its_version() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let path = format!("/tasks/{}", ada.add("a").await["id"].as_str().unwrap());
    for (tag, status) in [
        ("W/\"1\"", 200),
        ("2", 200),
        ("\"2\"", 412),
        ("\"two\"", 422),
        ("\"\"3\"\"", 422),
    ] {
        let request = ada.request(Method::PATCH, &path).header("if-match", tag);
        let request = request.header("content-type", "application/merge-patch+json");
        let body = json!({"title": format!("for {tag}")}).to_string();
        let answer = ada.send(request.body(body)).await;
        assert_eq!(answer.status.as_u16(), status, "{tag}: {}", answer.body);
    }
    app.end().await;
}

#[tokio::test]
async fn a_yearly_task_of_the_29th_of_february_comes_on_the_28th_and_comes_back() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let leap = json!({"title": "leap", "due": {"date": "2096-02-29"}, "recurrence": {"rule": "FREQ=YEARLY"}});
    let leap = ada.post("/tasks", &leap).await.expect(201);
    let path = format!("/tasks/{}/complete", leap["id"].as_str().unwrap());
    let mut days = Vec::new();
    for _ in 0..8 {
        let done = ada.post(&path, &json!({})).await.expect(200);
        days.push(done["task"]["due"]["date"].as_str().unwrap().to_owned());
    }
    assert_eq!(days[0], "2097-02-28");
    // 2100 is no leap year.
    assert_eq!(
        (days[3].as_str(), days[7].as_str()),
        ("2100-02-28", "2104-02-29")
    );
    app.end().await;
}

#[tokio::test]
async fn a_zone_that_is_known_no_more_takes_nothing_along() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let timed = json!({"title": "timed", "due": {"date": "2099-01-01", "time": "09:00", "time_zone": "Europe/Kyiv"},
        "recurrence": {"rule": "FREQ=DAILY"}});
    let timed = ada.post("/tasks", &timed).await.expect(201);
    let feed = ada.post("/me/calendar", &json!({})).await.expect(201);
    for statement in [
        "UPDATE tasks SET due_time_zone = 'Mars/Olympus', anchor = jsonb_set(anchor, '{time_zone}', '\"Mars/Olympus\"')",
        "UPDATE users SET time_zone = 'Mars/Olympus'",
    ] {
        sqlx::query(statement).execute(app.pool()).await.unwrap();
    }
    let path = format!("/tasks/{}", timed["id"].as_str().unwrap());
    ada.get(&path).await.expect(200);
    ada.get("/tasks?filter=today%20%7C%20overdue")
        .await
        .expect(200);
    ada.patch(&path, &json!({"title": "still here"}))
        .await
        .expect(200);
    let done = ada
        .post(&format!("{path}/complete"), &json!({}))
        .await
        .expect(200);
    assert_eq!(done["task"]["due"]["date"], "2099-01-02");
    ada.get("/export").await.expect(200);
    let file = feed["url"]
        .as_str()
        .unwrap()
        .rsplit_once('/')
        .unwrap()
        .1
        .to_owned();
    let answer = ada
        .send(ada.request(Method::GET, &format!("/calendar/{file}")))
        .await;
    assert_eq!(answer.status.as_u16(), 200);
    // The way out is to choose another.
    ada.patch("/me", &json!({"time_zone": "Europe/Kyiv"}))
        .await
        .expect(200);
    ada.patch(&path, &json!({"due": {"time_zone": "Europe/Kyiv"}}))
        .await
        .expect(200);
    app.end().await;
}

#[tokio::test]
async fn what_is_in_the_trash_has_a_new_version_and_what_is_purged_is_gone() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let task = ada.add("a").await;
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    ada.delete(&path).await.expect(204);
    let with = async |version: &str| {
        let request = ada
            .request(Method::PATCH, &path)
            .header("if-match", version);
        ada.send(request.json(&json!({"title": "b"})))
            .await
            .status
            .as_u16()
    };
    assert_eq!(with("\"1\"").await, 412);
    let request = ada
        .request(Method::DELETE, &path)
        .header("if-match", "\"1\"");
    ada.send(request).await.expect(412);
    sqlx::query("DELETE FROM tasks")
        .execute(app.pool())
        .await
        .unwrap();
    assert_eq!(with("\"2\"").await, 404);
    app.end().await;
}

#[tokio::test]
async fn two_completions_of_one_occurrence_at_once_close_it_once() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for round in 0..10 {
        let daily = json!({"title": format!("daily {round}"), "due": {"date": "2099-01-01"}, "recurrence": {"rule": "FREQ=DAILY"}});
        let daily = ada.post("/tasks", &daily).await.expect(201);
        let path = format!("/tasks/{}/complete", daily["id"].as_str().unwrap());
        let body = json!({"occurrence": "2099-01-01"});
        let (one, other) = tokio::join!(ada.post(&path, &body), ada.post(&path, &body));
        let (one, other) = (one.expect(200), other.expect(200));
        assert_eq!(one, other);
        assert_eq!(one["task"]["due"]["date"], "2099-01-02");
    }
    let done = ada.get("/tasks?status=done&limit=200").await.expect(200);
    assert_eq!(done["items"].as_array().unwrap().len(), 10);
    app.end().await;
}

#[tokio::test]
async fn nobody_has_more_lists_filters_or_tokens_than_one_page_shows() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let list = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let list = format!("/lists/{}", list["id"].as_str().unwrap());
    ada.delete(&list).await;
    for (table, columns, values) in [
        (
            "lists",
            "name, position, updated_at",
            "'list ' || number, 'a' || number, now()",
        ),
        ("filters", "name, filter", "'filter ' || number, 'today'"),
        (
            "api_tokens",
            "name, scope, token_hash",
            "'token ' || number, 'read', decode(md5(number::text), 'hex')",
        ),
    ] {
        // The Inbox is a list, too.
        let first = if table == "lists" { 2 } else { 1 };
        let fill = format!(
            "INSERT INTO {table} (id, user_id, created_at, {columns})
            SELECT gen_random_uuid(), users.id, now(), {values} FROM users, generate_series({first}, 200) AS number"
        );
        sqlx::query(sqlx::AssertSqlSafe(fill))
            .execute(app.pool())
            .await
            .unwrap();
    }
    for (path, body, rest) in [
        (
            "/lists",
            json!({"name": "more"}),
            "lists already; delete one first.",
        ),
        (
            "/filters",
            json!({"name": "more", "filter": "today"}),
            "filters already; delete one first.",
        ),
        (
            "/tokens",
            json!({"name": "more", "scope": "read"}),
            "tokens already; revoke one first.",
        ),
        (
            &format!("{list}/restore"),
            json!({}),
            "lists already; delete one first.",
        ),
    ] {
        let problem = ada.post(path, &body).await.expect(409);
        assert_eq!(problem["detail"], format!("There are 200 {rest}"), "{path}");
    }
    let said = ada.say("create a list called Garden").await;
    assert!(
        said["reply"]
            .as_str()
            .unwrap()
            .contains("There are 200 lists already"),
        "{said}"
    );
    let all = ada.get("/lists").await.expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 200);
    app.end().await;
}
