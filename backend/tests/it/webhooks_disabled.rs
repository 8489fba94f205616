//! When nothing is sent to a webhook any more, what its owner is told, and how it begins again.

use serde_json::{Value, json};

use crate::{
    app::eventually,
    receiver::{Answer::Status, Hook, Receiver},
    webhooks::{all_is_consumed, start},
};

#[tokio::test]
async fn a_webhook_that_fails_for_a_day_is_disabled_says_why_and_can_be_enabled_again() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer((0..11).map(|_| Status(500)));
    ada.add("one").await;
    for attempts in 1..=10 {
        if attempts == 2 {
            ada.add("behind it").await;
        }
        hook.skip_pause(&app, attempts).await;
    }
    let given_up = hook.shows(&ada, &["failed", "failed"]).await;
    assert_eq!(
        (&given_up[0]["attempts"], &given_up[1]["attempts"]),
        (&json!(11), &json!(0))
    );
    assert_eq!(given_up[1]["last_error"], "the webhook was disabled");
    let disabled = hook.read(&ada).await;
    assert_eq!(disabled["enabled"], false);
    let reason = disabled["disabled_reason"].as_str().unwrap();
    assert!(
        reason.contains("11 attempts") && reason.contains("500"),
        "{reason}"
    );
    ada.add("while it is disabled").await;
    all_is_consumed(&app).await;
    ada.post(&format!("{}/test", hook.path), &json!({}))
        .await
        .expect(409);

    let enabled = ada
        .patch(&hook.path, &json!({"enabled": true}))
        .await
        .expect(200);
    assert_eq!(
        (
            &enabled["enabled"],
            &enabled["disabled_reason"],
            &enabled["failures"]
        ),
        (&json!(true), &Value::Null, &json!(0))
    );
    ada.add("two").await;
    let requests = receiver.receives(12).await;
    assert_eq!(requests[11].body()["data"]["task"]["title"], "two");
    app.end().await;
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_asked_again() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([Status(410)]);
    ada.add("one").await;
    hook.shows(&ada, &["failed"]).await;
    let disabled = hook.read(&ada).await;
    assert!(
        disabled["disabled_reason"]
            .as_str()
            .unwrap()
            .contains("410"),
        "{disabled}"
    );
    app.end().await;
}

/// Makes the receiver want no more, and waits until the webhook is disabled.
async fn disable(ada: &crate::app::Client, hook: &Hook, receiver: &Receiver) {
    receiver.answer([Status(410)]);
    ada.add("one").await;
    let read = async || hook.read(ada).await["enabled"].clone();
    eventually(read, |enabled| *enabled == json!(false)).await;
}

#[tokio::test]
async fn its_owner_is_notified_once_with_the_reason() {
    let (app, ada, receiver) = start().await;
    let body = json!({"url": receiver.url, "name": "mine", "events": ["task.created"]});
    let hook = Hook::register(&ada, &body).await;
    let (nameless_one, other) = (Receiver::start().await, Receiver::start().await);
    let nameless = Hook::register(
        &ada,
        &json!({"url": nameless_one.url, "events": ["task.created"]}),
    )
    .await;
    let body = json!({"url": other.url, "events": ["webhook.disabled"]});
    Hook::register(&ada, &body).await;
    disable(&ada, &hook, &receiver).await;

    let unread = async || {
        let page = ada.get("/notifications").await.expect(200);
        page["items"].as_array().unwrap().clone()
    };
    let told = eventually(unread, |told| !told.is_empty()).await;
    let id = told[0]["id"].as_str().unwrap();
    let expected = json!({
        "id": id, "task_id": null, "webhook_id": hook.id, "title": "The webhook “mine” was disabled",
        "detail": "The receiver answered 410 Gone: it wants no more.", "due": null,
        "created_at": told[0]["created_at"], "read_at": null, "snoozed_until": null,
    });
    assert_eq!(told, [expected]);
    // Open windows hear of it, and another webhook may.
    let changes = ada.get("/changes?since=1").await.expect(200);
    assert_eq!(changes["items"][0]["type"], "webhook.disabled");
    let heard = other.receives(1).await;
    let data = &heard[0].body()["data"]["webhook"];
    assert_eq!(
        (&data["webhook_id"], &data["name"]),
        (&json!(hook.id), &json!("mine"))
    );

    // However often the event comes, and once it is read, it is not told again.
    ada.post(
        &format!("/notifications/{id}/snooze"),
        &json!({"minutes": 5}),
    )
    .await
    .expect(409);
    ada.post(&format!("/notifications/{id}/read"), &json!({}))
        .await
        .expect(200);
    sqlx::raw_sql("UPDATE outbox SET published_at = NULL")
        .execute(app.pool())
        .await
        .unwrap();
    all_is_consumed(&app).await;
    assert_eq!(unread().await, Vec::<Value>::new());

    // Without a name it is known by its host; the rest of its address may be a secret.
    disable(&ada, &nameless, &nameless_one).await;
    let told = eventually(unread, |told| !told.is_empty()).await;
    assert_eq!(told[0]["title"], "The webhook “127.0.0.1” was disabled");
    assert!(!told[0].to_string().contains("of-its-owner"), "{told:?}");
    let export = ada.get("/export").await.expect(200);
    assert_eq!(export["notifications"].as_array().unwrap().len(), 2);
    app.end().await;
}

#[tokio::test]
async fn what_happened_before_it_was_enabled_is_not_sent() {
    let (app, ada, receiver) = start().await;
    let hook = Hook::to(&ada, &receiver).await;
    ada.add("one").await;
    hook.shows(&ada, &["delivered"]).await;
    let enable = async |enabled: bool| {
        ada.patch(&hook.path, &json!({"enabled": enabled}))
            .await
            .expect(200)
    };
    enable(false).await;
    // Still on its way when the webhook is enabled: nothing is consumed while this is held.
    let mut lock = app.pool().begin().await.unwrap();
    sqlx::query("LOCK TABLE activity IN SHARE MODE")
        .execute(&mut *lock)
        .await
        .unwrap();
    ada.add("before").await;
    enable(true).await;
    ada.add("after").await;
    // That it is enabled once more changes nothing.
    enable(true).await;
    lock.rollback().await.unwrap();
    all_is_consumed(&app).await;
    hook.shows(&ada, &["delivered", "delivered"]).await;
    let requests = receiver.receives(2).await;
    assert_eq!(requests[1].body()["data"]["task"]["title"], "after");
    app.end().await;
}

#[tokio::test]
async fn a_new_one_is_not_sent_what_is_on_its_way_already() {
    let (app, ada, receiver) = start().await;
    let mut lock = app.pool().begin().await.unwrap();
    sqlx::query("LOCK TABLE activity IN SHARE MODE")
        .execute(&mut *lock)
        .await
        .unwrap();
    ada.add("before").await;
    let hook = Hook::to(&ada, &receiver).await;
    ada.add("after").await;
    lock.rollback().await.unwrap();
    all_is_consumed(&app).await;
    hook.shows(&ada, &["delivered"]).await;
    let requests = receiver.receives(1).await;
    assert_eq!(requests[0].body()["data"]["task"]["title"], "after");
    app.end().await;
}
