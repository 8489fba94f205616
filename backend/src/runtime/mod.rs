//! The port to the event transport. It knows envelopes and topics, but no task.

mod cloud_event;
mod embedded;

pub use cloud_event::CloudEvent;
pub use embedded::{Embedded, Outcome, Subscriber};

/// What carries events from the outbox to their consumers.
pub type Runtime = Embedded;
