//! `POST /events/live/{topic}`

use axum::{Json, body::Bytes, extract::State};

use super::Delivery;
use crate::{events::live, runtime::Outcome, state::App};

/// Wakes the person's streams on this replica. Always taken: a stream looks by itself, too.
pub async fn handler(State(app): State<App>, envelope: Bytes) -> Json<Delivery> {
    live::consume(&app, &envelope);
    Outcome::Done.into()
}
