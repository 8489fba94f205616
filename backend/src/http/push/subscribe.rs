//! `POST /api/v1/push/subscriptions`

use axum::{extract::State, response::Response};
use shared::api::{CreatePushSubscription, PushSubscription};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    domain::Invalid,
    error::Problem,
    push::Recipient,
    state::App,
    store::{
        pushes::{self, NewSubscription},
        unit,
    },
};

/// How many browsers of one person are told; the oldest make room for new ones.
const MAX: i64 = 20;

/// Has this browser told of the person's notifications, until its session ends, or its push service knows it no more.
///
/// The same endpoint again takes the place of the one before.
#[utoipa::path(
    post,
    path = "/subscriptions",
    operation_id = "subscribe_to_push",
    tag = "notifications",
    request_body = CreatePushSubscription,
    responses((status = 201, body = PushSubscription)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<CreatePushSubscription>>,
) -> Result<Response, Settled> {
    let session = request.session()?;
    let Input(input) = &request.input;
    if app.config.vapid.is_none() {
        return Err(Problem::forbidden("Nothing is pushed here.").into());
    }
    let endpoint = app.pushes.check(&input.endpoint).await;
    let endpoint = endpoint.map_err(|invalid| Invalid::new("endpoint", invalid.message))?;
    let (p256dh, auth) = Recipient::read(&input.keys.p256dh, &input.keys.auth)?.bytes();
    let mut work = author::open(&app, &request.author).await?;
    let new = NewSubscription {
        id: app.clock.new_id(),
        user: request.user.id,
        session: &session,
        endpoint: &endpoint,
        p256dh: &p256dh,
        auth: &auth,
        at: work.now().timestamp(),
    };
    pushes::subscribe(work.connection(), &new, MAX).await?;
    let subscription = PushSubscription {
        id: new.id,
        service: pushes::service(&endpoint),
        current: true,
        created_at: new.at,
    };
    let answer = unit::answer(201, &subscription, None)?;
    author::commit(work, answer).await
}
