//! The books: what people were told, against what there is.

use std::{collections::HashMap, fmt::Write as _, time::Duration};

use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Listener, SETTLED,
    faults::{Faults, Poison},
    people::{Told, Watched},
};
use crate::{
    app::within,
    subject::{Person, Subject, activity},
    webhooks,
};

/// Every answer has exactly one effect, one event and one row of activity, in order; no more of anything; and what
/// the windows saw adds up to it.
pub(super) async fn balance(pool: &PgPool, person: &Person, told: &Told, seen: &[Watched; 2]) {
    let all: Vec<i64> = (1..=told.changes()).collect();
    // In the order in which they were consumed first.
    within(
        SETTLED,
        async || activity(pool, person).await,
        |seen| *seen == all,
    )
    .await;
    let tasks: Vec<(Uuid, String, bool)> =
        sqlx::query_as("SELECT id, title, completed_at IS NOT NULL FROM tasks WHERE user_id = $1")
            .bind(person.id)
            .fetch_all(pool)
            .await
            .unwrap();
    let tasks: HashMap<_, _> = tasks
        .into_iter()
        .map(|(id, title, done)| (id, (title, done)))
        .collect();
    assert_eq!(
        tasks, told.tasks,
        "the tasks are those that were answered for"
    );
    let events: Vec<i64> =
        sqlx::query_scalar("SELECT seq FROM outbox WHERE user_id = $1 ORDER BY seq")
            .bind(person.id)
            .fetch_all(pool)
            .await
            .unwrap();
    assert_eq!(events, all, "one event for each answer");
    let unpublished = async || -> i64 {
        sqlx::query_scalar(
            "SELECT count(*) FROM outbox WHERE user_id = $1 AND published_at IS NULL",
        )
        .bind(person.id)
        .fetch_one(pool)
        .await
        .unwrap()
    };
    within(SETTLED, unpublished, |count| *count == 0).await;
    let [stream, polled] = seen;
    assert_eq!(stream.seqs, all, "a stream has no gap and repeats nothing");
    assert_eq!(stream.tasks, tasks, "a stream adds up");
    assert!(
        polled.seqs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "changes have no gap: {:?}",
        polled.seqs
    );
    assert_eq!(polled.tasks, tasks, "changes add up");
}

/// Each change was sent to the person's webhook, in order; what was sent again is the same.
pub(super) async fn all_was_sent(pool: &PgPool, listener: &Listener, told: &Told) {
    let delivered = async || -> i64 {
        sqlx::query_scalar(
            "SELECT count(*) FROM webhook_deliveries WHERE webhook_id = $1::uuid AND status = 'delivered'",
        )
        .bind(&listener.hook.id)
        .fetch_one(pool)
        .await
        .unwrap()
    };
    within(SETTLED, delivered, |count| *count == told.changes()).await;
    let all: Vec<i64> = (1..=told.changes()).collect();
    let sent = webhooks::firsts(&listener.receiver.received(), &listener.hook);
    assert_eq!(sent, all, "a webhook is sent everything in order");
}

/// What was sent as poison, and nothing else, is a dead letter.
pub(super) async fn only_poison_is_dead(subject: &Subject, poison: &[Poison]) {
    let letters = async || -> Vec<String> {
        sqlx::query_scalar("SELECT convert_from(payload, 'UTF8') FROM dead_letters")
            .fetch_all(&subject.pool)
            .await
            .unwrap()
    };
    let of = |letter: &str, poison: &Poison| {
        // Its envelope may have been written anew on its way.
        letter == poison.mark || same_json(letter, &poison.mark)
    };
    let all_there = |letters: &Vec<String>| {
        let mut taken = poison.iter().filter(|poison| poison.taken);
        taken.all(|poison| letters.iter().any(|letter| of(letter, poison)))
    };
    let letters = within(SETTLED, letters, all_there).await;
    for letter in letters {
        assert!(
            poison.iter().any(|poison| of(&letter, poison)),
            "nobody sent this as poison: {letter}"
        );
    }
}

fn same_json(one: &str, other: &str) -> bool {
    let id = |text: &str| -> Option<String> {
        let event: serde_json::Value = serde_json::from_str(text).ok()?;
        Some(event.get("id")?.as_str()?.to_owned())
    };
    id(one).is_some_and(|one| id(other) == Some(one))
}

/// What happened, once the books balance.
pub(super) struct Report {
    rows: Vec<(&'static str, String)>,
}

impl Report {
    pub(super) fn new(
        seed: u64,
        length: Duration,
        told: &[&Told],
        lives: &[(Told, [Watched; 2])],
        sent: usize,
        faults: &Faults,
        settled: Duration,
    ) -> Self {
        let sum = |count: fn(&Told) -> i64| told.iter().map(|told| count(told)).sum::<i64>();
        let changes = sum(Told::changes);
        assert!(changes > 0, "nobody got anything done");
        let repeated: usize = told.iter().map(|told| told.refusals.len()).sum();
        let streams: u64 = lives
            .iter()
            .map(|(_, [stream, _])| stream.connections)
            .sum();
        let polls: u64 = lives
            .iter()
            .map(|(_, [_, polled])| polled.connections)
            .sum();
        let rows = vec![
            ("seed", seed.to_string()),
            ("seconds", length.as_secs().to_string()),
            ("created", sum(|told| told.created).to_string()),
            ("changed", sum(|told| told.changed).to_string()),
            ("completed", sum(|told| told.completed).to_string()),
            ("requests repeated", repeated.to_string()),
            ("streams opened", streams.to_string()),
            ("polls", polls.to_string()),
            ("effects, events, activity", changes.to_string()),
            ("requests to webhooks", sent.to_string()),
            ("poison sent", faults.poison().len().to_string()),
            ("settled after", format!("{:.1} s", settled.as_secs_f64())),
            ("faults", faults.told()),
        ];
        Self { rows }
    }

    /// Prints it, and adds it as a row to the table that `CHAOS_TABLE` names.
    pub(super) fn tell(&self) {
        let mut text = String::new();
        for (name, value) in &self.rows {
            writeln!(text, "{name:>26}  {value}").unwrap();
        }
        println!("{text}");
        if let Ok(path) = std::env::var("CHAOS_TABLE") {
            let cells: Vec<_> = self.rows.iter().map(|(_, value)| value.as_str()).collect();
            let row = format!("| {} |\n", cells.join(" | "));
            let mut table = std::fs::read_to_string(&path).unwrap_or_default();
            if table.is_empty() {
                let names: Vec<_> = self.rows.iter().map(|(name, _)| *name).collect();
                table = format!(
                    "| {} |\n|{}\n",
                    names.join(" | "),
                    "---|".repeat(names.len())
                );
            }
            std::fs::write(path, table + &row).unwrap();
        }
    }
}
