//! Subtasks, the order of tasks, and what listings show.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::app::{Client, TestApp};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

fn path(task: &Value) -> String {
    format!("/tasks/{}", id(task))
}

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client
            .get(&format!("/tasks?{query}&limit=2{cursor}"))
            .await
            .expect(200);
        let items = page["items"].as_array().unwrap().iter();
        titles.extend(items.map(|task| task["title"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return titles,
        }
    }
}

async fn under(client: &Client, parent: &Value, title: &str) -> Value {
    client
        .post(
            "/tasks",
            &json!({"title": title, "parent_id": parent["id"]}),
        )
        .await
        .expect(201)
}

async fn status(client: &Client, task: &Value) -> Value {
    client.get(&path(task)).await.expect(200)["status"].clone()
}

#[tokio::test]
async fn a_parent_closes_opens_and_trashes_its_subtasks_and_undo_does_so_too() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let trip = ada.add("trip").await;
    let (pack, book) = (
        under(&ada, &trip, "pack").await,
        under(&ada, &trip, "book").await,
    );
    ada.post(&format!("{}/complete", path(&book)), &json!({}))
        .await
        .expect(200);
    let done = ada
        .post(&format!("{}/complete", path(&trip)), &json!({}))
        .await;
    let undo = json!({"token": done.header("undo-token")});
    done.expect(200);
    assert_eq!(status(&ada, &pack).await, "done");
    // Reopening opens just those that were completed along.
    ada.post(&format!("{}/reopen", path(&trip)), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        (status(&ada, &pack).await, status(&ada, &book).await),
        (json!("open"), json!("done"))
    );
    ada.post("/undo", &undo).await.expect(409);
    let done = ada
        .post(&format!("{}/complete", path(&trip)), &json!({}))
        .await;
    let undo = json!({"token": done.header("undo-token")});
    let undone = ada.post("/undo", &undo).await.expect(200);
    assert_eq!(undone["tasks"].as_array().unwrap().len(), 2);
    assert_eq!(
        (status(&ada, &pack).await, status(&ada, &book).await),
        (json!("open"), json!("done"))
    );
    ada.delete(&path(&trip)).await.expect(204);
    assert_eq!(titles(&ada, "status=trash").await, ["book", "pack", "trip"]);
    ada.post(&format!("{}/restore", path(&trip)), &json!({}))
        .await
        .expect(200);
    assert_eq!(titles(&ada, "status=all").await, ["book", "pack", "trip"]);
    // A subtask restored without its parent is a task of its own.
    ada.delete(&path(&trip)).await.expect(204);
    let alone = ada
        .post(&format!("{}/restore", path(&pack)), &json!({}))
        .await
        .expect(200);
    assert_eq!(alone["parent_id"], json!(null));
    app.end().await;
}

#[tokio::test]
async fn subtasks_are_one_level_deep_and_in_the_list_of_their_task() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let (trip, other) = (ada.add("trip").await, ada.add("other").await);
    let pack = under(&ada, &trip, "pack").await;
    let foreign = bob.add("foreign").await;
    for (task, patch) in [
        (&trip, json!({"parent_id": trip["id"]})),
        (&trip, json!({"parent_id": pack["id"]})),
        (&trip, json!({"parent_id": other["id"]})),
        (&other, json!({"parent_id": pack["id"]})),
        (&other, json!({"parent_id": foreign["id"]})),
        (&other, json!({"parent_id": "not an id"})),
    ] {
        let answer = ada.patch(&path(task), &patch).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, "parent_id"),
            "{patch}"
        );
    }
    let elsewhere = json!({"title": "a", "parent_id": trip["id"], "list_id": work["id"]});
    assert_eq!(ada.post("/tasks", &elsewhere).await.field(), "list_id");
    let moved = ada
        .patch(&path(&trip), &json!({"list_id": work["id"]}))
        .await;
    let undo = json!({"token": moved.header("undo-token")});
    moved.expect(200);
    let list_of = async |task: &Value| ada.get(&path(task)).await.expect(200)["list_id"].clone();
    assert_eq!(list_of(&pack).await, work["id"]);
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(list_of(&pack).await, trip["list_id"]);
    // Put into another list, a subtask leaves its task.
    let left = ada
        .patch(&path(&pack), &json!({"list_id": work["id"]}))
        .await
        .expect(200);
    assert_eq!(left["parent_id"], json!(null));
    app.end().await;
}

#[tokio::test]
async fn concurrent_moves_keep_one_order_of_all() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let mut tasks = Vec::new();
    for number in 0..8 {
        tasks.push(ada.add(&format!("t{number}")).await);
    }
    let in_order: Vec<_> = (0..8).map(|number| format!("t{number}")).collect();
    assert_eq!(titles(&ada, "sort=position").await, in_order);
    let to = async |body: Value| {
        ada.post(&format!("{}/move", path(&tasks[7])), &body)
            .await
            .expect(200)
    };
    to(json!({"before": tasks[0]["id"]})).await;
    assert_eq!(titles(&ada, "sort=position").await[0], "t7");
    to(json!({"after": tasks[3]["id"]})).await;
    assert_eq!(titles(&ada, "sort=position").await[4], "t7");
    let moves = (0..40).map(|number| {
        let (task, beside) = (&tasks[number % 8], &tasks[(number * 3 + 1) % 8]);
        let side = if number % 2 == 0 { "before" } else { "after" };
        let body = json!({side: beside["id"]});
        let ada = &ada;
        async move {
            ada.post(&format!("{}/move", path(task)), &body)
                .await
                .status
                .as_u16()
        }
    });
    let answers = join_all(moves).await;
    assert!(
        answers.iter().all(|status| matches!(status, 200 | 422)),
        "{answers:?}"
    );
    let page = ada.get("/tasks?sort=position&limit=50").await.expect(200);
    let mut positions: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["position"].as_str().unwrap().to_owned())
        .collect();
    let count = positions.len();
    positions.dedup();
    assert_eq!((count, positions.len()), (8, 8), "{positions:?}");
    app.end().await;
}

#[tokio::test]
async fn where_there_is_no_room_the_neighbours_are_numbered_anew() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let mut made = Vec::new();
    for title in ["a", "b", "c"] {
        let body = json!({"title": title, "position": "a5"});
        made.push(ada.post("/tasks", &body).await.expect(201));
    }
    let body = json!({"before": made[1]["id"]});
    ada.post(&format!("{}/move", path(&made[2])), &body)
        .await
        .expect(200);
    assert_eq!(titles(&ada, "sort=position").await, ["a", "c", "b"]);
    app.end().await;
}

#[tokio::test]
async fn positions_that_have_grown_long_are_numbered_anew_in_their_order() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (title, position) in [
        ("a", "a0V"),
        ("b", &format!("a0V{}", "V".repeat(30))),
        ("c", "a1"),
    ] {
        let body = json!({"title": title, "position": position});
        ada.post("/tasks", &body).await.expect(201);
    }
    let since = ada.get("/changes?since=0").await.expect(200)["next_since"].clone();
    assert_eq!(
        backend::worker::positions::round(&app.app).await.unwrap(),
        1
    );
    assert_eq!(titles(&ada, "sort=position").await, ["a", "b", "c"]);
    // Clients hear of it, and it is done.
    let heard = ada
        .get(&format!("/changes?since={since}"))
        .await
        .expect(200);
    for change in heard["items"].as_array().unwrap() {
        assert_eq!(change["actor"], "system");
        assert!(
            change["task"]["position"].as_str().unwrap().len() <= 3,
            "{change}"
        );
    }
    assert_eq!(
        backend::worker::positions::round(&app.app).await.unwrap(),
        0
    );
    app.end().await;
}

#[tokio::test]
async fn moves_at_the_same_moment_leave_one_order() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d", "e", "f"] {
        ids.push(ada.add(title).await["id"].clone());
    }
    let movers = (0..3_usize).map(|mover| {
        let (ada, ids) = (ada.clone(), ids.clone());
        tokio::spawn(async move {
            for round in 0..15 {
                let (task, beside) = ((mover * 2 + round) % 6, (mover + round * 5 + 1) % 6);
                if task != beside {
                    let side = if round % 2 == 0 { "before" } else { "after" };
                    let path = format!("/tasks/{}/move", ids[task].as_str().unwrap());
                    ada.post(&path, &json!({side: ids[beside]}))
                        .await
                        .expect(200);
                }
            }
        })
    });
    for mover in movers.collect::<Vec<_>>() {
        mover.await.unwrap();
    }
    let page = ada.get("/tasks?sort=position").await.expect(200);
    let places = page["items"].as_array().unwrap().iter();
    let places: Vec<_> = places
        .map(|task| task["position"].as_str().unwrap())
        .collect();
    assert_eq!(places.len(), 6);
    assert!(
        places.windows(2).all(|pair| pair[0] < pair[1]),
        "{places:?}"
    );
    app.end().await;
}

#[tokio::test]
async fn a_move_to_a_wrong_place_is_refused() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let (task, other) = (ada.add("task").await, ada.add("other").await);
    let foreign = bob.add("foreign").await;
    let foreign_list = bob.get("/lists").await.expect(200)["items"][0]["id"].clone();
    for (body, field) in [
        (json!({}), "body"),
        (json!({"before": task["id"]}), "before"),
        (json!({"before": foreign["id"]}), "before"),
        (
            json!({"before": other["id"], "after": other["id"]}),
            "after",
        ),
        (
            json!({"before": other["id"], "list_id": work["id"]}),
            "before",
        ),
        (json!({"list_id": foreign_list}), "list_id"),
        (json!({"parent_id": task["id"]}), "parent_id"),
        (json!({"after": "x"}), "after"),
        (json!({"position": "a1"}), "position"),
    ] {
        let answer = ada.post(&format!("{}/move", path(&task)), &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{body}: {}",
            answer.body
        );
    }
    bob.post(
        &format!("{}/move", path(&task)),
        &json!({"list_id": foreign_list}),
    )
    .await
    .expect(404);
    app.end().await;
}

#[tokio::test]
async fn a_listing_is_narrowed_and_sorted_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (title, priority, due, tags) in [
        ("a", "low", json!({"date": "2026-11-30"}), json!(["home"])),
        ("b", "urgent", json!(null), json!([])),
        (
            "c",
            "none",
            json!({"date": "2020-01-01"}),
            json!(["home", "car"]),
        ),
        (
            "d",
            "urgent",
            json!({"date": "2026-11-30", "time": "09:00"}),
            json!([]),
        ),
        (
            "e",
            "none",
            json!({"date": "2026-12-24", "time": "23:30", "time_zone": "America/New_York"}),
            json!([]),
        ),
    ] {
        let body = json!({"title": title, "priority": priority, "due": due, "tags": tags});
        ada.post("/tasks", &body).await.expect(201);
    }
    for (query, expected) in [
        ("sort=due", vec!["c", "d", "a", "e", "b"]),
        ("sort=priority", vec!["d", "b", "a", "c", "e"]),
        ("sort=position", vec!["a", "b", "c", "d", "e"]),
        ("tag=home", vec!["c", "a"]),
        ("due=overdue", vec!["c"]),
        ("due=none", vec!["b"]),
        ("due=2026-11-30", vec!["d", "a"]),
        ("due=..2026-11-30&sort=due", vec!["c", "d", "a"]),
        // Half past eleven at night in New York is the next morning in Berlin.
        ("due=2026-12-24", vec![]),
        ("due=2026-12-25", vec!["e"]),
        ("due=2026-12-01..", vec!["e"]),
    ] {
        assert_eq!(titles(&ada, query).await, expected, "{query}");
    }
    let tags = ada.get("/tags").await.expect(200);
    assert_eq!(
        tags["items"],
        json!([{"name": "car", "open": 1}, {"name": "home", "open": 2}])
    );
    for (query, field) in [
        ("due=soon", "due"),
        ("due=..", "due"),
        ("sort=title", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("list=1", "list"),
        ("colour=red", "colour"),
        (
            "sort=due&cursor=00000000-0000-7000-8000-000000000000",
            "cursor",
        ),
        (
            "sort=due&cursor=now~24:00~00000000-0000-7000-8000-000000000000",
            "cursor",
        ),
        ("cursor=%00", "cursor"),
    ] {
        let answer = ada.get(&format!("/tasks?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{query}"
        );
    }
    // Another person's cursor shows nothing of theirs.
    let bob = app.guest().await;
    bob.add("bob's").await;
    let page = ada.get("/tasks?limit=1").await.expect(200);
    let stolen = format!("/tasks?cursor={}", page["next_cursor"].as_str().unwrap());
    assert_eq!(bob.get(&stolen).await.expect(200)["items"], json!([]));
    app.end().await;
}
