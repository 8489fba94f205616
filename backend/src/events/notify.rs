//! The durable consumer `notify`: keeps a notification for each reminder that is due and each webhook that was disabled,
//! and puts it on its way to the browsers of its person that ask for it.

use shared::api::{EventData, PushMessage};
use sqlx::PgConnection;
use uuid::Uuid;

use super::durable::Event;
use crate::{
    state::App,
    store::{
        self,
        notifications::{self, NewNotification},
        pushes::{self, NewMessage},
    },
};

/// So much of a text is pushed: push services take 4 KiB.
const TEXT_MAX: usize = 200;

pub async fn effect(
    app: &App,
    conn: &mut PgConnection,
    events: &[&Event],
) -> Result<(), store::Error> {
    let mut told = Vec::new();
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
        told.push((data.user_id, message(&new)?));
    }
    if app.config.vapid.is_some() {
        push(app, conn, &told).await?;
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

fn message(new: &NewNotification<'_>) -> Result<String, store::Error> {
    let short = |text: &str| text.chars().take(TEXT_MAX).collect();
    let message = PushMessage {
        title: short(new.title),
        detail: new.detail.map(short),
        due: new.due.cloned(),
        url: new.task_id.map_or_else(
            || "/notifications".to_owned(),
            |task| format!("/?task={task}"),
        ),
        tag: new.id,
    };
    serde_json::to_string(&message).map_err(|error| store::Error::Inconsistent {
        table: "push_messages",
        problem: error.to_string(),
    })
}

/// One message for each browser of each person.
async fn push(
    app: &App,
    conn: &mut PgConnection,
    told: &[(Uuid, String)],
) -> Result<(), store::Error> {
    let people: Vec<_> = told.iter().map(|(user, _)| *user).collect();
    let subscribed = pushes::subscribed(conn, &people).await?;
    let messages = told.iter().flat_map(|(user, body)| {
        let theirs = subscribed.iter().filter(move |(owner, _)| owner == user);
        theirs.map(move |(_, subscription)| NewMessage {
            id: app.clock.new_id(),
            subscription: *subscription,
            body: body.clone(),
        })
    });
    let messages: Vec<_> = messages.collect();
    if messages.is_empty() {
        return Ok(());
    }
    pushes::insert(conn, &messages, app.clock.now()).await
}
