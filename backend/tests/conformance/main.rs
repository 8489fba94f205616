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

#[path = "../it/receiver.rs"]
#[expect(dead_code, reason = "the other binary uses the rest")]
mod receiver;

mod alone;
mod chaos;
mod cluster;
mod door;
mod faults;
mod model;
mod outages;
mod overlay;
mod process;
mod promises;
mod rules;
mod single;
mod subject;
mod traces;
mod webhooks;

use std::sync::Arc;

use futures::future::LocalBoxFuture;
use libtest_mimic::{Arguments, Trial};
use tokio::sync::Mutex;

use crate::{
    cluster::{Cluster, Setup},
    subject::Subject,
};

/// What holds on every runtime.
macro_rules! rules {
    ($($rule:ident),* $(,)?) => {
        vec![$((stringify!($rule), |subject| Box::pin(rules::$rule(subject)))),*]
    };
}

/// What holds of one backend as a process of its own.
macro_rules! singles {
    ($($module:ident::$single:ident),* $(,)?) => {
        vec![$((stringify!($single), || Box::pin($module::$single()))),*]
    };
}

/// What holds when parts of a cluster fail.
macro_rules! faults {
    ($($module:ident::$fault:ident),* $(,)?) => {
        vec![$((stringify!($fault), |cluster| Box::pin($module::$fault(cluster)))),*]
    };
}

type Rule = fn(&Subject) -> LocalBoxFuture<'_, ()>;
type Single = fn() -> LocalBoxFuture<'static, ()>;
type Fault = fn(&mut Cluster) -> LocalBoxFuture<'_, ()>;
type SharedCluster = Arc<Mutex<Started>>;

fn main() {
    let mut arguments = Arguments::from_args();
    // They share one cluster, and some of them break it for a while.
    arguments.test_threads = Some(1);
    let runtime = Arc::new(tokio::runtime::Runtime::new().expect("a runtime"));
    let (usual, bare) = (SharedCluster::default(), SharedCluster::default());
    let mut trials = vec![Trial::test("the_overlay_changes_only_what_it_must", || {
        overlay::changes_only_what_it_must();
        Ok(())
    })];
    for (name, rule) in rules() {
        let run = move || async move {
            let subject = Subject::embedded().await;
            rule(&subject).await;
            subject.end().await;
        };
        trials.push(trial(&runtime, "embedded", name, run));
    }
    for (name, single) in singles() {
        trials.push(trial(&runtime, "embedded", name, single));
    }
    for (name, model) in models() {
        trials.push(trial(&runtime, "dapr::model", name, model).with_ignored_flag(true));
    }
    for (name, rule) in rules() {
        let cluster = usual.clone();
        let run =
            async move || rule(&cluster.lock().await.started(Kind::Usual).await.subject).await;
        trials.push(trial(&runtime, "dapr", name, run).with_ignored_flag(true));
    }
    let faults = faults()
        .into_iter()
        .map(|fault| (fault, &usual, Kind::Usual));
    let bare_ones = bare_faults()
        .into_iter()
        .map(|fault| (fault, &bare, Kind::Bare));
    for ((name, fault), cluster, kind) in faults.chain(bare_ones) {
        let cluster = cluster.clone();
        let run = async move || fault(cluster.lock().await.started(kind).await).await;
        trials.push(trial(&runtime, "dapr", name, run).with_ignored_flag(true));
    }
    let run = chaos::the_books_balance_after_chaos;
    let chaos = trial(&runtime, "dapr", "the_books_balance_after_chaos", run);
    trials.push(chaos.with_ignored_flag(true));
    if std::env::var_os("TARGET_URL").is_some() {
        let run = chaos::the_books_balance_elsewhere;
        trials.push(trial(&runtime, "elsewhere", "the_books_balance", run));
    }
    let names: Vec<_> = trials.iter().map(|trial| trial.name().to_owned()).collect();
    trials.push(Trial::test("every_promise_names_its_tests", move || {
        promises::name_their_tests(&names);
        Ok(())
    }));
    let conclusion = libtest_mimic::run(&arguments, trials);
    runtime.block_on(async {
        for cluster in [usual, bare] {
            if let Some(cluster) = cluster.lock().await.0.take() {
                cluster.end(conclusion.has_failed()).await;
            }
        }
    });
    conclusion.exit();
}

/// What the clusters that tests share are like.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// All traces are collected.
    Usual,
    /// Nobody has made the topics yet.
    Bare,
}

fn rules() -> Vec<(&'static str, Rule)> {
    rules![
        a_persons_events_arrive_in_order,
        a_repeated_event_has_one_effect,
        poison_is_kept_and_what_follows_moves_on,
        an_event_of_somebody_who_is_gone_is_no_poison,
        an_event_of_a_megabyte_has_its_effect,
        an_unforeseen_error_is_poison_at_the_fifth_attempt,
        an_outage_dead_letters_nothing,
        a_key_is_claimed_once_until_it_expires,
        equal_requests_at_once_make_one_task_and_equal_answers,
        an_equal_request_waits_ten_seconds_for_the_first_then_is_told_so,
        a_failed_request_gives_its_key_back,
        a_stream_is_woken_by_an_event,
    ]
}

fn singles() -> Vec<(&'static str, Single)> {
    singles![
        single::a_backend_killed_between_commit_and_publish_loses_nothing,
        single::an_answer_that_was_not_recorded_is_replayed_after_a_crash,
        single::metrics_are_told_apart_from_the_api,
        single::an_operator_sees_replays_and_drops_events,
        single::one_trace_leads_from_the_request_to_its_effect,
        alone::a_second_backend_on_the_database_refuses_to_start,
        alone::a_restarted_database_is_not_shared_by_two_backends,
        alone::a_backend_that_lost_its_database_to_another_serves_nothing,
    ]
}

/// What holds of a language model behind a sidecar.
fn models() -> Vec<(&'static str, Single)> {
    singles![
        model::what_the_grammar_does_not_understand_goes_to_the_model,
        model::a_model_names_tasks_by_number_and_asks_like_everybody,
        model::titles_that_hold_orders_move_nothing_unasked,
        model::an_answer_that_breaks_the_schema_is_none,
        model::a_model_that_fails_or_is_too_slow_is_missed_in_time,
        model::a_person_has_a_budget_of_a_day,
    ]
}

fn faults() -> Vec<(&'static str, Fault)> {
    faults![
        faults::forged_events_are_refused,
        faults::without_the_sidecar_requests_succeed_and_events_wait,
        faults::without_the_broker_requests_succeed_and_events_wait,
        faults::a_backend_killed_between_commit_and_publish_loses_nothing,
        faults::an_event_that_the_broker_refuses_holds_up_nobody_else,
        faults::two_replicas_answer_equal_requests_alike,
        faults::a_killed_relay_is_replaced_within_five_seconds,
        outages::an_outage_of_the_database_dead_letters_nothing,
        outages::without_the_state_store_keys_still_hold,
        outages::an_answer_that_was_not_recorded_is_replayed_after_a_crash,
        outages::a_sidecar_that_comes_late_delivers_what_waited,
        outages::a_dead_letter_is_replayed_through_the_broker,
        webhooks::a_webhook_gets_everything_in_order_though_backends_die,
        door::the_api_and_streams_pass_both_sidecars,
        door::with_identities_only_the_frontend_reaches_only_the_api,
        traces::one_trace_leads_from_the_browser_to_the_stream,
    ]
}

/// What holds on a cluster whose topics nobody has made yet.
fn bare_faults() -> Vec<(&'static str, Fault)> {
    faults![
        outages::events_wait_for_topics_that_are_missing,
        outages::with_a_wrong_password_requests_succeed_and_it_is_told,
    ]
}

/// A trial that runs on the runtime which all of them share.
fn trial<F: Future<Output = ()>>(
    runtime: &Arc<tokio::runtime::Runtime>,
    group: &str,
    name: &str,
    run: impl FnOnce() -> F + Send + 'static,
) -> Trial {
    let runtime = Arc::clone(runtime);
    Trial::test(format!("{group}::{name}"), move || {
        runtime.block_on(run());
        Ok(())
    })
}

/// Started by the first test that needs it, and stopped at the end.
#[derive(Default)]
struct Started(Option<Cluster>);

impl Started {
    async fn started(&mut self, kind: Kind) -> &mut Cluster {
        if self.0.is_none() {
            let setup = match kind {
                Kind::Usual => Setup {
                    collector: Some(traces::collector().await.address()),
                    ..Setup::default()
                },
                Kind::Bare => Setup {
                    without_topics: true,
                    ..Setup::default()
                },
            };
            self.0 = Some(Cluster::start(setup).await);
        }
        self.0.as_mut().expect("it was just started")
    }
}
