//! Everything at once, by a seed: people write through two replicas while backends, sidecars and the broker are
//! killed or paused. At the end the books must balance. `make chaos` runs it for longer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::{
    app::{Client, within},
    cluster::{Cluster, Replica},
    subject::{Person, Subject},
};

const PEOPLE: usize = 6;
const SETTLED: Duration = Duration::from_secs(90);

/// What a person was told: each an answer in the two hundreds.
#[derive(Default)]
struct Told {
    created: Vec<Uuid>,
    completed: Vec<Uuid>,
    retried: u32,
}

pub(crate) async fn the_books_balance_after_chaos(cluster: &mut Cluster) {
    let seed: u64 = setting("CHAOS_SEED", 1);
    let seconds: u64 = setting("CHAOS_SECONDS", 20);
    let mut random = StdRng::seed_from_u64(seed);
    let mut second = cluster.second().await;
    let urls = [cluster.subject.url.clone(), second.url.clone()];
    let people = join_all((0..PEOPLE).map(|_| cluster.subject.person())).await;
    let over = Arc::new(AtomicBool::new(false));
    let work = people.iter().enumerate().map(|(number, person)| {
        let random = StdRng::seed_from_u64(seed ^ (number as u64 + 1));
        live(person, &urls, random, Arc::clone(&over))
    });
    let faults = async {
        let end = Instant::now() + Duration::from_secs(seconds);
        let mut log = Vec::new();
        while Instant::now() < end {
            sleep(Duration::from_millis(random.next_u64() % 1000)).await;
            log.push(fault(&mut random, cluster, &mut second).await);
        }
        over.store(true, Ordering::Relaxed);
        log
    };
    let (told, log) = futures::join!(join_all(work), faults);
    for (person, told) in people.iter().zip(&told) {
        balance(&cluster.subject, person, told).await;
    }
    let sum = |count: fn(&Told) -> usize| told.iter().map(count).sum::<usize>();
    println!(
        "chaos: seed {seed}, {seconds} s, {} tasks created, {} completed, {} requests repeated, faults: {}",
        sum(|told| told.created.len()),
        sum(|told| told.completed.len()),
        sum(|told| told.retried as usize),
        log.join(", "),
    );
    assert!(
        sum(|told| told.created.len()) > 0,
        "nobody got anything done"
    );
    second.stop().await;
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Does one thing to the cluster and sets it right again.
async fn fault(random: &mut StdRng, cluster: &mut Cluster, second: &mut Replica) -> &'static str {
    let down = Duration::from_millis(200 + random.next_u64() % 1800);
    let replica = if random.next_u64().is_multiple_of(2) {
        &mut cluster.replica
    } else {
        second
    };
    match random.next_u64() % 5 {
        0 => {
            replica.backend.kill().await;
            sleep(down).await;
            replica.restart_backend().await;
            "backend killed"
        }
        1 => {
            replica.sidecar.kill().await;
            sleep(down).await;
            replica.restart_sidecar().await;
            "sidecar killed"
        }
        2 => {
            replica.backend.signal("STOP").await;
            sleep(down).await;
            replica.backend.signal("CONT").await;
            "backend paused"
        }
        3 => {
            replica.sidecar.signal("STOP").await;
            sleep(down).await;
            replica.sidecar.signal("CONT").await;
            "sidecar paused"
        }
        _ => {
            cluster.kafka.kill().await;
            sleep(down).await;
            cluster.kafka.again().await;
            "broker killed"
        }
    }
}

/// Creates tasks and completes some, each request with a key and repeated until it is answered.
async fn live(person: &Person, urls: &[String], mut random: StdRng, over: Arc<AtomicBool>) -> Told {
    let mut told = Told::default();
    while !over.load(Ordering::Relaxed) {
        let title = format!("task {}", told.created.len());
        let task = insist(
            person,
            urls,
            &mut random,
            &mut told.retried,
            "/tasks",
            &title,
        )
        .await;
        told.created.push(task);
        if random.next_u64().is_multiple_of(3) {
            let path = format!("/tasks/{task}/complete");
            insist(person, urls, &mut random, &mut told.retried, &path, "").await;
            told.completed.push(task);
        }
        sleep(Duration::from_millis(random.next_u64() % 60)).await;
    }
    told
}

/// Sends a request with one key until it is answered with success, to whichever replica; returns the task's id.
async fn insist(
    person: &Person,
    urls: &[String],
    random: &mut StdRng,
    retried: &mut u32,
    path: &str,
    title: &str,
) -> Uuid {
    let key = Uuid::from_u128(u128::from(random.next_u64()) << 64 | u128::from(random.next_u64()));
    let began = Instant::now();
    loop {
        let url = &urls[usize::from(random.next_u64().is_multiple_of(2))];
        let client: Client = person.through(url);
        let body = if title.is_empty() {
            json!({})
        } else {
            json!({"title": title})
        };
        let request = client
            .request(Method::POST, path)
            .header("idempotency-key", key.to_string())
            .timeout(Duration::from_secs(15))
            .json(&body);
        let answer = request.send().await;
        let status = answer.as_ref().ok().map(reqwest::Response::status);
        if let Ok(answer) = answer
            && answer.status().is_success()
            && let Ok(body) = answer.json::<serde_json::Value>().await
        {
            let task = body.get("task").unwrap_or(&body);
            return task["id"].as_str().unwrap().parse().unwrap();
        }
        let passing = status.is_none_or(|status| {
            status.is_success()
                || matches!(
                    status,
                    StatusCode::CONFLICT
                        | StatusCode::SERVICE_UNAVAILABLE
                        | StatusCode::TOO_MANY_REQUESTS
                )
        });
        assert!(passing, "{path}: {status:?}");
        assert!(
            began.elapsed() < SETTLED,
            "{path} was never answered: {status:?}"
        );
        *retried += 1;
        sleep(Duration::from_millis(100)).await;
    }
}

/// Every answer has exactly one effect, one event and one row of activity; no more of anything.
async fn balance(subject: &Subject, person: &Person, told: &Told) {
    let changes = i64::try_from(told.created.len() + told.completed.len()).unwrap();
    let all: Vec<i64> = (1..=changes).collect();
    // In the order in which they were consumed.
    within(
        SETTLED,
        async || subject.activity(person).await,
        |seen| *seen == all,
    )
    .await;
    let count = async |sql: &'static str| -> i64 {
        sqlx::query_scalar(sql)
            .bind(person.id)
            .fetch_one(&subject.pool)
            .await
            .unwrap()
    };
    let tasks: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM tasks WHERE user_id = $1 ORDER BY id")
            .bind(person.id)
            .fetch_all(&subject.pool)
            .await
            .unwrap();
    let mut created = told.created.clone();
    created.sort_unstable();
    assert_eq!(tasks, created, "the tasks are those that were answered for");
    let completed =
        count("SELECT count(*) FROM tasks WHERE user_id = $1 AND completed_at IS NOT NULL").await;
    assert_eq!(completed, i64::try_from(told.completed.len()).unwrap());
    assert_eq!(
        count("SELECT count(*) FROM outbox WHERE user_id = $1").await,
        changes
    );
    assert_eq!(count("SELECT seq FROM users WHERE id = $1").await, changes);
    assert_eq!(subject.letters(&person.id.to_string()).await, []);
    let log = person.client.get("/changes?since=0").await.expect(200);
    assert_eq!(log["next_since"], changes, "changes add up to the database");
}
