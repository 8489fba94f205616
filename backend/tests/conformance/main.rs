//! One set of rules for both runtimes. The embedded half runs everywhere; the other starts a real daprd, a real Kafka
//! broker and backends as processes of their own, and runs where `--include-ignored` asks for it
//! (`scripts/dev/test.sh` does).

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../it/app.rs"]
#[expect(dead_code, reason = "the other binary uses the rest")]
mod app;

mod chaos;
mod cluster;
mod faults;
mod overlay;
mod process;
mod rules;
mod single;
mod subject;

use std::sync::Arc;

use futures::future::LocalBoxFuture;
use libtest_mimic::{Arguments, Trial};
use tokio::sync::Mutex;

use crate::{cluster::Cluster, subject::Subject};

/// What holds on every runtime.
macro_rules! rules {
    ($($rule:ident),* $(,)?) => {
        vec![$((stringify!($rule), |subject| Box::pin(rules::$rule(subject)))),*]
    };
}

/// What holds of one backend as a process of its own.
macro_rules! singles {
    ($($single:ident),* $(,)?) => {
        vec![$((stringify!($single), || Box::pin(single::$single()))),*]
    };
}

/// What holds when parts of a cluster fail.
macro_rules! faults {
    ($($fault:ident),* $(,)?) => {
        vec![$((stringify!($fault), |cluster| Box::pin(faults::$fault(cluster)))),*]
    };
}

type Rule = fn(&Subject) -> LocalBoxFuture<'_, ()>;
type Single = fn() -> LocalBoxFuture<'static, ()>;
type Fault = fn(&mut Cluster) -> LocalBoxFuture<'_, ()>;
/// Started by the first test that needs it, and stopped at the end.
type SharedCluster = Arc<Mutex<Option<Cluster>>>;

fn main() {
    let mut arguments = Arguments::from_args();
    // They share one cluster, and some of them break it for a while.
    arguments.test_threads = Some(1);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let cluster = SharedCluster::default();
    let rules: Vec<(&str, Rule)> = rules![
        a_persons_events_arrive_in_order,
        a_repeated_event_has_one_effect,
        poison_is_kept_and_what_follows_moves_on,
        an_event_of_somebody_who_is_gone_is_no_poison,
        an_unforeseen_error_is_poison_at_the_fifth_attempt,
        an_outage_dead_letters_nothing,
        a_key_is_claimed_once_until_it_expires,
        equal_requests_at_once_make_one_task_and_equal_answers,
        a_failed_request_gives_its_key_back,
        a_stream_is_woken_by_an_event,
    ];
    let faults: Vec<(&str, Fault)> = faults![
        forged_events_are_refused,
        without_the_sidecar_requests_succeed_and_events_wait,
        without_the_broker_requests_succeed_and_events_wait,
        a_backend_killed_between_commit_and_publish_loses_nothing,
        two_replicas_answer_equal_requests_alike,
        a_killed_relay_is_replaced_within_five_seconds,
        the_books_balance_after_chaos,
    ];
    let mut trials = vec![Trial::test("the_overlay_changes_only_what_it_must", || {
        overlay::changes_only_what_it_must();
        Ok(())
    })];
    for (name, rule) in &rules {
        let (handle, rule) = (runtime.handle().clone(), *rule);
        trials.push(Trial::test(format!("embedded::{name}"), move || {
            handle.block_on(async {
                let subject = Subject::embedded().await;
                rule(&subject).await;
                subject.end().await;
            });
            Ok(())
        }));
    }
    let singles: Vec<(&str, Single)> = singles![
        a_backend_killed_between_commit_and_publish_loses_nothing,
        a_second_backend_on_the_database_refuses_to_start,
        metrics_are_told_apart_from_the_api,
        an_operator_sees_replays_and_drops_events,
        one_trace_leads_from_the_request_to_its_effect,
    ];
    for (name, single) in singles {
        let handle = runtime.handle().clone();
        let run = move || {
            handle.block_on(single());
            Ok(())
        };
        trials.push(Trial::test(format!("embedded::{name}"), run));
    }
    for (name, rule) in rules {
        let (handle, cluster) = (runtime.handle().clone(), cluster.clone());
        let run = move || {
            handle
                .block_on(async { rule(&started(&mut *cluster.lock().await).await.subject).await });
            Ok(())
        };
        trials.push(Trial::test(format!("dapr::{name}"), run).with_ignored_flag(true));
    }
    for (name, fault) in faults {
        let (handle, cluster) = (runtime.handle().clone(), cluster.clone());
        let run = move || {
            handle.block_on(async { fault(started(&mut *cluster.lock().await).await).await });
            Ok(())
        };
        trials.push(Trial::test(format!("dapr::{name}"), run).with_ignored_flag(true));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    runtime.block_on(async {
        if let Some(cluster) = cluster.lock().await.take() {
            cluster.end(conclusion.has_failed()).await;
        }
    });
    conclusion.exit();
}

async fn started(cluster: &mut Option<Cluster>) -> &mut Cluster {
    if cluster.is_none() {
        *cluster = Some(Cluster::start().await);
    }
    cluster.as_mut().expect("it was just started")
}
