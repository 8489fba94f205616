//! The consumer of the dead-letter topics, for what did not even reach a consumer: an envelope that the sidecar could
//! not read. What a consumer declared poison comes along here, too, and is known already.

use super::{as_it_came, durable};
use crate::{runtime::Outcome, state::App, store::dead_letters};

const CONSUMER: &str = "sidecar";

pub async fn consume(app: &App, topic: &str, envelope: &[u8]) -> Outcome {
    let payload = as_it_came(envelope);
    let Some(origin) = topic.strip_suffix("-dead") else {
        let reason = "no consumer has subscribed to this topic";
        return durable::record(app, CONSUMER, topic, &payload, reason).await;
    };
    let id = durable::event_id(&payload);
    match dead_letters::is_known(&app.pool, id.as_deref(), &payload).await {
        Ok(true) => return Outcome::Done,
        Ok(false) => {}
        Err(_) => return Outcome::Retry,
    }
    let reason = "the sidecar could not deliver it";
    match durable::record(app, CONSUMER, origin, &payload, reason).await {
        // Taken: a dead letter has no dead-letter topic of its own.
        Outcome::Drop => Outcome::Done,
        other => other,
    }
}
