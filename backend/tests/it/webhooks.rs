use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    app::{Client, TestApp, create_database, eventually},
    receiver::{
        Answer::{Endless, Later, Never, Status},
        Hook, LOCAL, Receiver,
    },
};

pub(crate) async fn start() -> (TestApp, Client, Receiver) {
    let app = TestApp::start_with(LOCAL).await;
    let ada = app.account("ada@example.com").await;
    (app, ada, Receiver::start().await)
}

/// Waits until consumers have taken everything.
pub(crate) async fn all_is_consumed(app: &TestApp) {
    let waiting = async || -> i64 {
        let count = "SELECT count(*) FROM outbox WHERE published_at IS NULL";
        sqlx::query_scalar(count)
            .fetch_one(app.pool())
            .await
            .unwrap()
    };
    eventually(waiting, |seen| *seen == 0).await;
}

#[tokio::test]
async fn an_event_is_sent_signed_and_its_secret_is_shown_once_and_kept_sealed() {
    let key = "k".repeat(40);
    let app = TestApp::start_with(&[("WEBHOOK_TARGETS", "local"), ("WEBHOOK_KEYS", &key)]).await;
    let ada = app.account("ada@example.com").await;
    let receiver = Receiver::start().await;
    ada.add("before").await;
    let body =
        json!({"url": receiver.url, "name": "mine", "events": ["task.updated", "task.created"]});
    let hook = Hook::register(&ada, &body).await;
    let task = ada.add("pay rent").await;
    ada.post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    ada.patch(
        &format!("/tasks/{}", task["id"].as_str().unwrap()),
        &json!({"title": "paid"}),
    )
    .await
    .expect(200);

    let requests = receiver.receives(2).await;
    for request in &requests {
        assert!(request.is_signed_with(&hook.secret), "{}", request.text);
        assert!(!request.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assert_eq!(request.header("content-type"), "application/json");
    }
    let first = requests[0].body();
    assert_eq!(
        (
            &first["type"],
            &first["data"]["task"]["title"],
            &first["data"]["seq"]
        ),
        (&json!("task.created"), &json!("pay rent"), &json!(2))
    );
    assert!(first["timestamp"].is_string());
    assert_eq!(requests[1].body()["type"], "task.updated");

    let deliveries = hook.shows(&ada, &["delivered", "delivered"]).await;
    assert_eq!(deliveries[0]["id"], requests[0].id());
    assert_eq!(deliveries[0]["last_status"], 204);
    assert_eq!(deliveries[0]["attempts"], 1);
    let shown = [
        hook.read(&ada).await,
        ada.get("/webhooks").await.expect(200),
    ];
    assert!(
        !shown
            .iter()
            .any(|answer| answer.to_string().contains("secret\":")),
        "{shown:?}"
    );
    let (kept, bodies): (Vec<u8>, i64) = sqlx::query_as(
        "SELECT secret, (SELECT count(*) FROM webhook_deliveries WHERE body <> '') FROM webhooks",
    )
    .fetch_one(app.pool())
    .await
    .unwrap();
    // 1 byte, a nonce of 12, 32 sealed bytes and a tag of 16.
    assert_eq!((kept.len(), kept[0], bodies), (61, 1, 0));
    app.end().await;
}

#[tokio::test]
async fn what_fails_is_sent_again_with_its_id_and_holds_up_what_is_behind_it() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([Status(500), Status(503)]);
    ada.add("one").await;
    ada.add("two").await;
    hook.skip_pause(&app, 1).await;
    let waiting = hook.shows(&ada, &["pending", "pending"]).await;
    // The second try may have been made by now.
    assert!(
        [json!(500), json!(503)].contains(&waiting[0]["last_status"]),
        "{waiting:?}"
    );
    assert_eq!(waiting[1]["attempts"], 0);
    hook.skip_pause(&app, 2).await;
    let requests = receiver.receives(4).await;
    let titles: Vec<_> = requests
        .iter()
        .map(|request| request.body()["data"]["task"]["title"].clone())
        .collect();
    assert_eq!(titles, ["one", "one", "one", "two"]);
    assert!(
        requests[..3]
            .iter()
            .all(|request| request.id() == requests[0].id())
    );
    assert_ne!(requests[3].id(), requests[0].id());
    assert!(
        requests
            .iter()
            .all(|request| request.is_signed_with(&hook.secret))
    );
    let done = hook.shows(&ada, &["delivered", "delivered"]).await;
    assert_eq!(
        (&done[0]["attempts"], &done[1]["attempts"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(hook.read(&ada).await["failures"], 0);
    app.end().await;
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    let hour = app.app.clock.now() + SignedDuration::from_hours(1);
    let date = hour.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (attempt, (after, least, most)) in [
        ("1200", 1150, 1200),
        (date.as_str(), 3550, 3600),
        ("99999999999", 86_350, 86_400),
        // Its own pause, by now of ten minutes.
        ("1", 400, 720),
    ]
    .into_iter()
    .enumerate()
    {
        receiver.answer([Later(
            if attempt == 0 { 429 } else { 503 },
            after.to_owned(),
        )]);
        if attempt == 0 {
            ada.add("one").await;
        } else {
            hook.skip_pause(&app, i32::try_from(attempt).unwrap()).await;
        }
        let tried = async || hook.deliveries(&ada).await;
        let seen = eventually(tried, |seen| {
            seen.len() == 1 && seen[0]["attempts"] == attempt + 1
        })
        .await;
        let next: Timestamp = seen[0]["next_attempt_at"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let pause = next.duration_since(app.app.clock.now()).as_secs();
        assert!((least..=most).contains(&pause), "{after}: {pause}");
    }
    hook.skip_pause(&app, 4).await;
    hook.shows(&ada, &["delivered"]).await;
    app.end().await;
}

#[tokio::test]
async fn one_that_is_refused_three_times_gives_way_to_the_next() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([Status(400), Status(400), Status(400)]);
    ada.add("one").await;
    ada.add("two").await;
    hook.skip_pause(&app, 1).await;
    hook.skip_pause(&app, 2).await;
    let done = hook.shows(&ada, &["failed", "delivered"]).await;
    assert_eq!(done[0]["last_error"], "answered 400");
    assert_eq!(hook.read(&ada).await["enabled"], true);
    app.end().await;
}

#[tokio::test]
async fn a_redelivered_event_makes_one_delivery() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    ada.add("one").await;
    hook.shows(&ada, &["delivered"]).await;
    // As after a broker's repeat, then as after its marks were lost.
    for forget in [
        "SELECT 1",
        "DELETE FROM consumed_events WHERE consumer = 'webhooks'",
    ] {
        sqlx::raw_sql(forget).execute(app.pool()).await.unwrap();
        sqlx::raw_sql("UPDATE outbox SET published_at = NULL")
            .execute(app.pool())
            .await
            .unwrap();
        all_is_consumed(&app).await;
    }
    ada.add("two").await;
    let requests = receiver.receives(2).await;
    assert_eq!(requests[1].body()["data"]["task"]["title"], "two");
    assert_eq!(hook.deliveries(&ada).await.len(), 2);
    app.end().await;
}

#[tokio::test]
async fn killed_between_claim_and_answer_it_sends_again_with_the_same_id() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([Never]);
    ada.add("one").await;
    let first = receiver.receives(1).await;
    let database = app.kill().await;
    let app = TestApp::start_changed(database, LOCAL, |_| {}).await;
    // The claim of the one that was killed still stands; a quarter of a minute is long for a test.
    let ended = "UPDATE webhooks SET claimed_until = now() WHERE claimed_until > now()";
    let ended = sqlx::query(ended).execute(app.pool()).await.unwrap();
    assert_eq!(ended.rows_affected(), 1);
    app.app.webhooks_due.notify_one();
    let both = receiver.receives(2).await;
    assert_eq!(both[1].id(), first[0].id());
    assert_eq!(both[1].text, first[0].text);
    let ada = ada.through(&app.url);
    hook.shows(&ada, &["delivered"]).await;
    app.end().await;
}

#[tokio::test]
async fn two_replicas_send_everything_once_and_in_order() {
    let database = create_database().await;
    let one = TestApp::start_changed(database.clone(), LOCAL, |_| {}).await;
    let two = TestApp::start_changed(database, LOCAL, |_| {}).await;
    let ada = one.account("ada@example.com").await;
    let receiver = Receiver::start().await;
    let hook = Hook::to(&ada, &receiver).await;
    for number in 0..30 {
        let url = if number % 2 == 0 { &one.url } else { &two.url };
        let through = ada.through(url);
        through.add(&format!("task {number}")).await;
    }
    let requests = receiver.receives(30).await;
    let seqs: Vec<_> = requests
        .iter()
        .map(|request| request.body()["data"]["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(seqs, (1..=30).collect::<Vec<_>>());
    hook.shows(&ada, &["delivered"; 30]).await;
    two.stop().await;
    one.end().await;
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_while() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    let rotated = ada
        .post(&format!("{}/rotate-secret", hook.path), &json!({}))
        .await
        .expect(200);
    let new = rotated["secret"].as_str().unwrap();
    assert_ne!(new, hook.secret);
    ada.add("one").await;
    let requests = receiver.receives(1).await;
    assert!(requests[0].is_signed_with(&hook.secret) && requests[0].is_signed_with(new));
    sqlx::raw_sql("UPDATE webhooks SET old_until = now()")
        .execute(app.pool())
        .await
        .unwrap();
    ada.add("two").await;
    let requests = receiver.receives(2).await;
    assert!(!requests[1].is_signed_with(&hook.secret) && requests[1].is_signed_with(new));
    app.end().await;
}

#[tokio::test]
async fn a_test_goes_before_what_waits_and_frees_it_once_it_is_taken() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    let test = format!("{}/test", hook.path);
    receiver.answer([Status(500), Status(500)]);
    ada.add("one").await;
    receiver.receives(1).await;
    let ping = ada.post(&test, &json!({})).await.expect(202);
    assert_eq!(
        (&ping["type"], &ping["status"]),
        (&json!("webhook.ping"), &json!("pending"))
    );
    // Not taken: it is over, and what waits goes on waiting.
    hook.shows(&ada, &["pending", "failed"]).await;
    ada.post(&test, &json!({})).await.expect(202);
    let requests = receiver.receives(4).await;
    assert_eq!(requests[2].body()["data"]["webhook_id"], hook.id.as_str());
    assert!(requests[2].is_signed_with(&hook.secret));
    assert_eq!(requests[3].id(), requests[0].id());
    hook.shows(&ada, &["delivered", "failed", "delivered"])
        .await;
    app.end().await;
}

#[tokio::test]
async fn a_reminder_is_sent_too() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::register(
        &ada,
        &json!({"url": receiver.url, "events": ["reminder.due"]}),
    )
    .await;
    let at = app.app.clock.now() + SignedDuration::from_millis(500);
    ada.post(
        "/tasks",
        &json!({"title": "tea", "reminders": [{"at": at}]}),
    )
    .await
    .expect(201);
    let requests = receiver.receives(1).await;
    assert_eq!(requests[0].body()["type"], "reminder.due");
    assert_eq!(requests[0].body()["data"]["task"]["title"], "tea");
    hook.shows(&ada, &["delivered"]).await;
    app.end().await;
}

#[tokio::test]
async fn slow_and_endless_answers_are_cut() {
    let app = TestApp::start_changed(create_database().await, LOCAL, |app| {
        app.webhooks.timeout = std::time::Duration::from_secs(2);
    })
    .await;
    let ada = app.account("ada@example.com").await;
    let receiver = Receiver::start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([Endless, Never]);
    ada.add("one").await;
    hook.shows(&ada, &["delivered"]).await;
    ada.add("two").await;
    let seen = eventually(
        async || hook.deliveries(&ada).await,
        |seen| seen.len() == 2 && seen[1]["attempts"] == 1,
    )
    .await;
    assert_eq!(
        (&seen[1]["status"], &seen[1]["last_error"]),
        (&json!("pending"), &json!("no answer in time"))
    );
    app.end().await;
}
