//! One binary of integration tests: a real PostgreSQL (`DATABASE_URL` names a server on which databases can be
//! made), a real socket, real HTTP.

mod app;

mod accounts;
mod chat;
mod events;
mod faults;
mod tasks;
