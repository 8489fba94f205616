//! The feed for calendars.

use reqwest::Method;
use serde_json::json;

use crate::app::{Client, TestApp};

async fn read(app: &TestApp, url: &str, etag: &str) -> reqwest::Response {
    let path = url.strip_prefix("http://todo.test").unwrap();
    let request = reqwest::Client::new().get(format!("{}{path}", app.url));
    request.header("if-none-match", etag).send().await.unwrap()
}

async fn make(ada: &Client) -> String {
    let made = ada.post("/me/calendar", &json!({})).await.expect(201);
    made["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_calendar_reads_what_is_due_by_a_secret_address_until_it_is_revoked() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    ada.get("/me/calendar").await.expect(404);
    for (title, due) in [
        ("timed", json!({"date": "2099-07-01", "time": "09:00"})),
        ("dated", json!({"date": "2099-07-02"})),
        ("someday", json!(null)),
    ] {
        ada.post("/tasks", &json!({"title": title, "due": due}))
            .await
            .expect(201);
    }
    let repeat = json!({"title": "weekly", "due": {"date": "2099-07-06", "time": "18:00"}, "recurrence": {"rule": "FREQ=WEEKLY"}});
    ada.post("/tasks", &repeat).await.expect(201);
    bob.post(
        "/tasks",
        &json!({"title": "foreign", "due": {"date": "2099-07-01"}}),
    )
    .await
    .expect(201);
    let archived = ada
        .post("/lists", &json!({"name": "Old", "archived": true}))
        .await
        .expect(201);
    let hidden =
        json!({"title": "hidden", "list_id": archived["id"], "due": {"date": "2099-07-01"}});
    ada.post("/tasks", &hidden).await.expect(201);

    let url = make(&ada).await;
    let answer = read(&app, &url, "").await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/calendar; charset=utf-8"
    );
    assert_eq!(answer.headers()["cache-control"], "private, max-age=300");
    let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let text = answer.text().await.unwrap();
    let summaries: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("SUMMARY:"))
        .collect();
    assert_eq!(summaries, ["timed", "dated", "weekly"]);
    for line in [
        "DTSTART:20990701T070000Z",
        "DTSTART;VALUE=DATE:20990702",
        "DTSTART;TZID=Europe/Berlin:20990706T180000",
        "RRULE:FREQ=WEEKLY",
        "TZID:Europe/Berlin",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
    }
    assert_eq!(read(&app, &url, &etag).await.status().as_u16(), 304);
    ada.post(
        "/tasks",
        &json!({"title": "new", "due": {"date": "2099-08-01"}}),
    )
    .await
    .expect(201);
    assert_eq!(read(&app, &url, &etag).await.status().as_u16(), 200);

    let state = ada.get("/me/calendar").await.expect(200);
    assert!(
        state.get("url").is_none() && !state["last_read_at"].is_null(),
        "{state}"
    );
    let token = url.rsplit_once('/').unwrap().1.trim_end_matches(".ics");
    let (hash,): (Vec<u8>,) = sqlx::query_as("SELECT token_hash FROM calendars")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(hash, backend::secret::hash(token));

    let again = make(&ada).await;
    assert_eq!(
        read(&app, &url, "").await.status().as_u16(),
        404,
        "the address from before"
    );
    assert_eq!(read(&app, &again, "").await.status().as_u16(), 200);
    bob.delete("/me/calendar").await.expect(404);
    ada.delete("/me/calendar").await.expect(204);
    assert_eq!(read(&app, &again, "").await.status().as_u16(), 404);
    // A program's token does not make addresses.
    let program = ada.program("write").await;
    program.post("/me/calendar", &json!({})).await.expect(403);
    app.end().await;
}

#[tokio::test]
async fn looking_for_feeds_is_slowed_down() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let mut last = 404;
    // The window may end in between: then the count begins again, once.
    for guess in 0..250 {
        last = nobody
            .send(nobody.request(Method::GET, &format!("/calendar/{guess}.ics")))
            .await
            .status
            .as_u16();
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
    app.end().await;
}
