//! Sends what is on its way to people's browsers. A message is taken away before it is sent, so that it is shown once
//! at most; only what certainly did not arrive is put back. Whatever becomes of it, the notification is in the app.

use std::time::Duration;

use axum::http::header;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    metrics,
    push::{KEEP, Recipient, Vapid},
    state::App,
    store::{
        self,
        pushes::{self, Outgoing},
    },
    webhook::{Failure, Reply},
};

/// The longest time between two looks: what another replica put there is found by then.
const POLL: Duration = Duration::from_secs(1);
/// How many messages are sent at once.
const AT_ONCE: usize = 32;
/// A reminder that comes later than after these pauses is none.
const PAUSES: [SignedDuration; 3] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_secs(60),
    SignedDuration::from_secs(600),
];

/// So long a reminder may be late, whatever its push service asks for.
const LATEST: SignedDuration = SignedDuration::from_hours(1);

/// Runs until it is told to stop; what is being sent then is finished.
pub async fn run(app: App, stop: CancellationToken) {
    let Some(vapid) = app.config.vapid.clone() else {
        return;
    };
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        while running.try_join_next().is_some() {}
        let free = i64::try_from(AT_ONCE - running.len()).unwrap_or_default();
        let taken = match pushes::take(&app.pool, app.clock.now(), free).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "pushes.waiting");
                Vec::new()
            }
        };
        for outgoing in taken {
            let (app, vapid) = (app.clone(), vapid.clone());
            running.spawn(async move {
                if let Err(error) = send(&app, &vapid, &outgoing).await {
                    tracing::warn!(cause = error.cause(), "push.unsettled");
                }
            });
        }
        let full = running.len() == AT_ONCE;
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.pushes_due.notified(), if !full => {}
            Some(_) = running.join_next(), if full => {}
            () = tokio::time::sleep(POLL), if !full => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// For how long the push service asks to be left alone.
fn asked(answer: &Result<Reply, Failure>) -> Option<SignedDuration> {
    let pause = answer.as_ref().ok()?.retry_after?;
    Some(pause.try_into().unwrap_or(SignedDuration::MAX))
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Taken,
    /// The browser is not there any more.
    Gone,
    /// It did not arrive, and may later.
    Later,
    Lost,
}

/// A push service answers 201; 404 and 410 say that the subscription is over (RFC 8030, section 7.3). Of a request
/// without an answer nobody knows whether it arrived: it is not sent again.
fn judge(answer: &Result<Reply, Failure>) -> Sent {
    match answer.as_ref().map(|reply| reply.status) {
        Ok(200..=299) => Sent::Taken,
        Ok(404 | 410) => Sent::Gone,
        Ok(429 | 500..=599) | Err(Failure::Unconnected | Failure::Unresolved(_)) => Sent::Later,
        Ok(_) | Err(_) => Sent::Lost,
    }
}

async fn send(app: &App, vapid: &Vapid, outgoing: &Outgoing) -> Result<(), store::Error> {
    let now = app.clock.now();
    let answer = exchange(app, vapid, outgoing, now).await;
    let mut sent = judge(&answer);
    let pause = usize::try_from(outgoing.attempts)
        .ok()
        .and_then(|attempts| PAUSES.get(attempts))
        .map(|pause| asked(&answer).unwrap_or(*pause).clamp(*pause, LATEST));
    match (sent, pause) {
        (Sent::Gone, _) => pushes::forget(&app.pool, outgoing.subscription).await?,
        (Sent::Later, Some(pause)) => {
            let due = now.saturating_add(pause).unwrap_or(now);
            pushes::put_back(&app.pool, outgoing, due).await?;
        }
        (Sent::Later, None) => sent = Sent::Lost,
        (Sent::Taken | Sent::Lost, _) => {}
    }
    let outcome = match sent {
        Sent::Taken => "delivered",
        Sent::Gone => "gone",
        Sent::Later => "retried",
        Sent::Lost => "failed",
    };
    metrics::push(outcome);
    // Never the endpoint: whoever knows it can send there.
    tracing::debug!(
        push.id = %outgoing.id,
        service = pushes::service(&outgoing.endpoint),
        http.status = answer.as_ref().ok().map(|reply| reply.status),
        error = answer.as_ref().err().map(tracing::field::display),
        outcome,
        "push.attempted"
    );
    Ok(())
}

async fn exchange(
    app: &App,
    vapid: &Vapid,
    outgoing: &Outgoing,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let url = app.pushes.targets().url(&outgoing.endpoint)?;
    let recipient = Recipient::from_bytes(&outgoing.p256dh, &outgoing.auth)?;
    let body = recipient
        .encrypt(&outgoing.body)
        .ok_or(Failure::Unreadable)?;
    let authorization = vapid.authorization(&url, &app.config.public_origin, now);
    let keep = KEEP.to_string();
    let headers = [
        (header::AUTHORIZATION.as_str(), authorization.as_str()),
        (header::CONTENT_ENCODING.as_str(), "aes128gcm"),
        (header::CONTENT_TYPE.as_str(), "application/octet-stream"),
        ("ttl", &keep),
        ("urgency", "high"),
    ];
    app.pushes.post(url.as_str(), &headers, body, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_certainly_did_not_arrive_is_sent_again() {
        for (answer, sent) in [
            (Ok(201), Sent::Taken),
            (Ok(202), Sent::Taken),
            (Ok(404), Sent::Gone),
            (Ok(410), Sent::Gone),
            (Ok(429), Sent::Later),
            (Ok(503), Sent::Later),
            (Err(Failure::Unconnected), Sent::Later),
            (Err(Failure::Late), Sent::Lost),
            (Err(Failure::Unreadable), Sent::Lost),
            (Ok(400), Sent::Lost),
            (Ok(413), Sent::Lost),
            (Ok(302), Sent::Lost),
        ] {
            let answer = answer.map(|status| Reply {
                status,
                retry_after: None,
            });
            assert_eq!(judge(&answer), sent, "{answer:?}");
        }
    }
}
