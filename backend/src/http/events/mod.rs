//! Where the sidecar delivers events. Nobody else gets in: it shows the app's token.

mod bulk;
mod durable;
mod live;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::Response,
    routing::post,
};
use serde::Serialize;

use crate::{config::RuntimeConfig, error::Problem, runtime::Outcome, secret, state::App};

/// A full bulk (`maxMessagesCount` of the subscriptions) of the largest messages that the broker takes, in base64. A
/// smaller limit would leave an event in front of its partition for ever.
const BODY_LIMIT: usize = 100 * 1024 * 1024 * 4 / 3 + 1024 * 1024;

/// Empty where no sidecar delivers.
pub(super) fn router(app: &App) -> Router<App> {
    let RuntimeConfig::Dapr(sidecar) = &app.config.runtime else {
        return Router::new();
    };
    let expected = secret::hash(&sidecar.app_token);
    Router::new()
        .route("/events/durable/{topic}", post(durable::handler))
        .route("/events/live/{topic}", post(live::handler))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(expected, authenticate))
}

/// Compares hashes: how long that takes tells nothing about the token.
async fn authenticate(
    State(expected): State<[u8; 32]>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = request
        .headers()
        .get("dapr-api-token")
        .and_then(|value| value.to_str().ok());
    if token.is_none_or(|token| secret::hash(token) != expected) {
        tracing::warn!("events.unauthenticated");
        return Err(Problem::unauthenticated());
    }
    Ok(next.run(request).await)
}

/// The sidecar's answer format.
#[derive(Debug, Serialize)]
struct Delivery {
    status: &'static str,
}

impl From<Outcome> for Delivery {
    fn from(outcome: Outcome) -> Self {
        Self {
            status: match outcome {
                Outcome::Done => "SUCCESS",
                Outcome::Drop => "DROP",
                Outcome::Retry => "RETRY",
            },
        }
    }
}
