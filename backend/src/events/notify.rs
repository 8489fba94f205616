//! The durable consumer `notify`: keeps a notification for each reminder that is due.

use sqlx::PgConnection;

use super::durable::Event;
use crate::store::{self, notifications};

pub async fn effect(conn: &mut PgConnection, events: &[&Event]) -> Result<(), store::Error> {
    for (event, data) in events {
        let (Some(task), Some(reminder)) = (&data.task, &data.reminder) else {
            return Err(store::Error::Inconsistent {
                table: "notifications",
                problem: format!("{} tells neither task nor reminder", event.r#type),
            });
        };
        notifications::notify(
            conn,
            data.user_id,
            reminder.notification_id,
            task,
            event.time,
        )
        .await?;
    }
    Ok(())
}
