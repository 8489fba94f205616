//! The durable consumer `notify`: keeps a notification for each reminder that is due and each webhook that was disabled.

use shared::api::EventData;
use sqlx::PgConnection;

use super::durable::Event;
use crate::store::{
    self,
    notifications::{self, NewNotification},
};

pub async fn effect(conn: &mut PgConnection, events: &[&Event]) -> Result<(), store::Error> {
    for (event, data) in events {
        let disabled = data.webhook.as_ref();
        let title = disabled.map(|webhook| format!("The webhook “{}” was disabled", webhook.name));
        let new = reminded(data).or_else(|| {
            Some(NewNotification {
                id: disabled?.notification_id,
                webhook_id: Some(disabled?.webhook_id),
                title: title.as_deref()?,
                detail: Some(&disabled?.reason),
                ..NewNotification::default()
            })
        });
        let new = new.ok_or_else(|| store::Error::Inconsistent {
            table: "notifications",
            problem: format!(
                "{} tells neither a task's reminder nor a webhook",
                event.r#type
            ),
        })?;
        notifications::notify(conn, data.user_id, &new, event.time).await?;
    }
    Ok(())
}

fn reminded(data: &EventData) -> Option<NewNotification<'_>> {
    let (task, reminder) = (data.task.as_ref()?, data.reminder.as_ref()?);
    Some(NewNotification {
        id: reminder.notification_id,
        task_id: Some(task.id),
        title: &task.title,
        due: task.due.as_ref(),
        ..NewNotification::default()
    })
}
