//! How many statements a piece of work sends to the database.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use backend::store::unit::{Author, Opened, Unit};
use serde_json::json;
use tracing::{Dispatch, Event, Subscriber, instrument::WithSubscriber as _};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};
use uuid::Uuid;

use crate::app::{Client, TestApp};

#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// With one subscriber alone, whether a statement is logged at all would be asked of whichever thread sends it first.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [(); 2].map(|()| Dispatch::new(tracing_subscriber::registry())));

/// The statements that a future sends, as sqlx logs them: beginning and ending a transaction are not among them.
pub(crate) async fn count<T>(work: impl Future<Output = T>) -> (T, usize) {
    LazyLock::force(&OTHERS);
    let counter = Counter::default();
    let subscriber = tracing_subscriber::registry().with(counter.clone());
    let done = work.with_subscriber(subscriber).await;
    (done, counter.0.load(Ordering::Relaxed))
}

async fn me(client: &Client) -> Author {
    let user = client.get("/me").await.expect(200)["id"].clone();
    Author {
        user: serde_json::from_value(user).unwrap(),
        actor: "api",
        idempotency: None,
    }
}

async fn open<'a>(app: &'a TestApp, author: &'a Author) -> Box<Unit<'a>> {
    let opened = Unit::open(&app.app, author).await.unwrap();
    let Opened::Fresh(unit) = opened else {
        unreachable!("without a key nothing is replayed")
    };
    unit
}

/// So many tasks, each with a subtask and a reminder, in a list of their own.
async fn filled(client: &Client, name: &str, count: usize) -> (Uuid, Vec<Uuid>) {
    let list = client
        .post("/lists", &json!({"name": name}))
        .await
        .expect(201);
    let mut ids = Vec::new();
    for chunk in (0..count).collect::<Vec<_>>().chunks(100) {
        let operations: Vec<_> = chunk
            .iter()
            .map(|n| {
                json!({"op": "create", "task": {"title": format!("task {n}"), "list_id": list["id"],
                    "due": {"date": "2099-01-01", "time": "09:00"}}})
            })
            .collect();
        let body = json!({"mode": "all_or_nothing", "operations": operations});
        let done = client.post("/tasks/batch", &body).await.expect(200);
        let created: Vec<_> = done["results"].as_array().unwrap().clone();
        let operations: Vec<_> = created
            .iter()
            .map(|created| {
                json!({"op": "create", "task": {"title": "part", "parent_id": created["task"]["id"]}})
            })
            .collect();
        let body = json!({"mode": "all_or_nothing", "operations": operations});
        client.post("/tasks/batch", &body).await.expect(200);
        for created in created {
            ids.push(serde_json::from_value(created["task"]["id"].clone()).unwrap());
        }
    }
    let list = serde_json::from_value(list["id"].clone()).unwrap();
    (list, ids)
}

#[tokio::test]
async fn trashing_a_list_costs_the_same_whatever_it_holds() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let author = me(&ada).await;
    let mut costs = Vec::new();
    for count in [3, 200] {
        let (list, _) = filled(&ada, &format!("of {count}"), count).await;
        let before = ada.get("/changes?since=0").await.expect(200)["next_since"].clone();
        let (token, cost) = self::count(async {
            let mut unit = open(&app, &author).await;
            let list = unit.list(list).await.unwrap().unwrap();
            unit.delete_list(&list).await.unwrap();
            let token = unit.undo_token().await.unwrap().unwrap();
            unit.commit(&backend::store::unit::answer(204, &(), None).unwrap())
                .await
                .unwrap();
            token
        })
        .await;
        // Each task's change is an event of its own, and none is left out.
        let mut since = before.as_i64().unwrap();
        let mut seen = 0;
        loop {
            let page = ada
                .get(&format!("/changes?since={since}"))
                .await
                .expect(200);
            for item in page["items"].as_array().unwrap() {
                since += 1;
                seen += 1;
                assert_eq!(item["seq"], since);
            }
            if page["has_more"] == false {
                break;
            }
        }
        assert_eq!(seen, 2 * count + 1);
        let ((), undo) = self::count(async {
            let mut unit = open(&app, &author).await;
            let undone = unit.revert(&token.token).await.unwrap();
            assert_eq!(undone.tasks.len(), 2 * count);
            unit.commit(&backend::store::unit::answer(200, &(), None).unwrap())
                .await
                .unwrap();
        })
        .await;
        costs.push((cost, undo));
    }
    assert_eq!(
        costs[0], costs[1],
        "statements to trash it and to undo that"
    );
    assert!(
        (5..=14).contains(&costs[0].0) && (5..=20).contains(&costs[0].1),
        "{costs:?}"
    );
    app.end().await;
}

#[tokio::test]
async fn a_batch_costs_the_same_whatever_it_holds() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let author = me(&ada).await;
    let mut costs = Vec::new();
    for count in [2, 100] {
        let (_, ids) = filled(&ada, &format!("of {count}"), count).await;
        let ((), cost) = self::count(Box::pin(async {
            let mut unit = open(&app, &author).await;
            unit.gather(&ids, &[]).await.unwrap();
            for id in &ids {
                let task = unit.task(*id).await.unwrap().unwrap();
                unit.complete(&task, None).await.unwrap();
            }
            unit.undo_token().await.unwrap().unwrap();
            unit.commit(&backend::store::unit::answer(200, &(), None).unwrap())
                .await
                .unwrap();
        }))
        .await;
        costs.push(cost);
    }
    assert_eq!(costs[0], costs[1]);
    assert!((5..=12).contains(&costs[0]), "{costs:?}");
    let open = ada.get("/tasks?limit=200").await.expect(200);
    assert_eq!(open["items"], json!([]));
    app.end().await;
}
