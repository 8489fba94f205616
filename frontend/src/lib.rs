//! The web app and the only public door: pages rendered on the server, forms that need no script, and a proxy
//! to the API.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a component owns what it shows"
)]

mod app;
pub mod config;
mod functions;
mod pages;
pub mod server;
