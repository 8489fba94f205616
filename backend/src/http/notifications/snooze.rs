//! `POST /api/v1/notifications/{id}/snooze`

use axum::{extract::State, response::Response};
use jiff::{SignedDuration, Timestamp};
use shared::api::{Notification, Snooze};

use super::super::{
    author::{self, Settled, Write},
    input::{Id, Input},
};
use crate::{domain::Invalid, error::Problem, state::App, store::unit};

/// A year, in minutes.
pub(in crate::http) const MINUTES_MAX: u32 = 525_600;

/// Puts a notification off; the task's due date stays.
#[utoipa::path(
    post,
    path = "/{id}/snooze",
    operation_id = "snooze_notification",
    tag = "notifications",
    params(("id" = uuid::Uuid, Path)),
    request_body = Snooze,
    responses((status = 200, body = shared::api::Notification)),
)]
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    request: Write<Input<Snooze>>,
) -> Result<Response, Settled> {
    let Input(snooze) = &request.input;
    let until = until(snooze, app.clock.now())?;
    let (mut work, notification) =
        author::open_item::<Notification>(&app, &request.author, id).await?;
    if notification.task_id.is_none() {
        return Err(Problem::conflict("Only a reminder can be put off.").into());
    }
    let notification = work.snooze(&notification, until).await?;
    let answer = unit::answer(200, &notification, None)?;
    author::commit(work, answer).await
}

fn until(snooze: &Snooze, now: Timestamp) -> Result<Timestamp, Invalid> {
    let longest = SignedDuration::from_mins(i64::from(MINUTES_MAX));
    match (snooze.minutes, snooze.until) {
        (Some(minutes), None) if (1..=MINUTES_MAX).contains(&minutes) => {
            Ok(now + SignedDuration::from_mins(i64::from(minutes)))
        }
        (Some(_), None) => Err(Invalid::new(
            "minutes",
            format!("expected 1 to {MINUTES_MAX}"),
        )),
        (None, Some(until)) if until > now && until <= now + longest => Ok(until),
        (None, Some(_)) => Err(Invalid::new(
            "until",
            "expected an instant to come, within a year",
        )),
        _ => Err(Invalid::new("body", "expected either minutes or until")),
    }
}
