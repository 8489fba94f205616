//! What a command does to tasks that are there.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use shared::{
    api::{Choice, ChoiceOption, Task},
    language::{Changes, Reminder, Target},
};

use super::{
    Turn, Verb, confirm, reply,
    target::{self, Found},
};
use crate::{
    error::Problem,
    store::tasks::{self, Shown},
};

impl Turn<'_, '_> {
    /// Completes, reopens or deletes what is meant; a title that no task has is a task to add.
    pub(super) async fn change(&mut self, target: &Target, verb: Verb) -> Result<(), Problem> {
        match self.find(target, verb.shown()).await? {
            Found::Set(found) if confirm::must_ask(verb, found.len()) => self.ask(verb, &found),
            Found::Tasks(found) | Found::Set(found) => {
                for task in found {
                    self.apply(&task, verb).await?;
                }
            }
            Found::Several(candidates) => self.offer(verb.as_str(), &candidates),
            Found::None(why) => self.not_found(target, why).await?,
        }
        Ok(())
    }

    async fn find(&mut self, target: &Target, shown: Shown) -> Result<Found, Problem> {
        let connection = self.work.connection();
        let all = tasks::page(connection, self.user.id, shown, None, super::CANDIDATES).await?;
        Ok(match target {
            Target::Matching(query) => {
                let found = reply::matching(all, query, &self.known, &self.now);
                if found.is_empty() {
                    Found::None("There are no such tasks.".to_owned())
                } else {
                    Found::Set(found)
                }
            }
            target => target::find(target, &all, &self.reference),
        })
    }

    async fn not_found(&mut self, target: &Target, why: String) -> Result<(), Problem> {
        match target {
            Target::Named {
                otherwise: Some(draft),
                ..
            } => {
                self.add((**draft).clone()).await?;
                self.sentences
                    .push(format!("{why} If it was meant otherwise, say “undo”."));
            }
            _ => self.sentences.push(why),
        }
        Ok(())
    }

    pub(super) async fn apply(&mut self, task: &Task, verb: Verb) -> Result<(), Problem> {
        let after = match verb {
            Verb::Complete => self.work.complete(task, None).await?.task,
            Verb::Reopen => self.work.reopen(task).await?,
            Verb::Delete => self.work.delete(task).await?,
        };
        if after.version == task.version {
            self.sentences.push(reply::already(task, verb));
            return Ok(());
        }
        self.sentences.push(reply::changed(&after, verb));
        self.acted(verb.event(), after);
        Ok(())
    }

    /// Takes the reminders of what is meant away; what has none goes to the trash.
    pub(super) async fn cancel_reminder(&mut self, target: &Target) -> Result<(), Problem> {
        match self.find(target, Shown::Open).await? {
            Found::Set(found) if confirm::must_ask(Verb::Delete, found.len()) => {
                self.ask(Verb::Delete, &found);
            }
            Found::Tasks(found) | Found::Set(found) => {
                for task in found {
                    if task.reminders.is_empty() {
                        self.apply(&task, Verb::Delete).await?;
                    } else {
                        self.patch(&task, &json!({"reminders": []}), reply::REMINDERS_OFF)
                            .await?;
                    }
                }
            }
            Found::Several(candidates) => self.offer("delete", &candidates),
            Found::None(why) => self.not_found(target, why).await?,
        }
        Ok(())
    }

    /// Moves, renames, reprioritises or repeats what is meant.
    pub(super) async fn update(
        &mut self,
        target: &Target,
        changes: &Changes,
    ) -> Result<(), Problem> {
        if changes.is_empty() {
            self.sentences
                .push(shared::language::NotUnderstood::NoChange.to_string());
            return Ok(());
        }
        match self.find(target, Shown::Open).await? {
            Found::Set(found) if found.len() > confirm::UNASKED => {
                let count = found.len();
                self.sentences.push(format!(
                    "That would change {count} tasks; name them one by one."
                ));
            }
            Found::Tasks(found) | Found::Set(found) => {
                for task in found {
                    let patch = self.patch_of(&task, changes);
                    self.patch(&task, &patch, "").await?;
                }
            }
            Found::Several(candidates) => self.offer("move", &candidates),
            Found::None(why) => self.not_found(target, why).await?,
        }
        Ok(())
    }

    /// A change as a merge patch of the task.
    fn patch_of(&self, task: &Task, changes: &Changes) -> Value {
        let mut patch = Map::new();
        let mut set = |name: &str, value: Value| _ = patch.insert(name.to_owned(), value);
        if let Some(title) = &changes.title {
            set("title", json!(title));
        }
        if changes.clear_due {
            set("due", Value::Null);
        } else if changes.date.is_some() || changes.time.is_some() {
            let known = task.due.as_ref();
            let date = changes
                .date
                .or(known.map(|due| due.date))
                .unwrap_or(self.now.date());
            let time = changes.time.or(known.and_then(|due| due.time));
            set("due", json!({"date": date, "time": time}));
        }
        if let Some(priority) = changes.priority {
            set("priority", json!(priority));
        }
        if !changes.add_tags.is_empty() {
            let mut tags = task.tags.clone();
            tags.extend(
                changes
                    .add_tags
                    .iter()
                    .filter(|tag| !task.tags.contains(tag))
                    .cloned(),
            );
            set("tags", json!(tags));
        }
        if let Some(recurrence) = &changes.recurrence {
            set("recurrence", json!(recurrence));
        }
        if let Some(reminder) = changes.reminder {
            set(
                "reminders",
                json!([reminder_of(reminder, self.now.time_zone())]),
            );
        }
        let list = changes.list.as_ref().and_then(|name| {
            self.known
                .iter()
                .find(|list| list.name.to_lowercase() == name.to_lowercase())
        });
        if let Some(list) = list {
            set("list_id", json!(list.id));
        }
        Value::Object(patch)
    }

    async fn patch(&mut self, task: &Task, patch: &Value, says: &str) -> Result<(), Problem> {
        let after = self.work.update(task, patch).await?;
        if after.version == task.version {
            self.sentences
                .push(format!("“{}” is that already.", task.title));
            return Ok(());
        }
        let list = self.known.iter().find(|list| list.id == after.list_id);
        self.sentences.push(if says.is_empty() {
            reply::updated(&after, list, &self.now)
        } else {
            format!("“{}”: {says}", after.title)
        });
        self.acted("task.updated", after);
        Ok(())
    }

    pub(super) fn offer(&mut self, verb: &str, candidates: &[Task]) {
        self.sentences.push(match candidates {
            [only] => format!("Do you want to {verb} “{}”?", only.title),
            _ => format!("Which one do you want to {verb}?"),
        });
        self.reference.shown = candidates.iter().map(|task| task.id).collect();
        let options = candidates
            .iter()
            .enumerate()
            .map(|(index, task)| ChoiceOption {
                label: reply::label(task, &self.now),
                task_id: task.id,
                say: format!("{verb} {}", index + 1),
            });
        self.choose = Some(Choice {
            options: options.collect(),
        });
    }
}

/// On the wire.
pub(super) fn reminder_of(reminder: Reminder, zone: &TimeZone) -> shared::api::Reminder {
    let mut wire = shared::api::Reminder {
        id: uuid::Uuid::nil(),
        before_minutes: None,
        at: None,
    };
    match reminder {
        Reminder::Before(minutes) => wire.before_minutes = Some(minutes),
        Reminder::At(at) => wire.at = zone.to_timestamp(at).ok(),
    }
    wire
}
