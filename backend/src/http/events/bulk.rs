//! Several events in one request, as a subscription with `bulkSubscribe` delivers them.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Delivery;
use crate::runtime::Outcome;

/// The sidecar's request.
#[derive(Deserialize)]
pub(super) struct Bulk<'a> {
    #[serde(rename = "type")]
    _kind: Kind,
    #[serde(borrow)]
    entries: Vec<Entry<'a>>,
}

/// Tells a bulk from an event.
#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "com.dapr.event.sent.bulk")]
    Bulk,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow)]
    entry_id: Cow<'a, str>,
    #[serde(borrow)]
    event: &'a RawValue,
}

/// The answer: how each entry is to go on.
#[derive(Debug, Serialize)]
pub(super) struct Deliveries {
    statuses: Vec<EntryDelivery>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryDelivery {
    entry_id: String,
    #[serde(flatten)]
    delivery: Delivery,
}

impl<'a> Bulk<'a> {
    /// `None` when the request is a single event.
    pub(super) fn read(request: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(request).ok()
    }

    /// The events as they were published.
    pub(super) fn events(&self) -> Vec<Cow<'a, [u8]>> {
        let events = self.entries.iter();
        events.map(|entry| as_published(entry.event)).collect()
    }

    /// Each entry with its outcome, in their order.
    pub(super) fn answer(&self, outcomes: &[Outcome]) -> Deliveries {
        let entries = self.entries.iter().zip(outcomes).enumerate();
        let statuses = entries.map(|(place, (entry, outcome))| {
            // What is dropped goes to the dead-letter topic as well, and the sidecar looks for it by its place among
            // what it received. Where fewer are delivered, as in a second try, another is there, or none, and it
            // would crash. The letter is in the database in any case.
            let findable = *entry.entry_id == *place.to_string();
            let outcome = match outcome {
                Outcome::Drop if !findable => Outcome::Done,
                other => *other,
            };
            EntryDelivery {
                entry_id: entry.entry_id.clone().into_owned(),
                delivery: outcome.into(),
            }
        });
        Deliveries {
            statuses: statuses.collect(),
        }
    }
}

/// A subscription with `rawPayload` gives what was published as base64, another one as JSON.
fn as_published(event: &RawValue) -> Cow<'_, [u8]> {
    let json = event.get();
    serde_json::from_str::<Cow<'_, str>>(json)
        .ok()
        .and_then(|text| STANDARD.decode(text.as_bytes()).ok())
        .map_or(Cow::Borrowed(json.as_bytes()), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bulk_is_read_and_answered_entry_by_entry() {
        let request = br#"{"id": "1", "type": "com.dapr.event.sent.bulk", "topic": "t", "pubsubname": "p",
            "metadata": {"pubsubName": "p"}, "entries": [
                {"entryId": "0", "event": "bm90IEpTT04=", "contentType": "application/octet-stream", "metadata": {}},
                {"entryId": "2", "event": {"id": "x"}, "metadata": null},
                {"entryId": "3", "event": "e30="}]}"#;
        let bulk = Bulk::read(request).unwrap();
        assert_eq!(bulk.events(), [&b"not JSON"[..], br#"{"id": "x"}"#, b"{}"]);
        let answer = bulk.answer(&[Outcome::Drop, Outcome::Drop, Outcome::Retry]);
        assert_eq!(
            serde_json::to_value(&answer).unwrap(),
            serde_json::json!({"statuses": [
                {"entryId": "0", "status": "DROP"},
                {"entryId": "2", "status": "SUCCESS"},
                {"entryId": "3", "status": "RETRY"},
            ]})
        );
    }

    #[test]
    fn an_event_is_no_bulk() {
        assert!(Bulk::read(br#"{"type": "task.created", "entries": []}"#).is_none());
        assert!(Bulk::read(b"not JSON").is_none());
    }
}
