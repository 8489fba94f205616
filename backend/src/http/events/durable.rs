//! `POST /events/durable/{topic}`

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};

use super::{Delivery, bulk::Bulk};
use crate::{events, runtime::Outcome, state::App};

/// Takes one delivery of durable events: the effect of each is written when this answers SUCCESS for it.
pub async fn handler(
    State(app): State<App>,
    Path(topic): Path<String>,
    request: Bytes,
) -> Response {
    let Some(bulk) = Bulk::read(&request) else {
        let outcomes = events::deliver(&app, &topic, &[&request]).await;
        let outcome = outcomes.first().copied().unwrap_or(Outcome::Retry);
        return Json(Delivery::from(outcome)).into_response();
    };
    let envelopes = bulk.events();
    let envelopes: Vec<_> = envelopes.iter().map(AsRef::as_ref).collect();
    let outcomes = events::deliver(&app, &topic, &envelopes).await;
    Json(bulk.answer(&outcomes)).into_response()
}
