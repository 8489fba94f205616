//! Sends what is on its way to webhooks. Any number of replicas may do so: each takes webhooks that no other has
//! claimed. Of one webhook one delivery is sent at a time, in the order of the changes; what fails is tried again and
//! holds up what is behind it, until it is given up.

use std::{collections::HashSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use rand::RngExt as _;
use shared::api::{DeliveryStatus, WebhookDisabled};
use sqlx::PgConnection;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    domain::webhook::{self, Answer, Next, Targets},
    metrics,
    state::App,
    store::{
        self,
        unit::{self, Author, Opened, Unit},
        webhook_deliveries::{self, Attempt, Outgoing, PING},
        webhooks,
    },
    webhook::{Message, Reply, TIMEOUT, sign},
};

/// The longest time between two looks: what another replica put there is found by then.
const POLL: Duration = Duration::from_secs(1);
/// How many webhooks are sent to at once.
const AT_ONCE: usize = 64;
/// Longer than an attempt: whoever takes over after it does not overtake one that runs.
const CLAIM: SignedDuration = SignedDuration::from_secs(TIMEOUT.as_secs().cast_signed() + 5);
/// How many deliveries a webhook has before others have their turn.
const BURST: usize = 50;

/// Runs until it is told to stop; what is being sent then is finished.
pub async fn run(app: App, stop: CancellationToken) {
    if app.config.webhook_targets == Targets::Off {
        return;
    }
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        while running.try_join_next().is_some() {}
        let found = match claim(&app, AT_ONCE - running.len()).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "webhooks.waiting");
                Vec::new()
            }
        };
        for webhook in found {
            let (app, stop) = (app.clone(), stop.clone());
            running.spawn(async move { serve(&app, webhook, &stop).await });
        }
        let full = running.len() == AT_ONCE;
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.webhooks_due.notified(), if !full => {}
            Some(_) = running.join_next(), if full => {}
            () = tokio::time::sleep(POLL), if !full => {}
        }
    }
    while running.join_next().await.is_some() {}
}

async fn claim(app: &App, free: usize) -> Result<Vec<Uuid>, store::Error> {
    let now = app.clock.now();
    let limit = i64::try_from(free).unwrap_or_default();
    webhooks::claim(&app.pool, now, later(now, CLAIM), limit).await
}

/// Sends what is due of one webhook, and gives it back.
async fn serve(app: &App, webhook: Uuid, stop: &CancellationToken) {
    let mut sent = HashSet::new();
    let served = async {
        while sent.len() < BURST && !stop.is_cancelled() {
            let now = app.clock.now();
            let Some(outgoing) = webhook_deliveries::next(&app.pool, webhook, now).await? else {
                break;
            };
            // One that comes again at once was not written down: something is wrong.
            if !sent.insert((outgoing.id, outgoing.attempts)) {
                break;
            }
            attempt(app, webhook, &outgoing).await?;
            webhooks::hold(&app.pool, webhook, later(app.clock.now(), CLAIM)).await?;
        }
        webhooks::hold(&app.pool, webhook, app.clock.now()).await
    };
    if let Err(error) = served.await {
        // The claim ends by itself.
        tracing::warn!(webhook.id = %webhook, cause = error.cause(), "webhook.waiting");
    } else if sent.len() == BURST {
        app.webhooks_due.notify_one();
    }
}

async fn attempt(app: &App, webhook: Uuid, outgoing: &Outgoing) -> Result<(), store::Error> {
    let keys = &app.config.webhook_keys;
    let secrets: Result<Vec<_>, _> = [Some(&outgoing.secret), outgoing.old_secret.as_ref()]
        .into_iter()
        .flatten()
        .map(|sealed| keys.open(webhook, sealed))
        .collect();
    let answer = match secrets {
        Ok(secrets) => {
            let at = app.clock.now();
            let signature = sign::signature(&secrets, outgoing.id, at, &outgoing.body);
            let message = Message {
                url: &outgoing.url,
                id: outgoing.id,
                at,
                body: &outgoing.body,
                signature: &signature,
            };
            let sent = app.webhooks.send(&message).await;
            sent.map_err(|failure| failure.to_string())
        }
        Err(error) => {
            tracing::error!(webhook.id = %webhook, %error, "webhook.unsigned");
            Err("its secret cannot be read any more; make a new one".to_owned())
        }
    };
    record(app, webhook, outgoing, &answer).await
}

/// What came of an attempt: an answer, or why there is none.
type Came = Result<Reply, String>;

/// What an attempt means for its webhook.
struct Verdict {
    answer: Answer,
    /// Attempts that failed in a row, with this one.
    failures: u32,
    /// `None` when it was taken.
    next: Option<Next>,
    error: Option<String>,
}

/// A test tells whether somebody is there, and has no consequence where nobody is.
fn judge(outgoing: &Outgoing, came: &Came, failures: u32) -> Verdict {
    let (answer, error, retry_after) = match came {
        Ok(reply) if Answer::of(reply.status) == Answer::Taken => {
            return Verdict {
                answer: Answer::Taken,
                failures: 0,
                next: None,
                error: None,
            };
        }
        Ok(reply) => {
            let error = format!("answered {}", reply.status);
            (Answer::of(reply.status), error, reply.retry_after)
        }
        Err(error) => (Answer::Absent, error.clone(), None),
    };
    let test = outgoing.kind == PING;
    let failures = failures + u32::from(!test);
    let next = if test {
        Next::GiveUp
    } else {
        let chance = rand::rng().random();
        let attempts = outgoing.attempts + 1;
        webhook::next(answer, retry_after, attempts, failures, chance)
    };
    Verdict {
        answer,
        failures,
        next: Some(next),
        error: Some(error),
    }
}

/// Writes an attempt down, and what follows from it, in one transaction.
async fn record(
    app: &App,
    webhook: Uuid,
    outgoing: &Outgoing,
    came: &Came,
) -> Result<(), store::Error> {
    let verdict = if matches!(came, Ok(reply) if Answer::of(reply.status) == Answer::Taken) {
        let mut tx = app.begin().await?;
        let verdict = note(&mut tx, webhook, outgoing, came, app.clock.now()).await?;
        app.commit(tx).await?;
        verdict
    } else {
        record_failure(app, webhook, outgoing, came).await?
    };
    if let Some(verdict) = verdict {
        tell(webhook, outgoing, &verdict);
    }
    Ok(())
}

/// As a failure may end in an event, the person's row is locked before the webhook's, as requests do.
async fn record_failure(
    app: &App,
    webhook: Uuid,
    outgoing: &Outgoing,
    came: &Came,
) -> Result<Option<Verdict>, store::Error> {
    let author = Author {
        user: outgoing.user,
        actor: "system",
        idempotency: None,
    };
    let Opened::Fresh(mut unit) = Unit::open(app, &author).await? else {
        return Ok(None);
    };
    let verdict = note(unit.connection(), webhook, outgoing, came, app.clock.now()).await?;
    if let Some(verdict) = &verdict
        && verdict.next == Some(Next::Disable)
    {
        let disabled = WebhookDisabled {
            webhook_id: webhook,
            notification_id: app.clock.new_id(),
            name: webhook::called(&outgoing.name, &outgoing.url),
            reason: reason(verdict),
        };
        unit.webhook_disabled(disabled).await?;
    }
    unit.commit(&unit::answer(200, &(), None)?).await?;
    Ok(verdict)
}

/// `None` when the webhook is gone or was disabled while it was sent, or the delivery was finished before.
async fn note(
    conn: &mut PgConnection,
    webhook: Uuid,
    outgoing: &Outgoing,
    came: &Came,
    now: Timestamp,
) -> Result<Option<Verdict>, store::Error> {
    let Some(failures) = webhooks::lock_one(conn, webhook).await? else {
        return Ok(None);
    };
    let verdict = judge(outgoing, came, failures);
    let attempt = Attempt {
        id: outgoing.id,
        status: match verdict.next {
            None => DeliveryStatus::Delivered,
            Some(Next::Retry(_)) => DeliveryStatus::Pending,
            Some(Next::GiveUp | Next::Disable) => DeliveryStatus::Failed,
        },
        answer: came.as_ref().ok().map(|reply| reply.status),
        error: verdict.error.as_deref(),
        at: now,
        next_at: match verdict.next {
            Some(Next::Retry(pause)) => pause.try_into().ok().map(|pause| later(now, pause)),
            _ => None,
        },
    };
    if !webhook_deliveries::record(conn, &attempt).await? {
        return Ok(None);
    }
    webhooks::count_failures(conn, webhook, verdict.failures).await?;
    match verdict.next {
        None => webhook_deliveries::hurry(conn, webhook, now).await?,
        Some(Next::Disable) => {
            webhooks::disable(conn, webhook, &reason(&verdict), now).await?;
            webhook_deliveries::give_up(conn, webhook, "the webhook was disabled", now).await?;
        }
        Some(Next::Retry(_) | Next::GiveUp) => {}
    }
    webhooks::schedule(conn, &[webhook]).await?;
    Ok(Some(verdict))
}

/// Why nothing is sent any more, for its owner.
fn reason(verdict: &Verdict) -> String {
    if verdict.answer == Answer::Gone {
        "The receiver answered 410 Gone: it wants no more.".to_owned()
    } else {
        format!(
            "{} attempts in a row failed; the last one: {}.",
            verdict.failures,
            verdict.error.as_deref().unwrap_or_default()
        )
    }
}

/// Never tells the address: it may hold a secret of its owner.
fn tell(webhook: Uuid, outgoing: &Outgoing, verdict: &Verdict) {
    let outcome = match verdict.next {
        None => "delivered",
        Some(Next::Retry(_)) => "retried",
        Some(Next::GiveUp) => "failed",
        Some(Next::Disable) => "disabled",
    };
    metrics::webhook_delivery(outcome);
    let error = verdict.error.as_deref();
    if verdict.next == Some(Next::Disable) {
        tracing::warn!(webhook.id = %webhook, error, "webhook.disabled");
    }
    tracing::debug!(webhook.id = %webhook, delivery.id = %outgoing.id, error, outcome, "webhook.attempted");
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(now)
}
