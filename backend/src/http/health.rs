//! `GET /health/live`, `GET /health/app`, `GET /health/ready`

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use crate::{error::Problem, state::App, store};

/// The process answers. All that the sidecar may ask: it takes an unhealthy app's subscriptions away, and an outage
/// of the database is none of them.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// What a service that can answer requests may lack.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Why events wait; `null` while they flow. Requests do not need them to.
    events_wait: Option<String>,
}

/// The database answers, too. Never fails for want of a sidecar or a broker: requests are served without.
pub async fn ready(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    store::ping(&app.pool).await?;
    Ok(Json(Ready {
        events_wait: app.runtime.refusal(),
    }))
}
