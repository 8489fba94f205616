//! `POST /events/durable/{topic}`

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};

use super::Delivery;
use crate::{events, runtime::Outcome, state::App};

/// Takes one delivery of a durable event: its effect is written when this answers SUCCESS.
pub async fn handler(
    State(app): State<App>,
    Path(topic): Path<String>,
    envelope: Bytes,
) -> Json<Delivery> {
    let outcomes = events::deliver(&app, &topic, &[&envelope]).await;
    outcomes.first().copied().unwrap_or(Outcome::Retry).into()
}
