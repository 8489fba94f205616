//! Webhooks behind a real sidecar and broker, while the backend is killed.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    app::{Client, eventually, within},
    cluster::Cluster,
    receiver::{
        Answer::{Never, Status},
        Hook, Received, Receiver,
    },
    subject::{CONSUMED, Person},
};

const TASKS: i64 = 40;

fn seq(request: &Received) -> i64 {
    request.body()["data"]["seq"].as_i64().unwrap()
}

/// Adds tasks up to this number, the events of which have these seqs.
async fn add_up_to(ada: &Client, added: &mut i64, number: i64) {
    while *added < number {
        *added += 1;
        ada.add(&format!("task {added}")).await;
    }
}

async fn arrived(receiver: &Receiver, seq_wanted: i64) {
    let newest = async || receiver.received().iter().map(seq).max();
    // A sidecar that joins its consumer group takes its time.
    within(CONSUMED, newest, |newest| *newest >= Some(seq_wanted)).await;
}

/// Ends the claim of a backend that was killed; a quarter of a minute is long for a test.
async fn end_claims(pool: &PgPool) {
    sqlx::query("UPDATE webhooks SET claimed_until = now() WHERE claimed_until > now()")
        .execute(pool)
        .await
        .unwrap();
}

/// Waits for a delivery that failed, and has it tried again at once.
async fn try_the_failed_one(pool: &PgPool) -> String {
    let sql = "UPDATE webhook_deliveries SET next_attempt_at = now()
        WHERE status = 'pending' AND last_status = 503 RETURNING id::text, webhook_id";
    let failed = async || -> Option<(String, Uuid)> {
        sqlx::query_as(sql).fetch_optional(pool).await.unwrap()
    };
    let (delivery, webhook) = eventually(failed, Option::is_some).await.unwrap();
    sqlx::query("UPDATE webhooks SET due_at = now() WHERE id = $1")
        .bind(webhook)
        .execute(pool)
        .await
        .unwrap();
    delivery
}

async fn kill_and_restart(cluster: &mut Cluster) {
    cluster.replica.backend.kill().await;
    end_claims(&cluster.subject.pool).await;
    cluster.replica.restart_backend().await;
}

pub(crate) async fn a_webhook_gets_everything_in_order_though_backends_die(cluster: &mut Cluster) {
    let ada = Person::registered(&cluster.subject.url).await.client;
    let receiver = Receiver::start().await;
    let hook = Hook::to(&ada, &receiver).await;
    let mut added = 0;

    // Between deliveries: some are taken, some wait, some are still in the broker.
    add_up_to(&ada, &mut added, 10).await;
    arrived(&receiver, 3).await;
    kill_and_restart(cluster).await;
    // While one that failed before is on its way again, and the broker has more.
    receiver.answer([Status(503), Never]);
    add_up_to(&ada, &mut added, 20).await;
    let failed = try_the_failed_one(&cluster.subject.pool).await;
    let tries = async || {
        let requests = receiver.received();
        requests.iter().filter(|one| one.id() == failed).count()
    };
    eventually(tries, |count| *count == 2).await;
    kill_and_restart(cluster).await;
    // The sidecar, too: what it had was not acknowledged.
    add_up_to(&ada, &mut added, 30).await;
    cluster.replica.sidecar.kill().await;
    kill_and_restart(cluster).await;
    cluster.replica.restart_sidecar().await;
    add_up_to(&ada, &mut added, TASKS).await;

    arrived(&receiver, TASKS).await;
    let done = vec!["delivered"; usize::try_from(TASKS).unwrap()];
    hook.shows(&ada, &done).await;
    let requests = receiver.received();
    let all: Vec<_> = (1..=TASKS).collect();
    assert_eq!(firsts(&requests, &hook), all);
    assert!(requests.len() > all.len(), "one was sent again");
    for request in &requests {
        let title = &request.body()["data"]["task"]["title"];
        assert_eq!(*title, format!("task {}", seq(request)));
    }

    // What the broker brings once more is known.
    cluster
        .subject
        .execute("UPDATE outbox SET published_at = NULL")
        .await;
    add_up_to(&ada, &mut added, TASKS + 1).await;
    arrived(&receiver, TASKS + 1).await;
    assert_eq!(hook.deliveries(&ada).await.len(), done.len() + 1);
}

/// The seqs of what was sent, in the order in which they came first. What came again came with its id and its words.
pub(crate) fn firsts(requests: &[Received], hook: &Hook) -> Vec<i64> {
    let mut firsts = Vec::new();
    let mut messages = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for request in requests {
        assert!(request.is_signed_with(&hook.secret), "{}", request.text);
        let (seq, message) = (seq(request), (request.id(), &request.text));
        let first = *messages.entry(seq).or_insert(message);
        assert_eq!(first, message, "one event, one message");
        if ids.insert(request.id()) {
            firsts.push(seq);
        }
    }
    assert_eq!(ids.len(), messages.len(), "an id stands for one event");
    firsts
}
