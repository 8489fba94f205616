//! What runs beside the requests.

pub mod imports;
pub mod positions;
pub mod relay;
pub mod reminders;
pub mod retention;
pub mod webhooks;
