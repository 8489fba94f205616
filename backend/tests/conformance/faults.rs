//! What holds when parts of a cluster fail.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    app::{eventually, within},
    cluster::{Cluster, Replica},
    rules,
    subject::{Person, Subject},
};

pub(crate) async fn forged_events_are_refused(cluster: &mut Cluster) {
    let subject = &cluster.subject;
    let ada = subject.person().await;
    ada.client.add("one").await;
    subject.activity_is(&ada, &[1]).await;
    let mut event = subject.envelope(&ada).await;
    event["id"] = json!(uuid::Uuid::from_u128(rand::random()));
    event["data"]["seq"] = json!(2);
    let post = async |path: &str, token: Option<&str>| {
        let request = reqwest::Client::new().post(format!("{}{path}", subject.url));
        let request = match token {
            Some(token) => request.header("dapr-api-token", token),
            None => request,
        };
        request.body(event.to_string()).send().await.unwrap()
    };
    for path in ["/events/durable/task-events", "/events/live/task-events"] {
        assert_eq!(post(path, None).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(
            post(path, Some("guessed")).await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(subject.activity(&ada).await, [1]);
    let taken = post("/events/durable/task-events", Some(Replica::APP_TOKEN)).await;
    let answer: serde_json::Value = taken.json().await.unwrap();
    assert_eq!(answer, json!({"status": "SUCCESS"}));
    assert_eq!(subject.activity(&ada).await, [1, 2]);
}

pub(crate) async fn without_the_sidecar_requests_succeed_and_events_wait(cluster: &mut Cluster) {
    let ada = cluster.subject.person().await;
    cluster.replica.sidecar.kill().await;
    let waiting = add_quickly(&ada, 10).await;
    assert_eq!(unpublished(&cluster.subject, &ada).await, waiting);
    // Equal requests are still told apart: SQL does it.
    rules::equal_requests(
        std::slice::from_ref(&cluster.subject.url),
        &cluster.subject.person().await,
    )
    .await;
    cluster.replica.restart_sidecar().await;
    cluster.subject.activity_is(&ada, &waiting).await;
}

pub(crate) async fn without_the_broker_requests_succeed_and_events_wait(cluster: &mut Cluster) {
    let ada = cluster.subject.person().await;
    cluster.kafka.stop().await;
    let waiting = add_quickly(&ada, 10).await;
    assert_eq!(unpublished(&cluster.subject, &ada).await, waiting);
    cluster.kafka.again().await;
    cluster.subject.activity_is(&ada, &waiting).await;
}

pub(crate) async fn a_backend_killed_between_commit_and_publish_loses_nothing(
    cluster: &mut Cluster,
) {
    let ada = cluster.subject.person().await;
    cluster.replica.sidecar.signal("STOP").await;
    let waiting = add_quickly(&ada, 5).await;
    cluster.replica.backend.kill().await;
    cluster.replica.sidecar.signal("CONT").await;
    assert_eq!(unpublished(&cluster.subject, &ada).await, waiting);
    cluster.replica.restart_backend().await;
    cluster.subject.activity_is(&ada, &waiting).await;
    let nothing = async || unpublished(&cluster.subject, &ada).await;
    eventually(nothing, Vec::is_empty).await;
}

pub(crate) async fn an_event_that_the_broker_refuses_holds_up_nobody_else(cluster: &mut Cluster) {
    let subject = &cluster.subject;
    let (ada, ben) = (subject.person().await, subject.person().await);
    cluster.replica.sidecar.signal("STOP").await;
    let (hers, mut his) = (add_quickly(&ada, 3).await, add_quickly(&ben, 3).await);
    // More than the broker takes in one message.
    let notes = |length| {
        format!(
            "UPDATE outbox SET data = jsonb_set(data, '{{task,notes}}', to_jsonb(repeat('x', {length})))
            WHERE user_id = '{}' AND seq = 2",
            ada.id
        )
    };
    subject.execute(&notes(1_500_000)).await;
    cluster.replica.sidecar.signal("CONT").await;
    subject.activity_is(&ben, &his).await;
    // Once the sidecar's circuit breaker has seen enough of it, too.
    let refusals = async || {
        let log = cluster.replica.backend.log();
        log.matches("Failed to deliver 1 messages").count()
    };
    within(Duration::from_secs(90), refusals, |count| *count >= 6).await;
    for seq in 4..=6 {
        ben.client.add("meanwhile").await;
        his.push(seq);
        let published = async || unpublished(subject, &ben).await;
        eventually(published, Vec::is_empty).await;
    }
    subject.activity_is(&ben, &his).await;
    assert_eq!(unpublished(subject, &ada).await, [2, 3]);
    assert_eq!(subject.activity(&ada).await, [1]);
    subject.execute(&notes(1)).await;
    subject.activity_is(&ada, &hers).await;
}

pub(crate) async fn two_replicas_answer_equal_requests_alike(cluster: &mut Cluster) {
    let second = cluster.second().await;
    let urls = [cluster.subject.url.clone(), second.url.clone()];
    for _ in 0..3 {
        rules::equal_requests(&urls, &cluster.subject.person().await).await;
    }
    second.stop().await;
}

pub(crate) async fn a_killed_relay_is_replaced_within_five_seconds(cluster: &mut Cluster) {
    let mut second = cluster.second().await;
    let ada = cluster.subject.person().await;
    let through_second = ada.through(&second.url);
    // The first replica relays, as it has since it started; the second one's commits reach it at once.
    let published = async || unpublished(&cluster.subject, &ada).await;
    let began = Instant::now();
    for number in 1..=10 {
        through_second.add(&format!("task {number}")).await;
        eventually(published, Vec::is_empty).await;
    }
    // Half of what it takes a relay that only looks by itself, once a second.
    assert!(
        began.elapsed() < Duration::from_millis(2500),
        "{:?}",
        began.elapsed()
    );
    cluster.replica.backend.kill().await;
    let killed = Instant::now();
    through_second.add("during").await;
    eventually(published, Vec::is_empty).await;
    assert!(
        killed.elapsed() < Duration::from_secs(5),
        "{:?}",
        killed.elapsed()
    );
    cluster.replica.restart_backend().await;
    ada.client.add("after").await;
    let all: Vec<i64> = (1..=12).collect();
    cluster.subject.activity_is(&ada, &all).await;
    second.sidecar.kill().await;
    second.backend.kill().await;
}

/// Adds tasks, each in less than a second whatever else is down, and returns their seqs.
pub(crate) async fn add_quickly(person: &Person, count: i64) -> Vec<i64> {
    for number in 0..count {
        let began = Instant::now();
        person.client.add(&format!("task {number}")).await;
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "{:?}",
            began.elapsed()
        );
    }
    (1..=count).collect()
}

pub(crate) async fn unpublished(subject: &Subject, person: &Person) -> Vec<i64> {
    sqlx::query_scalar(
        "SELECT seq FROM outbox WHERE user_id = $1 AND published_at IS NULL ORDER BY seq",
    )
    .bind(person.id)
    .fetch_all(&subject.pool)
    .await
    .unwrap()
}
