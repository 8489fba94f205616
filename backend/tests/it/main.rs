//! One binary of integration tests: a real PostgreSQL (`DATABASE_URL` names a server on which databases can be
//! made), a real socket, real HTTP.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod app;

mod accounts;
mod arrange;
mod batch;
mod calendar;
mod cascades;
mod chat;
mod chat_confirm;
mod chat_crash;
mod chat_details;
mod chat_parts;
mod chat_reference;
mod chat_reply;
mod docs;
mod events;
mod faults;
mod filters;
mod import;
mod limits;
mod lists;
mod mail;
mod plans;
mod poison;
mod process;
mod pushes;
mod query;
mod receiver;
mod recovery;
mod relay;
mod reminders;
mod repeats;
mod statements;
mod sync;
mod tasks;
mod tour;
mod webhooks;
mod webhooks_disabled;
mod webhooks_safety;
