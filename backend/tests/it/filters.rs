//! Filters against what they mean: each generated one is also judged here, task by task, on what the API tells of it.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use std::rc::Rc;

use crate::app::{Client, TestApp};

const TASKS: usize = 60;
const FILTERS: usize = 250;
/// Of the people that the tests make.
const ZONE: &str = "Europe/Berlin";

/// A filter as it is written, and whether a task belongs to it.
#[derive(Clone)]
struct Judged {
    text: String,
    holds: Rc<dyn Fn(&Seen) -> bool>,
}

impl std::fmt::Debug for Judged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn judged(text: impl Into<String>, holds: impl Fn(&Seen) -> bool + 'static) -> Judged {
    Judged {
        text: text.into(),
        holds: Rc::new(holds),
    }
}

/// A task as the API tells it, with what its person's clock makes of it.
struct Seen {
    task: Value,
    /// The day on which it is due here.
    due: Option<Date>,
    /// The instant by which it is over.
    over: Option<Timestamp>,
    created: Date,
    list: String,
}

impl Seen {
    fn of(task: &Value, lists: &Value) -> Self {
        let here = TimeZone::get(ZONE).unwrap();
        let created: Timestamp = task["created_at"].as_str().unwrap().parse().unwrap();
        let due = &task["due"];
        let date = due["date"]
            .as_str()
            .map(|date| date.parse::<Date>().unwrap());
        let time = due["time"].as_str();
        let zone = due["time_zone"].as_str();
        let own = zone.map_or_else(|| here.clone(), |zone| TimeZone::get(zone).unwrap());
        let at = date.map(|date| match time {
            Some(time) => format!("{date}T{time}:00").parse().unwrap(),
            None => date.tomorrow().unwrap().at(0, 0, 0, 0),
        });
        let over = at
            .map(|at: jiff::civil::DateTime| own.to_ambiguous_timestamp(at).compatible().unwrap());
        let list = lists["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|list| list["id"] == task["list_id"])
            .unwrap();
        Self {
            due: match (date, over) {
                (Some(_), Some(over)) if time.is_some() => {
                    Some(over.to_zoned_datetime(here.clone()).date())
                }
                _ => date,
            },
            over,
            created: created.to_zoned_datetime(here).date(),
            list: list["name"].as_str().unwrap().to_lowercase(),
            task: task.clone(),
        }
    }

    fn has_word(&self, word: &str) -> bool {
        let text = format!(
            "{} {} {}",
            self.task["title"], self.task["tags"], self.task["notes"]
        );
        let mut words = text.split(|char: char| !char.is_alphanumeric());
        words.any(|own| own.to_lowercase().starts_with(word))
    }
}

fn terms(now: Timestamp) -> impl Strategy<Value = Judged> {
    let today = now.to_zoned_datetime(TimeZone::get(ZONE).unwrap()).date();
    let day = move |days: i64| today.checked_add(days.days()).unwrap();
    let fixed = vec![
        judged("today", move |seen| seen.due == Some(today)),
        judged("tomorrow", move |seen| seen.due == Some(day(1))),
        judged("overdue", move |seen| {
            seen.task["status"] == "open" && seen.over.is_some_and(|over| over <= now)
        }),
        judged("no date", |seen| seen.due.is_none()),
        judged("recurring", |seen| !seen.task["recurrence"].is_null()),
        judged("subtask", |seen| !seen.task["parent_id"].is_null()),
        judged("no tags", |seen| seen.task["tags"] == json!([])),
        judged("no priority", |seen| seen.task["priority"] == "none"),
        judged("p1", |seen| seen.task["priority"] == "urgent"),
        judged("p2", |seen| seen.task["priority"] == "high"),
        judged("p3", |seen| seen.task["priority"] == "medium"),
        judged("p4", |seen| seen.task["priority"] == "low"),
        judged("#Home", |seen| {
            seen.task["tags"]
                .as_array()
                .unwrap()
                .iter()
                .any(|tag| tag == "home")
        }),
        judged("@work", |seen| seen.list == "work"),
        judged("@Inbox", |seen| seen.list == "inbox"),
        judged("search: wat", |seen| seen.has_word("wat")),
        judged("search: plants oat", |seen| {
            seen.has_word("plants") && seen.has_word("oat")
        }),
    ];
    prop_oneof![
        6 => prop::sample::select(fixed),
        1 => (-9..9_i64).prop_map(move |days| judged(format!("due: {}", day(days)), move |seen| seen.due == Some(day(days)))),
        1 => (1..9_i64).prop_map(move |days| judged(format!("due before: +{days} days"),
            move |seen| seen.due.is_some_and(|due| due < day(days)))),
        1 => (1..9_i64).prop_map(move |days| judged(format!("due after: -{days} days"),
            move |seen| seen.due.is_some_and(|due| due > day(-days)))),
        1 => (1..9_i64).prop_map(move |days| judged(format!("{days} days"),
            move |seen| seen.due.is_some_and(|due| (today..day(days)).contains(&due)))),
        1 => (-2..2_i64).prop_map(move |days| judged(format!("created after: {}", day(days)),
            move |seen| seen.created > day(days))),
        1 => (-2..2_i64).prop_map(move |days| judged(format!("created before: {}", day(days)),
            move |seen| seen.created < day(days))),
    ]
}

fn filters(now: Timestamp) -> impl Strategy<Value = Judged> {
    terms(now).prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| {
                judged(format!("({} & {})", left.text, right.text), move |seen| {
                    (left.holds)(seen) && (right.holds)(seen)
                })
            }),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| {
                judged(format!("({} | {})", left.text, right.text), move |seen| {
                    (left.holds)(seen) || (right.holds)(seen)
                })
            }),
            inner.prop_map(
                |inner| judged(format!("!{}", inner.text), move |seen| !(inner.holds)(seen))
            ),
        ]
    })
}

fn bodies(today: Date, work: Value) -> impl Strategy<Value = Value> {
    let due = (-4..6_i64, prop::option::of((0..24_u8, 0..60_u8)), 0..4_usize).prop_map(move |(days, time, zone)| {
        let zones = [Value::Null, json!("Pacific/Kiritimati"), json!("Pacific/Pago_Pago"), json!(ZONE)];
        let date = today.checked_add(days.days()).unwrap();
        match time {
            Some((hour, minute)) => json!({"date": date, "time": format!("{hour:02}:{minute:02}"), "time_zone": zones[zone]}),
            None => json!({"date": date}),
        }
    });
    let title = prop::sample::select(vec![
        "water plants",
        "oat milk, plants",
        "water oats",
        "call",
        "wa ter",
    ]);
    let tags = prop::sample::select(vec![
        json!([]),
        json!(["home"]),
        json!(["home", "water"]),
        json!(["homework"]),
    ]);
    let priority = prop::sample::select(vec!["none", "low", "medium", "high", "urgent"]);
    (
        title,
        tags,
        priority,
        prop::option::of(due),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(move |(title, tags, priority, due, repeats, at_work)| {
            let mut body = json!({"title": title, "tags": tags, "priority": priority, "due": due});
            if repeats && !body["due"].is_null() {
                body["recurrence"] = json!({"rule": "FREQ=WEEKLY"});
            }
            if at_work {
                body["list_id"] = work.clone();
            }
            body
        })
}

async fn all(client: &Client, filter: Option<&str>) -> Vec<Value> {
    let request = client.request(reqwest::Method::GET, "/tasks?status=all&limit=200");
    let query: Vec<_> = filter
        .into_iter()
        .map(|filter| ("filter", filter))
        .collect();
    let request = request.query(&query);
    let page = client.send(request).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_filter_shows_just_the_tasks_for_which_it_is_true() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let now = app.app.clock.now();
    let today = now.to_zoned_datetime(TimeZone::get(ZONE).unwrap()).date();
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let bodies = bodies(today, work["id"].clone());
    for number in 0..TASKS {
        let body = bodies.new_tree(&mut runner).unwrap().current();
        let task = ada.post("/tasks", &body).await.expect(201);
        let path = format!("/tasks/{}", task["id"].as_str().unwrap());
        match number % 5 {
            0 => drop(
                ada.post(&format!("{path}/complete"), &json!({}))
                    .await
                    .expect(200),
            ),
            1 => drop(
                ada.post(
                    "/tasks",
                    &json!({"title": "water", "parent_id": task["id"]}),
                )
                .await
                .expect(201),
            ),
            _ => {}
        }
    }
    let lists = ada.get("/lists").await.expect(200);
    let everything: Vec<_> = all(&ada, None)
        .await
        .iter()
        .map(|task| Seen::of(task, &lists))
        .collect();
    assert!(everything.len() > TASKS);
    let filters = filters(now);
    let (mut some, mut tried) = (0, 0);
    while tried < FILTERS {
        let filter = filters.new_tree(&mut runner).unwrap().current();
        if filter.text.len() > 900 {
            continue;
        }
        tried += 1;
        let shown: Vec<_> = all(&ada, Some(&filter.text))
            .await
            .into_iter()
            .map(|task| task["id"].clone())
            .collect();
        let expected = everything.iter().filter(|seen| (filter.holds)(seen));
        let expected: Vec<_> = expected.map(|seen| seen.task["id"].clone()).collect();
        assert_eq!(shown, expected, "{}", filter.text);
        some += usize::from(!shown.is_empty() && shown.len() < everything.len());
    }
    assert!(some > FILTERS / 2, "only {some} filters told tasks apart");
    app.end().await;
}
