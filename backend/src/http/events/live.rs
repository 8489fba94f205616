//! `POST /events/live/{topic}`

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};

use super::{Delivery, bulk::Bulk};
use crate::{events::live, runtime::Outcome, state::App};

/// Wakes people's streams on this replica. Always taken: a stream looks by itself, too.
pub async fn handler(State(app): State<App>, request: Bytes) -> Response {
    let Some(bulk) = Bulk::read(&request) else {
        live::consume(&app, &request);
        return Json(Delivery::from(Outcome::Done)).into_response();
    };
    let events = bulk.events();
    for envelope in &events {
        live::consume(&app, envelope);
    }
    Json(bulk.answer(&vec![Outcome::Done; events.len()])).into_response()
}
