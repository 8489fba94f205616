//! What holds while the database, the state store or the broker is away, and what an operator does about it.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    app::{eventually, within},
    cluster::Cluster,
    faults::{add_quickly, unpublished},
    process::run,
    rules,
    subject::{Person, Subject},
};

/// More than any error but an outage may have.
const ATTEMPTS: usize = 6;

/// Adds a task with a key.
async fn add_once(person: &Person, key: &str) -> crate::app::Answer {
    let request = person.client.request(Method::POST, "/tasks");
    let request = request.header("idempotency-key", key);
    person
        .client
        .send(request.json(&json!({"title": key})))
        .await
}

pub(crate) async fn an_outage_of_the_database_dead_letters_nothing(cluster: &mut Cluster) {
    let subject = &cluster.subject;
    let ada = subject.person().await;
    // Published, but without an effect yet.
    let mut lock = subject.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE activity IN SHARE MODE")
        .execute(&mut *lock)
        .await
        .unwrap();
    add_quickly(&ada, 3).await;
    eventually(async || unpublished(subject, &ada).await, Vec::is_empty).await;
    cluster.postgres.kill().await;
    drop(lock);

    let began = Instant::now();
    let refused = add_once(&ada, "during").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!refused.header("retry-after").is_empty());
    assert!(
        began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
    let before = retries(cluster);
    within(
        Duration::from_mins(2),
        async || retries(cluster) - before,
        |count| *count > ATTEMPTS,
    )
    .await;
    cluster.postgres.again().await;
    add_once(&ada, "during").await.expect(201);
    subject.activity_is(&ada, &[1, 2, 3, 4]).await;
    assert_eq!(subject.letters(&ada.id.to_string()).await, []);
}

fn retries(cluster: &Cluster) -> usize {
    let log = cluster.replica.backend.log();
    log.lines()
        .filter(|line| line.contains("event.retried"))
        .count()
}

pub(crate) async fn without_the_state_store_keys_still_hold(cluster: &mut Cluster) {
    let subject = &cluster.subject;
    // It answers with errors.
    subject
        .execute("ALTER TABLE dapr_state RENAME TO dapr_elsewhere")
        .await;
    let url = std::slice::from_ref(&subject.url);
    rules::equal_requests(url, &subject.person().await).await;
    subject
        .execute("ALTER TABLE dapr_elsewhere RENAME TO dapr_state")
        .await;
    // It does not answer.
    let mut lock = subject.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE dapr_state")
        .execute(&mut *lock)
        .await
        .unwrap();
    let ada = subject.person().await;
    let began = Instant::now();
    let first = add_once(&ada, "once").await.expect(201);
    let again = add_once(&ada, "once").await;
    assert!(
        began.elapsed() < Duration::from_secs(9),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    lock.rollback().await.unwrap();
}

pub(crate) async fn an_answer_that_was_not_recorded_is_replayed_after_a_crash(
    cluster: &mut Cluster,
) {
    let ada = cluster.subject.person().await;
    // The claim is written, the answer in its place is not: as when the process dies in between.
    cluster
        .subject
        .execute(&rules::refuse_updates("dapr_state"))
        .await;
    let first = add_once(&ada, "crash").await.expect(201);
    cluster.replica.backend.kill().await;
    cluster.replica.restart_backend().await;
    let began = Instant::now();
    let again = add_once(&ada, "crash").await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    cluster
        .subject
        .execute("DROP TRIGGER refuse_updates ON dapr_state")
        .await;
    cluster.subject.activity_is(&ada, &[1]).await;
}

pub(crate) async fn a_sidecar_that_comes_late_delivers_what_waited(cluster: &mut Cluster) {
    cluster.replica.sidecar.kill().await;
    cluster.replica.backend.kill().await;
    cluster.replica.restart_backend().await;
    let ada = cluster.subject.person().await;
    let waiting = add_quickly(&ada, 3).await;
    let says_why = |reason: &Option<String>| {
        reason
            .as_deref()
            .is_some_and(|text| text.contains("Unavailable"))
    };
    eventually(async || events_wait(&cluster.subject).await, says_why).await;
    assert_eq!(unpublished(&cluster.subject, &ada).await, waiting);
    cluster.replica.restart_sidecar().await;
    cluster.subject.activity_is(&ada, &waiting).await;
    eventually(
        async || events_wait(&cluster.subject).await,
        Option::is_none,
    )
    .await;
}

/// What readiness says about events.
async fn events_wait(subject: &Subject) -> Option<String> {
    let answer = reqwest::get(format!("{}/health/ready", subject.url))
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let ready: serde_json::Value = answer.json().await.unwrap();
    ready["events_wait"].as_str().map(str::to_owned)
}

pub(crate) async fn a_dead_letter_is_replayed_through_the_broker(cluster: &mut Cluster) {
    let subject = &cluster.subject;
    let ada = subject.person().await;
    let user = ada.id;
    subject
        .execute(&format!(
            "ALTER TABLE activity ADD CONSTRAINT not_first CHECK (user_id <> '{user}' OR seq > 1) NOT VALID"
        ))
        .await;
    ada.client.add("one").await;
    ada.client.add("two").await;
    subject.activity_is(&ada, &[2]).await;
    let event: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM outbox WHERE user_id = $1 AND seq = 1")
            .bind(user)
            .fetch_one(&subject.pool)
            .await
            .unwrap();
    let event = event.to_string();
    let list = operate(cluster, &["dead", "list"]).await;
    let letter = list
        .lines()
        .find(|line| line.contains(&event))
        .expect("a letter");
    assert!(letter.contains("not_first"), "{letter}");
    subject
        .execute("ALTER TABLE activity DROP CONSTRAINT not_first")
        .await;
    let id = letter.split('\t').next().unwrap();
    operate(cluster, &["dead", "retry", id]).await;
    subject.activity_is(&ada, &[2, 1]).await;
    assert!(!operate(cluster, &["dead", "list"]).await.contains(&event));
}

async fn operate(cluster: &Cluster, arguments: &[&str]) -> String {
    let vars = [("DATABASE_URL", cluster.postgres.url.as_str())];
    run(env!("CARGO_BIN_EXE_backend"), arguments, &vars).await
}

pub(crate) async fn with_a_wrong_password_requests_succeed_and_it_is_told(cluster: &mut Cluster) {
    let ada = cluster.subject.person().await;
    cluster.replica.sidecar.kill().await;
    cluster.replica.start_sidecar_with("wrong").await;
    // The sidecar cannot start without its broker, and says why; what started it tries again.
    within(
        Duration::from_mins(1),
        async || {
            let replica = &mut cluster.replica;
            (replica.sidecar.has_ended(), replica.sidecar.last_words())
        },
        |(ended, words)| *ended && words.contains("SASL Authentication failed"),
    )
    .await;
    let waiting = add_quickly(&ada, 3).await;
    eventually(
        async || events_wait(&cluster.subject).await,
        Option::is_some,
    )
    .await;
    assert!(cluster.replica.backend.log().contains("publish.refused"));
    let password = cluster.kafka.password();
    cluster.replica.start_sidecar_with(&password).await;
    cluster.replica.sidecar_ready().await;
    cluster.kafka.make_topics().await;
    cluster.subject.activity_is(&ada, &waiting).await;
}

pub(crate) async fn events_wait_for_topics_that_are_missing(cluster: &mut Cluster) {
    // Of several people: one alone is tried too seldom to open the sidecar's circuit breaker.
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let person = cluster.subject.person().await;
        let seqs = add_quickly(&person, 3).await;
        waiting.push((person, seqs));
    }
    // Once the sidecar does not even try any more, what made it give up is told all the same.
    let log = async || cluster.replica.backend.log();
    within(Duration::from_mins(1), log, |log| {
        log.contains("circuit breaker is open")
    })
    .await;
    let reason = events_wait(&cluster.subject).await.expect("a reason");
    assert!(reason.contains("task-events"), "{reason}");
    assert!(!reason.contains("circuit breaker"), "{reason}");
    for (person, seqs) in &waiting {
        assert_eq!(unpublished(&cluster.subject, person).await, *seqs);
    }
    cluster.kafka.make_topics().await;
    for (person, seqs) in &waiting {
        cluster.subject.activity_is(person, seqs).await;
    }
    eventually(
        async || events_wait(&cluster.subject).await,
        Option::is_none,
    )
    .await;
}
