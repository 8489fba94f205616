//! A client that follows `changes` holds what the server holds, whoever writes meanwhile.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::{Client, TestApp};

/// What a client holds: tasks and lists by their ids.
#[derive(Default)]
struct Replica {
    since: i64,
    held: BTreeMap<String, Value>,
    /// It started while others wrote: the state that it was told may be ahead of the log, which then tells again.
    joined: bool,
}

impl Replica {
    /// Starts from the current state.
    async fn of(client: &Client) -> Self {
        let mut replica = Self::default();
        replica.follow(client).await;
        replica
    }

    /// Starts while others write.
    async fn joining(client: &Client) -> Self {
        let mut replica = Self {
            joined: true,
            ..Self::default()
        };
        replica.follow(client).await;
        replica
    }

    /// Reads on to the end. `false` when it has to start again.
    async fn follow(&mut self, client: &Client) -> bool {
        loop {
            let answer = client.get(&format!("/changes?since={}", self.since)).await;
            if answer.status == 410 {
                assert_eq!(answer.body["type"], "/problems/resync");
                return false;
            }
            let page = answer.expect(200);
            let from_log = self.since > 0;
            for (index, change) in page["items"].as_array().unwrap().iter().enumerate() {
                if from_log {
                    let next = self.since + 1 + i64::try_from(index).unwrap();
                    assert_eq!(change["seq"], next, "no gap, no repeat");
                }
                self.apply(change);
            }
            self.since = page["next_since"].as_i64().unwrap();
            if page["has_more"] == false {
                return true;
            }
        }
    }

    fn apply(&mut self, change: &Value) {
        let id = change["subject"].as_str().unwrap().to_owned();
        let kind = change["type"].as_str().unwrap();
        let thing = change.get("task").or_else(|| change.get("list")).unwrap();
        if kind.ends_with(".purged") {
            self.held.remove(&id);
            return;
        }
        if let Some(held) = self.held.get(&id) {
            let versions = (held["version"].as_i64(), thing["version"].as_i64());
            if self.joined && versions.0 > versions.1 {
                return;
            }
            assert!(versions.0 <= versions.1, "{kind} of {id}: {versions:?}");
        }
        self.held.insert(id, thing.clone());
    }
}

/// Numbers that look random, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's linear congruential generator; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Changes this and that. What does not fit what is there by then is refused, and that is fine.
async fn scribble(client: Client, seed: u64, rounds: usize) {
    let mut dice = Dice(seed);
    for round in 0..rounds {
        let tasks = client.get("/tasks?status=all&limit=20").await.expect(200);
        let tasks = tasks["items"].as_array().unwrap();
        let lists = client.get("/lists").await.expect(200);
        let lists = lists["items"].as_array().unwrap();
        let list = &lists[dice.roll(lists.len())];
        let kind = if tasks.is_empty() { 0 } else { dice.roll(11) };
        let task = tasks.get(dice.roll(tasks.len().max(1)));
        let path = |end: &str| {
            let id = task.map_or("", |task| task["id"].as_str().unwrap());
            format!("/tasks/{id}{end}")
        };
        let answer = match kind {
            0 => {
                let body = json!({"title": format!("{seed} {round}"), "list_id": list["id"],
                    "due": {"date": "2099-01-01"}, "recurrence": {"rule": "FREQ=DAILY"}});
                client.post("/tasks", &body).await
            }
            1 => {
                let body = json!({"title": "part", "parent_id": task.unwrap()["id"]});
                client.post("/tasks", &body).await
            }
            2 => {
                client
                    .patch(&path(""), &json!({"title": format!("edited {round}")}))
                    .await
            }
            3 => client.post(&path("/complete"), &json!({})).await,
            4 => client.post(&path("/reopen"), &json!({})).await,
            5 => {
                let gone = client.delete(&path("")).await;
                let undo = json!({"token": gone.header("undo-token")});
                if dice.roll(2) == 0 {
                    client.post("/undo", &undo).await
                } else {
                    gone
                }
            }
            6 => {
                client
                    .post(&path("/move"), &json!({"list_id": list["id"]}))
                    .await
            }
            7 => {
                client
                    .post("/lists", &json!({"name": format!("list {seed} {round}")}))
                    .await
            }
            8 => {
                client
                    .delete(&format!("/lists/{}", list["id"].as_str().unwrap()))
                    .await
            }
            9 => {
                let operations: Vec<_> = tasks
                    .iter()
                    .map(|task| json!({"op": (["complete", "reopen", "delete"][dice.roll(3)]), "id": task["id"]}))
                    .collect();
                client
                    .post(
                        "/tasks/batch",
                        &json!({"mode": "each", "operations": operations}),
                    )
                    .await
            }
            _ => {
                client
                    .post(
                        "/chat",
                        &json!({"message": format!("add chat {round} tomorrow")}),
                    )
                    .await
            }
        };
        let status = answer.status.as_u16();
        assert!(
            status < 500 && status != 400,
            "seed {seed}, round {round}: {status} {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn what_is_replayed_is_what_is_there_whoever_writes_meanwhile() {
    let app = TestApp::start().await;
    for seed in [1, 2] {
        let ada = app.guest().await;
        ada.add("first").await;
        let mut early = Replica::of(&ada).await;
        let writers: Vec<_> = (0..3)
            .map(|writer| tokio::spawn(scribble(ada.clone(), seed * 100 + writer, 25)))
            .collect();
        // One follows all the time, others join in the middle of it.
        let mut late = Vec::new();
        while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
            assert!(early.follow(&ada).await);
            if late.len() < 5 {
                late.push(Replica::joining(&ada).await);
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let now = Replica::of(&ada).await;
        assert!(now.held.len() > 5, "{}", now.held.len());
        for mut replica in std::iter::once(early).chain(late) {
            assert!(replica.follow(&ada).await);
            assert_eq!(replica.since, now.since, "seed {seed}");
            assert_eq!(replica.held, now.held, "seed {seed}");
        }
    }
    app.end().await;
}

#[tokio::test]
async fn a_client_that_was_away_for_too_long_starts_again() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let gone = ada.add("gone").await;
    let mut away = Replica::of(&ada).await;
    let path = format!("/tasks/{}", gone["id"].as_str().unwrap());
    for title in ["one", "two", "three"] {
        ada.patch(&path, &json!({"title": title})).await.expect(200);
    }
    // What the log no longer holds, as after thirty days.
    sqlx::query("DELETE FROM outbox WHERE seq <= 3")
        .execute(app.pool())
        .await
        .unwrap();
    assert!(!away.follow(&ada).await);
    let mut again = Replica::of(&ada).await;
    assert_eq!(again.held[gone["id"].as_str().unwrap()]["title"], "three");
    ada.add("more").await;
    assert!(again.follow(&ada).await);
    assert_eq!(again.held, Replica::of(&ada).await.held);
    app.end().await;
}
