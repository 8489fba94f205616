//! Hears how the database runs each statement: `auto_explain` tells it as a notice.

use std::{cell::RefCell, fmt::Debug, sync::Once};

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    filter::filter_fn,
    layer::{Context, Layer, SubscriberExt as _},
    registry::LookupSpan,
};

use crate::app;

/// A statement that ran, and how.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// Whether a request asked, not a worker.
    pub(crate) requested: bool,
    pub(crate) sql: String,
    pub(crate) plan: Value,
}

impl Statement {
    /// A notice of `auto_explain`: "duration: 0.1 ms  plan:" and a JSON document.
    fn read(requested: bool, notice: &str) -> Option<Self> {
        let (_, document) = notice.split_once("plan:\n")?;
        let document: Value = serde_json::from_str(document).unwrap();
        Some(Self {
            requested,
            sql: document["Query Text"].as_str().unwrap().to_owned(),
            plan: document["Plan"].clone(),
        })
    }

    fn nodes(&self) -> Vec<&Value> {
        let mut nodes = vec![&self.plan];
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            nodes.extend(node["Plans"].as_array().into_iter().flatten());
            at += 1;
        }
        nodes
    }

    /// The tables that it reads from end to end.
    pub(crate) fn read_whole(&self) -> Vec<String> {
        let nodes = self.nodes().into_iter();
        let whole = nodes.filter(|node| match node["Node Type"].as_str().unwrap() {
            "Seq Scan" => true,
            "Index Scan" | "Index Only Scan" => node.get("Index Cond").is_none() && !partial(node),
            _ => false,
        });
        whole
            .map(|node| {
                node["Relation Name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }
}

/// Indexes that hold only what is waiting to be done: they are read whole.
fn partial(node: &Value) -> bool {
    let name = node["Index Name"].as_str().unwrap_or_default();
    [
        "imports_open",
        "outbox_published",
        "outbox_waiting",
        "tasks_position_grown",
    ]
    .contains(&name)
}

thread_local! {
    /// What was heard on this thread, on which the whole of a test runs; nothing where nobody listens.
    static HEARD: RefCell<Option<Vec<Statement>>> = const { RefCell::new(None) };
}

/// Listens from now on, on this thread.
pub(crate) fn listen() {
    static HEARING: Once = Once::new();
    HEARING.call_once(|| {
        let wanted = filter_fn(|metadata| {
            metadata.target() == "sqlx::postgres::notice" || metadata.name() == "request"
        });
        let subscriber = tracing_subscriber::registry().with(Hearing.with_filter(wanted));
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    HEARD.set(Some(Vec::new()));
}

/// What was heard since the last time.
pub(crate) fn heard() -> Vec<Statement> {
    HEARD.with_borrow_mut(|heard| std::mem::take(heard.as_mut().expect("somebody listens")))
}

/// Hears what the database tells of its plans.
struct Hearing;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Hearing {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        HEARD.with_borrow_mut(|heard| {
            let Some(heard) = heard else { return };
            let mut message = Message::default();
            event.record(&mut message);
            let mut spans = context.event_scope(event).into_iter().flatten();
            let requested = spans.any(|span| span.name() == "request");
            heard.extend(Statement::read(requested, &message.0));
        });
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" && self.0.is_empty() {
            self.0 = format!("{value:?}");
        }
    }
}

/// A database that tells how it runs each statement.
pub(crate) async fn telling() -> String {
    let database = app::create_database().await;
    let mut admin = PgConnection::connect(&app::with_database("postgres"))
        .await
        .unwrap();
    sqlx::query("LOAD 'auto_explain'")
        .execute(&mut admin)
        .await
        .unwrap();
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_level = notice",
        "auto_explain.log_format = json",
    ] {
        let statement = format!("ALTER DATABASE {database} SET {setting}");
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut admin)
            .await
            .unwrap();
    }
    database
}
