//! What people do meanwhile: write, follow their stream, and ask what changed.

use std::{collections::HashMap, time::Duration};

use futures::StreamExt as _;
use rand::{Rng as _, rngs::StdRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use uuid::Uuid;

use super::SETTLED;
use crate::app::Client;

/// What a person was told: each request was answered with success.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The tasks as they have to be: title, and whether it is done.
    pub(super) tasks: HashMap<Uuid, (String, bool)>,
    pub(super) created: i64,
    pub(super) changed: i64,
    pub(super) completed: i64,
    /// Why requests had to be repeated.
    pub(super) refusals: Vec<String>,
}

/// What a window has seen.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// The tasks as they are, by what was seen.
    pub(super) tasks: HashMap<Uuid, (String, bool)>,
    /// The seqs of all changes, as they came.
    pub(super) seqs: Vec<i64>,
    pub(super) connections: u64,
}

impl Told {
    /// Each answer stands for one change.
    pub(super) fn changes(&self) -> i64 {
        self.created + self.changed + self.completed
    }
}

impl Watched {
    fn see(&mut self, change: &Value) {
        if let Some(task) = change.get("task").filter(|task| task.is_object()) {
            let (id, seen) = read(task);
            self.tasks.insert(id, seen);
        }
    }
}

fn read(task: &Value) -> (Uuid, (String, bool)) {
    let title = task["title"].as_str().unwrap().to_owned();
    let id = task["id"].as_str().unwrap().parse().unwrap();
    (id, (title, task["status"] == "done"))
}

/// Creates tasks, renames some and completes some, each request with a key and repeated until it is answered.
pub(super) async fn write(
    client: &Client,
    mut random: StdRng,
    over: watch::Receiver<bool>,
) -> Told {
    let mut told = Told::default();
    while !*over.borrow() {
        let title = format!("task {}", told.created);
        let body = json!({"title": title});
        let task = insist(
            client,
            &mut random,
            &mut told.refusals,
            Method::POST,
            "/tasks",
            &body,
        )
        .await;
        told.tasks.insert(task, (title, false));
        told.created += 1;
        let path = format!("/tasks/{task}");
        if random.next_u64().is_multiple_of(3) {
            let title = format!("other {}", told.created);
            let body = json!({"title": title});
            insist(
                client,
                &mut random,
                &mut told.refusals,
                Method::PATCH,
                &path,
                &body,
            )
            .await;
            told.tasks.insert(task, (title, false));
            told.changed += 1;
        }
        if random.next_u64().is_multiple_of(3) {
            let path = format!("{path}/complete");
            insist(
                client,
                &mut random,
                &mut told.refusals,
                Method::POST,
                &path,
                &json!({}),
            )
            .await;
            told.tasks.get_mut(&task).expect("it was made").1 = true;
            told.completed += 1;
        }
        sleep(Duration::from_millis(random.next_u64() % 60)).await;
    }
    told
}

/// Sends a request with one key until it is answered with success; returns the task's id.
async fn insist(
    client: &Client,
    random: &mut StdRng,
    refusals: &mut Vec<String>,
    method: Method,
    path: &str,
    body: &Value,
) -> Uuid {
    let key = Uuid::from_u128(u128::from(random.next_u64()) << 64 | u128::from(random.next_u64()));
    let began = Instant::now();
    loop {
        let request = client
            .request(method.clone(), path)
            .header("idempotency-key", key.to_string())
            .timeout(Duration::from_secs(15))
            .json(body);
        let refused = match answered(request).await {
            Ok(answer) => return read(answer.get("task").unwrap_or(&answer)).0,
            Err(refused) => refused,
        };
        assert!(
            began.elapsed() < SETTLED,
            "{path} was never answered: {refused}"
        );
        refusals.push(format!("{method} {path}: {refused}"));
        sleep(Duration::from_millis(100)).await;
    }
}

/// The answer, or why there is none yet. Any refusal that repeating does not mend fails the test.
async fn answered(request: reqwest::RequestBuilder) -> Result<Value, String> {
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    if status.is_success() {
        return answer.json().await.map_err(|error| error.to_string());
    }
    let text = answer.text().await.unwrap_or_default();
    let passing = [
        StatusCode::CONFLICT,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    assert!(passing.contains(&status), "{status}: {text}");
    Err(format!("{status}: {text}"))
}

/// Follows the stream as a browser does: whenever it ends, again from the last event's id.
pub(super) async fn follow(client: &Client, last: watch::Receiver<Option<i64>>) -> Watched {
    let mut seen = Watched::default();
    let mut quiet = patience(&last);
    while !reached(&seen, &last) {
        let request = client
            .request(Method::GET, "/stream")
            .header("last-event-id", seen.seqs.last().unwrap_or(&0).to_string());
        seen.connections += 1;
        // A refusal ends at once.
        if let Ok(answer) = request.send().await
            && answer.status().is_success()
        {
            let mut chunks = answer.bytes_stream();
            let mut text = String::new();
            while !reached(&seen, &last) {
                quiet = quiet.max(patience(&last));
                let Ok(chunk) = timeout(Duration::from_secs(1), chunks.next()).await else {
                    assert!(
                        Instant::now() < quiet,
                        "a stream tells no more: {:?}",
                        seen.seqs.last()
                    );
                    continue;
                };
                let Some(Ok(chunk)) = chunk else { break };
                text.push_str(std::str::from_utf8(&chunk).expect("events in whole chunks"));
                while let Some((event, rest)) = text.split_once("\n\n") {
                    take(event, &mut seen);
                    text = rest.to_owned();
                }
            }
        }
        assert!(
            Instant::now() < quiet,
            "no stream any more: {:?}",
            seen.seqs.last()
        );
        sleep(Duration::from_millis(200)).await;
    }
    seen
}

/// Until when there has to be an end: at first never.
fn patience(last: &watch::Receiver<Option<i64>>) -> Instant {
    let known = last.borrow().is_some();
    Instant::now() + if known { Duration::ZERO } else { SETTLED }
}

fn reached(seen: &Watched, last: &watch::Receiver<Option<i64>>) -> bool {
    last.borrow()
        .is_some_and(|last| seen.seqs.last().copied().unwrap_or_default() >= last)
}

/// Takes one event of a stream.
fn take(event: &str, seen: &mut Watched) {
    let field = |name: &str| {
        let mut lines = event.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim)
    };
    let Some(kind) = field("event") else {
        return;
    };
    assert_eq!(kind, "change", "the log reaches back far enough");
    let id: i64 = field("id").expect("an id").parse().expect("a seq");
    let change: Value = serde_json::from_str(field("data").expect("data")).expect("JSON");
    assert_eq!(change["seq"], id);
    seen.seqs.push(id);
    seen.see(&change);
}

/// Asks again and again what changed since the last time.
pub(super) async fn poll(client: &Client, last: watch::Receiver<Option<i64>>) -> Watched {
    let mut seen = Watched::default();
    let mut since = 0;
    let mut end = patience(&last);
    while last.borrow().is_none_or(|last| since < last) {
        end = end.max(patience(&last));
        assert!(Instant::now() < end, "no answer any more, after {since}");
        let request = client
            .request(Method::GET, &format!("/changes?since={since}"))
            .timeout(Duration::from_secs(15));
        if let Ok(answer) = answered(request).await {
            seen.connections += 1;
            let items = answer["items"].as_array().unwrap();
            // From 0 it is the state, not its changes.
            if since > 0 {
                seen.seqs
                    .extend(items.iter().map(|item| item["seq"].as_i64().unwrap()));
            }
            for item in items {
                seen.see(item);
            }
            since = answer["next_since"].as_i64().unwrap();
        }
        sleep(Duration::from_millis(250)).await;
    }
    seen
}
