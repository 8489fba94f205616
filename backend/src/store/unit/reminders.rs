//! Reminders: kept in step with their tasks, sent when they are due, put off.

use jiff::Timestamp;
use shared::api::{EventData, Notification, ReminderDue, Status, Task};
use uuid::Uuid;

use super::{
    super::{
        Error, lists, notifications,
        reminders::{self, Armed},
        tasks,
    },
    Unit,
    write::Told,
};
use crate::domain::{reminder, task};

pub const NOTIFICATIONS: &str = "notifications";

impl Unit<'_> {
    /// Arms the reminders of tasks as they are now. Costs nothing where there were none and are none.
    pub(super) async fn arm(&mut self, changes: &[task::Change]) -> Result<(), Error> {
        let reminding = changes.iter().filter(|change| {
            let before = change.before.iter();
            before
                .chain([&change.after])
                .any(|task| !task.reminders.is_empty())
        });
        let armed: Vec<_> = reminding
            .map(|change| Armed {
                task: change.after.id,
                instants: reminder::instants(&change.after, self.now.time_zone()),
                reminds: !closed(&change.after),
            })
            .collect();
        let (user, now) = (self.author.user, self.now.timestamp());
        reminders::sync(&mut self.tx, user, &armed, now).await
    }

    /// Arms all reminders anew, after the person has moved to another zone.
    pub async fn arm_all(&mut self, zone: &jiff::tz::TimeZone) -> Result<(), Error> {
        let (user, now) = (self.author.user, self.now.timestamp());
        let all = tasks::reminding(&mut *self.tx, user).await?;
        let armed: Vec<_> = all
            .iter()
            .map(|task| Armed {
                task: task.id,
                instants: reminder::instants(task, zone),
                reminds: true,
            })
            .collect();
        reminders::sync(&mut self.tx, user, &armed, now).await
    }

    /// Sends what is due by now; how many that were. Each is taken and told of in this transaction: once.
    pub async fn remind(&mut self) -> Result<usize, Error> {
        let (user, now) = (self.author.user, self.now.timestamp());
        let due = reminders::take(&mut self.tx, user, now).await?;
        let ids: Vec<_> = due.iter().map(|reminder| reminder.task_id).collect();
        let found = tasks::find_all(&mut *self.tx, user, &ids).await?;
        let archived: Vec<_> = lists::all(&mut *self.tx, user)
            .await?
            .into_iter()
            .filter(|list| list.archived)
            .map(|list| list.id)
            .collect();
        let mut sent: Vec<Uuid> = Vec::new();
        let mut events = Vec::new();
        for reminder in due {
            let Some(task) = found.iter().find(|task| task.id == reminder.task_id) else {
                continue;
            };
            // After an outage several of one task may be due: one tells enough.
            if closed(task) || archived.contains(&task.list_id) || sent.contains(&task.id) {
                continue;
            }
            sent.push(task.id);
            let notification_id = reminder
                .notification_id
                .unwrap_or_else(|| self.app.clock.new_id());
            let data = EventData {
                task: Some(task.clone()),
                reminder: Some(ReminderDue {
                    reminder_id: reminder.id,
                    notification_id,
                }),
                ..self.event()
            };
            events.push(Told {
                topic: NOTIFICATIONS,
                kind: "reminder.due".to_owned(),
                subject: task.id,
                data,
            });
        }
        self.tell(events).await?;
        Ok(sent.len())
    }

    /// Puts a notification off.
    pub async fn snooze(
        &mut self,
        notification: &Notification,
        until: Timestamp,
    ) -> Result<Notification, Error> {
        let user = self.author.user;
        notifications::snooze(&mut self.tx, user, notification.id, until).await?;
        if let Some(task) = notification.task_id
            && self.task(task).await?.is_some_and(|task| !closed(&task))
        {
            reminders::put_off(&mut self.tx, user, task, notification.id, until).await?;
        }
        Ok(Notification {
            snoozed_until: Some(until),
            read_at: None,
            ..notification.clone()
        })
    }
}

fn closed(task: &Task) -> bool {
    task.status == Status::Done || task.deleted_at.is_some()
}
