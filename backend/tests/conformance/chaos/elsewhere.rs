//! The same people and the same books, at a product that runs elsewhere and to which others do what they do.
//!
//! `TARGET_URL` is its address, `DATABASE_URL` its database, `BOOKS_OVER` a file: once it is there, people stop.
//! What they were told goes to the file `BOOKS_REPORT`, as JSON.

use std::{path::Path, time::Duration};

use futures::future::join_all;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::json;
use sqlx::PgPool;
use tokio::{sync::watch, time::Instant};

use super::{PEOPLE, Told, books, live};
use crate::{app::within, subject::Person};

/// Longer than anything that is done to it.
const LONGEST: Duration = Duration::from_mins(15);

pub(crate) async fn the_books_balance_elsewhere() {
    let url = needed("TARGET_URL");
    let end = needed("BOOKS_OVER");
    let people = join_all((0..PEOPLE).map(|_| Person::at(&url))).await;
    let (over, is_over) = watch::channel(false);
    let lives = people
        .iter()
        .zip(1_u64..)
        .map(|(person, seed)| live(person, &url, StdRng::seed_from_u64(seed), is_over.clone()));
    let told_to_end = async {
        within(LONGEST, async || Path::new(&end).exists(), |there| *there).await;
        over.send_replace(true);
    };
    let (lives, ()) = futures::join!(join_all(lives), told_to_end);
    let ended = Instant::now();
    let pool = PgPool::connect(&needed("DATABASE_URL")).await.unwrap();
    for (person, (told, seen)) in people.iter().zip(&lives) {
        books::balance(&pool, person, told, seen).await;
    }
    let sum = |count: fn(&Told) -> i64| lives.iter().map(|(told, _)| count(told)).sum::<i64>();
    let report = json!({
        "changes": sum(Told::changes),
        "repeated": lives.iter().map(|(told, _)| told.repeated).sum::<u64>(),
        "settled_ms": u64::try_from(ended.elapsed().as_millis()).unwrap(),
    });
    assert!(sum(Told::changes) > 0, "nobody got anything done");
    std::fs::write(needed("BOOKS_REPORT"), report.to_string()).unwrap();
}

fn needed(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}
