//! `GET /health/live`, `GET /health/app`, `GET /health/ready`

use axum::{extract::State, http::StatusCode};

use crate::{error::Problem, state::App, store};

/// The process answers. All that the sidecar may ask: it takes an unhealthy app's subscriptions away, and an outage
/// of the database is none of them.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database answers, too.
pub async fn ready(State(app): State<App>) -> Result<StatusCode, Problem> {
    store::ping(&app.pool).await?;
    Ok(StatusCode::NO_CONTENT)
}
