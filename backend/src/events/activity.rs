//! The durable consumer `activity`: the history of tasks and people.

use sqlx::PgConnection;

use super::durable::Event;
use crate::store::{self, activity};

pub async fn effect(conn: &mut PgConnection, events: &[&Event]) -> Result<(), store::Error> {
    let rows: Vec<_> = events
        .iter()
        .map(|(event, data)| activity::NewActivity {
            event_id: event.id,
            kind: &event.r#type,
            subject: event.subject,
            time: event.time,
            data,
        })
        .collect();
    activity::insert(conn, &rows).await
}
