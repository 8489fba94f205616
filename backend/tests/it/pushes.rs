//! Notifications on their way to browsers.

use backend::worker::reminders;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use web_push_native::{
    Auth, decrypt, p256::SecretKey, p256::elliptic_curve::sec1::ToEncodedPoint as _,
};

use crate::{
    app::{Client, TestApp, create_database, eventually},
    receiver::{
        Answer::{Never, Status},
        Received, Receiver,
    },
};

/// The private key of RFC 8291's example, and its public one.
const KEY: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const PUBLIC: &str =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
pub(crate) const ON: &[(&str, &str)] = &[("VAPID_PRIVATE_KEY", KEY), ("WEBHOOK_TARGETS", "local")];

/// A browser with its push service.
struct Browser {
    service: Receiver,
    key: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    async fn start(number: u8) -> Self {
        Self {
            service: Receiver::start().await,
            key: SecretKey::from_slice(&[number; 32]).unwrap(),
            auth: [number; 16],
        }
    }

    fn subscription(&self) -> Value {
        let point = self.key.public_key().to_encoded_point(false);
        json!({"endpoint": self.service.url, "keys": {
            "p256dh": URL_SAFE_NO_PAD.encode(point.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(self.auth),
        }})
    }

    async fn subscribe(&self, client: &Client) -> Value {
        let path = "/push/subscriptions";
        client.post(path, &self.subscription()).await.expect(201)
    }

    fn read(&self, received: &Received) -> Value {
        let auth = Auth::from(self.auth);
        let text = decrypt(received.bytes.to_vec(), &self.key, &auth).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

/// Has the person reminded of a task right now.
pub(crate) async fn remind(app: &TestApp, client: &Client, title: &str) -> Value {
    let at = app.app.clock.now() + SignedDuration::from_hours(1);
    let body = json!({"title": title, "due": {"date": "2026-11-25", "time": "17:00"}, "reminders": [{"at": at}]});
    let task = client.post("/tasks", &body).await.expect(201);
    sqlx::query("UPDATE reminders SET fire_at = now() WHERE task_id = $1::uuid")
        .bind(task["id"].as_str().unwrap())
        .execute(app.pool())
        .await
        .unwrap();
    reminders::round(&app.app).await.unwrap();
    task
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.pool()).await.unwrap()
}

const WAITING: &str = "SELECT count(*) FROM push_messages";
const UNPUBLISHED: &str = "SELECT count(*) FROM outbox WHERE published_at IS NULL";

/// What is to be sent later is sent now, once it waits.
async fn skip_pause(app: &TestApp, attempts: i32) {
    let hurried = async || {
        let sql = "UPDATE push_messages SET due_at = now() WHERE attempts = $1 AND due_at > now()";
        let done = sqlx::query(sql).bind(attempts).execute(app.pool()).await;
        done.unwrap().rows_affected()
    };
    eventually(hurried, |rows| *rows == 1).await;
    app.app.pushes_due.notify_one();
}

#[tokio::test]
async fn a_notification_is_pushed_once_to_each_browser_and_only_that_browser_can_read_it() {
    let app = TestApp::start_with(ON).await;
    let (ada, bob) = (app.account("ada@example.com").await, app.guest().await);
    let browsers = [Browser::start(1).await, Browser::start(2).await];
    for browser in &browsers {
        let made = browser.subscribe(&ada).await;
        assert_eq!(
            (&made["service"], &made["current"]),
            (&json!("127.0.0.1"), &json!(true))
        );
    }
    let others = Browser::start(3).await;
    others.subscribe(&bob).await;
    assert_eq!(ada.get("/push").await.expect(200)["public_key"], PUBLIC);
    let task = remind(&app, &ada, "pay rent").await;
    let notifications = eventually(
        async || ada.get("/notifications").await.expect(200)["items"].clone(),
        |seen| seen.as_array().is_some_and(|seen| seen.len() == 1),
    )
    .await;
    let expected = json!({
        "title": "pay rent", "due": {"date": "2026-11-25", "time": "17:00", "time_zone": null},
        "url": format!("/?task={}", task["id"].as_str().unwrap()), "tag": notifications[0]["id"],
    });
    for browser in &browsers {
        let [received] = &browser.service.receives(1).await[..] else {
            unreachable!()
        };
        assert_eq!(browser.read(received), expected);
        assert!(!String::from_utf8_lossy(&received.bytes).contains("rent"));
        assert_eq!(received.header("content-encoding"), "aes128gcm");
        assert!(received.header("ttl").parse::<u32>().unwrap() > 0);
        let authorization = received.header("authorization");
        assert!(authorization.starts_with("vapid t=") && authorization.ends_with(PUBLIC));
        assert!(received.bytes.len() < 1024);
    }
    // As after a broker's repeat.
    sqlx::raw_sql("UPDATE outbox SET published_at = NULL")
        .execute(app.pool())
        .await
        .unwrap();
    eventually(async || count(&app, UNPUBLISHED).await, |seen| *seen == 0).await;
    remind(&app, &ada, "the next one").await;
    for browser in &browsers {
        let received = browser.service.receives(2).await;
        assert_eq!(browser.read(&received[1])["title"], "the next one");
    }
    assert!(others.service.received().is_empty());
    app.end().await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten() {
    let app = TestApp::start_with(ON).await;
    let ada = app.account("ada@example.com").await;
    let browsers = [Browser::start(1).await, Browser::start(2).await];
    for (browser, status) in browsers.iter().zip([404, 410]) {
        browser.subscribe(&ada).await;
        browser.service.answer([Status(status)]);
    }
    remind(&app, &ada, "one").await;
    eventually(
        async || ada.get("/push").await.expect(200)["subscriptions"].clone(),
        |left| *left == json!([]),
    )
    .await;
    remind(&app, &ada, "two").await;
    eventually(async || count(&app, UNPUBLISHED).await, |seen| *seen == 0).await;
    for browser in &browsers {
        assert_eq!(browser.service.received().len(), 1);
    }
    app.end().await;
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_and_what_may_have_arrived_is_not() {
    let app = TestApp::start_changed(create_database().await, ON, |app| {
        app.pushes.timeout = std::time::Duration::from_millis(300);
    })
    .await;
    let ada = app.account("ada@example.com").await;
    let browser = Browser::start(1).await;
    browser.subscribe(&ada).await;
    browser
        .service
        .answer([Status(503), Status(429), Status(201)]);
    remind(&app, &ada, "one").await;
    skip_pause(&app, 1).await;
    skip_pause(&app, 2).await;
    let received = browser.service.receives(3).await;
    assert!(
        received
            .iter()
            .all(|one| browser.read(one)["title"] == "one")
    );
    eventually(async || count(&app, WAITING).await, |left| *left == 0).await;

    browser.service.answer([Never]);
    remind(&app, &ada, "two").await;
    browser.service.receives(4).await;
    remind(&app, &ada, "three").await;
    let received = browser.service.receives(5).await;
    assert_eq!(browser.read(&received[4])["title"], "three");
    assert_eq!(count(&app, WAITING).await, 0);

    // At last it is given up.
    browser.service.answer((0..4).map(|_| Status(500)));
    remind(&app, &ada, "four").await;
    for attempts in 1..=3 {
        skip_pause(&app, attempts).await;
    }
    browser.service.receives(9).await;
    eventually(async || count(&app, WAITING).await, |left| *left == 0).await;
    assert_eq!(
        ada.get("/push").await.expect(200)["subscriptions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    app.end().await;
}

#[tokio::test]
async fn two_replicas_push_once() {
    let database = create_database().await;
    let one = TestApp::start_changed(database.clone(), ON, |_| {}).await;
    let two = TestApp::start_changed(database, ON, |_| {}).await;
    let ada = one.account("ada@example.com").await;
    let browser = Browser::start(1).await;
    browser.subscribe(&ada).await;
    for number in 0..10 {
        remind(&one, &ada, &format!("task {number}")).await;
    }
    let received = browser.service.receives(10).await;
    let mut titles: Vec<_> = received
        .iter()
        .map(|one| browser.read(one)["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), 10);
    eventually(async || count(&one, WAITING).await, |left| *left == 0).await;
    assert_eq!(browser.service.received().len(), 10);
    two.stop().await;
    one.end().await;
}

#[tokio::test]
async fn a_browser_is_told_of_one_person_and_as_long_as_they_are_signed_in() {
    let app = TestApp::start_with(ON).await;
    let (ada, bob) = (app.account("ada@example.com").await, app.guest().await);
    let browser = Browser::start(1).await;
    let mine = browser.subscribe(&ada).await;
    // The same browser, after another person signed in.
    browser.subscribe(&bob).await;
    let of = async |client: &Client| client.get("/push").await.expect(200)["subscriptions"].clone();
    assert_eq!(of(&ada).await, json!([]));
    assert_eq!(of(&bob).await.as_array().unwrap().len(), 1);
    remind(&app, &ada, "of Ada's").await;
    remind(&app, &bob, "of Bob's").await;
    let received = browser.service.receives(1).await;
    assert_eq!(browser.read(&received[0])["title"], "of Bob's");
    bob.post("/auth/logout", &json!(null)).await.expect(204);
    assert_eq!(
        count(&app, "SELECT count(*) FROM push_subscriptions").await,
        0
    );

    // Nobody else's can be removed, one's own can.
    let again = browser.subscribe(&ada).await;
    let path = |made: &Value| format!("/push/subscriptions/{}", made["id"].as_str().unwrap());
    app.guest().await.delete(&path(&again)).await.expect(404);
    ada.delete(&path(&mine)).await.expect(404);
    ada.delete(&path(&again)).await.expect(204);
    assert_eq!(of(&ada).await, json!([]));

    // More browsers than anybody has: the oldest make room.
    let body = |number: u8| {
        let mut body = browser.subscription();
        body["endpoint"] = json!(format!("http://127.0.0.1:9/{number}"));
        body
    };
    for number in 0..22 {
        ada.post("/push/subscriptions", &body(number))
            .await
            .expect(201);
    }
    let left = of(&ada).await;
    assert_eq!(left.as_array().unwrap().len(), 20);
    let gone = ada
        .request(Method::DELETE, "/me")
        .json(&json!({"password": "correct horse"}));
    ada.send(gone).await.expect(204);
    eventually(
        async || count(&app, "SELECT count(*) FROM push_subscriptions").await,
        |left| *left == 0,
    )
    .await;
    app.end().await;
}

#[tokio::test]
async fn what_is_no_subscription_is_refused_by_field_and_leaves_nothing() {
    let app = TestApp::start_with(&[("VAPID_PRIVATE_KEY", KEY)]).await;
    let ada = app.account("ada@example.com").await;
    let good = Browser::start(1).await.subscription();
    let with = |field: &str, value: &str| {
        let mut body = good.clone();
        body["endpoint"] = json!("https://push.example.com/1");
        *body.pointer_mut(field).unwrap() = json!(value);
        body
    };
    for (body, field) in [
        (good.clone(), "endpoint"),
        (with("/endpoint", "http://push.example.com/1"), "endpoint"),
        (with("/endpoint", "https://10.0.0.1/1"), "endpoint"),
        (
            with("/endpoint", "https://169.254.169.254/latest"),
            "endpoint",
        ),
        (with("/endpoint", "https://localhost/1"), "endpoint"),
        (with("/endpoint", "no address"), "endpoint"),
        (with("/keys/p256dh", "AAAA"), "keys.p256dh"),
        (with("/keys/auth", "AAAA"), "keys.auth"),
    ] {
        let refused = ada.post("/push/subscriptions", &body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.field()),
            (422, field),
            "{body}"
        );
    }
    let program = ada.program("write").await;
    let body = with("/endpoint", "https://push.example.com/1");
    program.post("/push/subscriptions", &body).await.expect(403);
    program.get("/push").await.expect(403);
    assert_eq!(
        count(&app, "SELECT count(*) FROM push_subscriptions").await,
        0
    );
    app.end().await;
}

#[tokio::test]
async fn without_a_key_nothing_is_pushed_and_nothing_said_of_it() {
    let app = TestApp::start_with(&[("WEBHOOK_TARGETS", "local")]).await;
    let ada = app.account("ada@example.com").await;
    let browser = Browser::start(1).await;
    let nothing = json!({"public_key": null, "subscriptions": []});
    assert_eq!(ada.get("/push").await.expect(200), nothing);
    ada.post("/push/subscriptions", &browser.subscription())
        .await
        .expect(403);
    remind(&app, &ada, "one").await;
    eventually(async || count(&app, UNPUBLISHED).await, |seen| *seen == 0).await;
    assert_eq!(count(&app, WAITING).await, 0);
    app.end().await;
}
