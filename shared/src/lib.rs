//! What both services and the browser share. Pure: no I/O, no clock, no time-zone database.

pub mod api;
pub mod calendar;
pub mod json;
pub mod language;
pub mod local;
