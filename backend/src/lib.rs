//! The backend: REST API, chat and events of the todo chatbot. `docs/ARCHITECTURE.md` says where things are.

pub mod assistant;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod events;
pub mod http;
pub mod limit;
pub mod mail;
pub mod metrics;
pub mod operate;
pub mod probe;
pub mod push;
pub mod runtime;
pub mod secret;
pub mod seed;
pub mod serve;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod webhook;
pub mod worker;
