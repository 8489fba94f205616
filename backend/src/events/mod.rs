//! What consumes events. A durable consumer writes its effect and the mark that it happened in one transaction; only
//! it declares an event poison.

mod activity;
mod attempts;
mod dead;
mod durable;
pub mod live;
mod notify;
mod webhooks;

pub use attempts::Attempts;

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

use crate::{
    runtime::Outcome,
    state::App,
    store::unit::{NOTIFICATIONS, TASK_EVENTS},
};
use durable::Consumer;

/// Delivers a batch of one topic to every consumer, as the sidecar does by two subscriptions.
pub async fn deliver_here(app: &App, topic: &str, envelopes: &[&[u8]]) -> Vec<Outcome> {
    let outcomes = deliver(app, topic, envelopes).await;
    for envelope in envelopes {
        live::consume(app, envelope);
    }
    outcomes
}

/// Delivers a batch to the durable consumers of its topic; one outcome each.
pub async fn deliver(app: &App, topic: &str, envelopes: &[&[u8]]) -> Vec<Outcome> {
    match topic {
        TASK_EVENTS => {
            let consumers = [Consumer::Activity, Consumer::Webhooks];
            durable::consume(app, &consumers, topic, envelopes).await
        }
        NOTIFICATIONS => {
            let consumers = [Consumer::Notify, Consumer::Webhooks];
            durable::consume(app, &consumers, topic, envelopes).await
        }
        _ => {
            let mut outcomes = Vec::with_capacity(envelopes.len());
            for envelope in envelopes {
                outcomes.push(dead::consume(app, topic, envelope).await);
            }
            outcomes
        }
    }
}

/// How the sidecar wraps what it does not read (`rawPayload`).
#[derive(Deserialize)]
struct Wrapped {
    data_base64: String,
}

/// What was published, out of the sidecar's wrapping.
fn as_it_came(envelope: &[u8]) -> Cow<'_, [u8]> {
    serde_json::from_slice::<Wrapped>(envelope)
        .ok()
        .and_then(|wrapped| STANDARD.decode(wrapped.data_base64).ok())
        .map_or(Cow::Borrowed(envelope), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sidecar_wrapped_comes_out_as_it_was() {
        let wrapped = br#"{"id": "1", "data_base64": "bm90IEpTT04="}"#;
        assert_eq!(*as_it_came(wrapped), *b"not JSON");
        assert_eq!(*as_it_came(b"not JSON"), *b"not JSON");
    }
}
