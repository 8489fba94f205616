use reqwest::Method;
use serde_json::json;

use crate::app::TestApp;

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
