//! How changes are written: each table once, however many there are, and their events with a seq each.

use std::collections::HashSet;

use shared::api::{EVENT_SCHEMA_VERSION, EventData, Task};
use uuid::Uuid;

use super::{
    super::{Error, lists, outbox, tasks, undo::Step},
    TASK_EVENTS, Unit,
};
use crate::domain::{list, task};

/// So many changes go into one statement.
const MOST: usize = 500;

/// An event that lacks only its seq.
#[derive(Debug)]
pub(super) struct Told {
    pub topic: &'static str,
    pub kind: String,
    pub subject: Uuid,
    pub data: EventData,
}

impl Unit<'_> {
    /// Makes a change, with its event. A new task's id is free, as [`Unit::create`] sees to.
    pub(super) async fn write(&mut self, change: task::Change) -> Result<(), Error> {
        self.write_all(vec![change]).await
    }

    /// Makes changes, in their order. A unit that gathered what it needs writes them when they must be seen.
    pub(super) async fn write_all(&mut self, changes: Vec<task::Change>) -> Result<(), Error> {
        for change in changes {
            self.steps.push(Step::Task {
                task_id: change.after.id,
                before: change.before.clone().map(Box::new),
                anchor: change.before.as_ref().and_then(|task| task.anchor.clone()),
                after_version: change.after.version,
                restores: None,
            });
            if let Some(known) = &mut self.known {
                known.changed(&change);
            }
            self.pending.push(change);
        }
        match self.known {
            Some(_) => Ok(()),
            None => self.flush().await,
        }
    }

    /// Writes what is decided: everything that reads more than single tasks needs it written.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        let mut group: Vec<task::Change> = Vec::new();
        let mut ids = HashSet::new();
        for change in std::mem::take(&mut self.pending) {
            // One statement changes a row once.
            if group.len() == MOST || !ids.insert(change.after.id) {
                self.write_group(std::mem::take(&mut group)).await?;
                ids = HashSet::from([change.after.id]);
            }
            group.push(change);
        }
        self.write_group(group).await
    }

    async fn write_group(&mut self, changes: Vec<task::Change>) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let user = self.author.user;
        let (new, old): (Vec<_>, Vec<_>) =
            changes.iter().partition(|change| change.before.is_none());
        let after = |changes: Vec<&task::Change>| -> Vec<Task> {
            changes
                .into_iter()
                .map(|change| change.after.clone())
                .collect()
        };
        if !tasks::insert(&mut self.tx, user, &after(new)).await? {
            return Err(Error::Inconsistent {
                table: "tasks",
                problem: "an id was taken by somebody else meanwhile".to_owned(),
            });
        }
        tasks::update(&mut self.tx, user, &after(old)).await?;
        self.arm(&changes).await?;
        let events = changes.into_iter().map(|change| Told {
            topic: TASK_EVENTS,
            kind: change.kind.to_owned(),
            subject: change.after.id,
            data: EventData {
                task: Some(change.after),
                changed: change.changed,
                ..self.event()
            },
        });
        let events = events.collect();
        self.tell(events).await
    }

    /// Writes a change of a list with its event. `false` when a new list's id exists already.
    pub(super) async fn write_list(
        &mut self,
        change: &list::Change,
    ) -> Result<bool, lists::WriteError> {
        self.flush().await?;
        let user = self.author.user;
        if change.before.is_none() {
            if !lists::insert(&mut self.tx, user, &change.after).await? {
                return Ok(false);
            }
        } else {
            lists::update(&mut self.tx, user, &change.after).await?;
        }
        if let Some(known) = &mut self.known {
            known.keep_list(change.after.id, Some(change.after.clone()));
        }
        self.steps.push(Step::List {
            list_id: change.after.id,
            before: change.before.clone(),
            after_version: change.after.version,
            restores: None,
        });
        let data = EventData {
            list: Some(change.after.clone()),
            changed: change.changed.clone(),
            ..self.event()
        };
        self.tell(vec![Told {
            topic: TASK_EVENTS,
            kind: change.kind.to_owned(),
            subject: change.after.id,
            data,
        }])
        .await?;
        Ok(true)
    }

    /// What every event of this unit says; its seq is given when it is told.
    pub(super) fn event(&self) -> EventData {
        EventData {
            schema_version: EVENT_SCHEMA_VERSION,
            user_id: self.author.user,
            seq: 0,
            actor: self.author.actor.to_owned(),
            task: None,
            list: None,
            reminder: None,
            webhook: None,
            changed: Vec::new(),
        }
    }

    /// Writes events, each with the next seq.
    pub(super) async fn tell(&mut self, events: Vec<Told>) -> Result<(), Error> {
        if events.is_empty() {
            return Ok(());
        }
        let free = usize::from(!std::mem::replace(&mut self.taken, true));
        let more = i64::try_from(events.len() - free).unwrap_or(i64::MAX);
        if more > 0 {
            self.seq = outbox::next_seqs(&mut self.tx, self.author.user, more).await?;
        }
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let events: Vec<_> = events
            .into_iter()
            .zip(self.seq - count + 1..)
            .map(|(event, seq)| outbox::NewEvent {
                id: self.app.clock.new_id(),
                topic: event.topic,
                r#type: event.kind,
                subject: event.subject,
                time: self.app.clock.now(),
                data: EventData { seq, ..event.data },
            })
            .collect();
        outbox::enqueue(&mut self.tx, &events).await
    }
}
