//! What runs beside the requests.

pub mod imports;
pub mod positions;
pub mod pushes;
pub mod relay;
pub mod reminders;
pub mod retention;
pub mod webhooks;
