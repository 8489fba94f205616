//! The API on a database of a year's tasks of a thousand people, beside pgbench with the same SQL.

use std::time::{Duration, Instant};

use backend::seed;
use hyper::Method;
use sqlx::{AssertSqlSafe, Connection as _};

use crate::{
    load::{self, Call},
    pgbench,
    report::{Report, Wanted},
    server::{Database, Server},
};

const SIZE: seed::Size = seed::Size {
    users: 1000,
    tasks: 1_000_000,
    heaviest: 0,
};
const USERS: u64 = 1000;
const CONNECTIONS: u64 = 32;
const ROUNDS: u32 = 2;
const ROUND: Duration = Duration::from_secs(3);
const OPEN: Duration = Duration::from_secs(6);
/// Which of a person's tasks are changed, and which are made to repeat and completed; the scripts of pgbench say the same.
const CHANGED: u64 = 10;
const COMPLETED: u64 = 20;
/// Bodies differ from one request to the next of a person; so many share no factor with the people.
const BODIES: u64 = 1009;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    let began = Instant::now();
    let (ours, twin) = databases().await?;
    report.figure(
        "1,000,000 tasks of 1,000 people, seeded twice",
        began.elapsed().as_secs_f64(),
        "s",
        Wanted::Below(120.0),
    );
    let server = Server::on(ours).await?;
    for (name, script, call, most) in calls() {
        one(&server, &twin, report, (name, script, &call, most)).await?;
        server.drained().await?;
    }
    server.stop().await
}

fn calls() -> Vec<(&'static str, &'static str, Call, f64)> {
    let get = |path: &str| Call::new(Method::GET, vec![path.to_owned()], [String::new()]);
    let of_each = |task: u64, end: &str| {
        let path = |person| format!("/api/v1/tasks/{}{end}", task_id(task, person));
        (0..USERS).map(path).collect::<Vec<_>>()
    };
    let titles = (0..BODIES).map(|number| format!(r#"{{"title":"Water the plants {number}"}}"#));
    let create = Call::post(
        "/api/v1/tasks",
        [r#"{"title":"Water the plants"}"#.to_owned()],
    );
    vec![
        ("list page", "sql/list.sql", get("/api/v1/tasks"), 25.0),
        (
            "filter",
            "sql/filter.sql",
            get("/api/v1/tasks?filter=(today%20%7C%20overdue)%20%26%20p1&sort=due"),
            25.0,
        ),
        (
            "search",
            "sql/search.sql",
            get("/api/v1/tasks?q=garden&sort=relevance"),
            50.0,
        ),
        (
            "changes",
            "sql/changes.sql",
            get("/api/v1/changes?since=30"),
            25.0,
        ),
        ("create", "create.sql", create, 25.0),
        (
            "patch",
            "sql/patch.sql",
            Call::new(Method::PATCH, of_each(CHANGED, ""), titles),
            25.0,
        ),
        (
            "complete a repeat",
            "sql/complete.sql",
            Call::new(
                Method::POST,
                of_each(COMPLETED, "/complete"),
                ["{}".to_owned()],
            ),
            25.0,
        ),
    ]
}

/// In turns, so that a slow spell of the machine meets both.
async fn one(
    server: &Server,
    twin: &str,
    report: &mut Report,
    (name, script, call, most): (&str, &str, &Call, f64),
) -> anyhow::Result<()> {
    let (mut ours, mut bare) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        ours += load::closed(server.address, CONNECTIONS, USERS, call, ROUND)
            .await?
            .per_second;
        server.drained().await?;
        bare += pgbench::run_script(script, twin, CONNECTIONS, USERS, ROUND).await?;
    }
    let (ours, bare) = (ours / f64::from(ROUNDS), bare / f64::from(ROUNDS));
    let figure = |what: &str| format!("{name} of 1 M tasks, {what}");
    report.figure(&figure("32 connections"), ours, "/s", Wanted::Anything);
    report.figure(
        &figure("the same SQL by pgbench"),
        bare,
        "/s",
        Wanted::Anything,
    );
    report.figure(&figure("of pgbench"), ours / bare, "", Wanted::AtLeast(0.5));
    let open = load::open(
        server.address,
        CONNECTIONS * 2,
        USERS,
        call,
        ours * 0.3,
        OPEN,
    );
    let latency = open.await?.latency;
    report.latency(
        &figure("at 30 % of that rate"),
        &latency,
        Wanted::Below(most),
    );
    Ok(())
}

/// The id of the `task`th task of a person, as [`seed`] makes them.
fn task_id(task: u64, person: u64) -> String {
    let number = task * USERS + person;
    let id = format!("{:012x}70008{number:015x}", 1_700_000_000_000 + number);
    [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-")
}

/// A seeded database for the product and its twin for pgbench.
async fn databases() -> anyhow::Result<(String, String)> {
    let Database {
        name,
        url,
        mut server,
        mut inside,
    } = Database::create().await?;
    seed::fill(&mut inside, SIZE).await?;
    for task in [CHANGED, COMPLETED] {
        sqlx::query(
            "UPDATE tasks SET title = 'Water the plants', notes = '', tags = '{}', priority = 0, completed_at = NULL,
                deleted_at = NULL, due_date = current_date, due_time = NULL, search = 'water the plants' || E'\\n\\n',
                recurrence = '{\"rule\": \"FREQ=DAILY\", \"mode\": \"schedule\"}',
                anchor = jsonb_build_object('date', current_date, 'time', NULL, 'time_zone', NULL)
            WHERE id = ANY($1::text[]::uuid[])",
        )
        .bind((0..USERS).map(|person| task_id(task, person)).collect::<Vec<_>>())
        .execute(&mut inside)
        .await?;
    }
    // A database is copied while nobody is connected to it.
    inside.close().await?;
    let twin = format!("CREATE DATABASE {name}_twin TEMPLATE {name}");
    sqlx::query(AssertSqlSafe(twin))
        .execute(&mut server)
        .await?;
    sqlx::query("CHECKPOINT").execute(&mut server).await?;
    Ok((url.clone(), format!("{url}_twin")))
}
