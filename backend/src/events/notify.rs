//! The durable consumer `notify`: keeps a notification for each reminder that is due.

use shared::api::EventData;
use sqlx::PgConnection;

use crate::{
    runtime::CloudEvent,
    store::{self, notifications},
};

pub async fn effect(
    conn: &mut PgConnection,
    event: &CloudEvent,
    data: &EventData,
) -> Result<(), store::Error> {
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
    .await
}
