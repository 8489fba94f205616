//! What consumes task-events. A durable consumer writes its effect and the mark that it happened in one
//! transaction; only it declares an event poison.

pub mod activity;
pub mod live;
pub mod notify;

use crate::{runtime::Outcome, state::App};

/// Delivers one event to every consumer of its topic.
pub async fn deliver(app: &App, topic: &str, envelope: &[u8]) -> Outcome {
    let outcome = activity::consume(app, topic, envelope).await;
    if outcome == Outcome::Done {
        live::consume(app, envelope);
    }
    outcome
}
