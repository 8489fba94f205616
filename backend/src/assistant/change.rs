//! What a command does to tasks that are there.

use jiff::{ZonedDateTime, tz::TimeZone};
use serde_json::{Map, Value, json};
use shared::{
    api::{Choice, ChoiceOption, Task},
    language::{Changes, NotUnderstood, Reminder, Target},
};
use uuid::Uuid;

use super::{
    act::{Act, Pinned},
    reply,
    target::Found,
    turn::{Turn, list_for},
};
use crate::store::{
    conversations::Pin,
    json as to_json,
    tasks::{self, Shown},
    unit::Rejected,
};

impl Turn<'_, '_> {
    /// Completes, reopens or deletes what is meant; a title that no task has is a task to add.
    pub(super) async fn change(&mut self, target: &Target, act: Act) -> Result<(), Rejected> {
        let kinds: &[Shown] = match (&act, target) {
            (Act::Delete, Target::All | Target::Them) => &[Shown::Open],
            (Act::Delete, _) => &[Shown::Open, Shown::Done],
            // "bring back the milk task" may be about one that is done, or in the trash.
            (Act::Reopen, Target::Named { .. } | Target::Last | Target::Ordinals(_)) => {
                &[Shown::Done, Shown::Trash]
            }
            (act, _) => &[act.shown()],
        };
        let found = self.find(target, kinds).await?;
        self.each(found, target, act.verb(), |_| act.clone()).await
    }

    /// Takes the reminders of what is meant away; what has none goes to the trash, if it was named.
    pub(super) async fn cancel_reminder(&mut self, target: &Target) -> Result<(), Rejected> {
        let mut found = self.find(target, &[Shown::Open]).await?;
        if let Found::Set(set, notes) = found {
            let mut remind = set;
            remind.retain(|task| !task.reminders.is_empty());
            if remind.is_empty() {
                self.says("Nothing reminds you.");
                return Ok(());
            }
            self.part.sentences.extend(notes);
            let set = remind.into_iter().map(|task| (Act::Silence, task));
            return self.do_or_ask(set.collect(), true).await;
        }
        if let Found::Several(candidates) = &mut found {
            candidates.sort_by_key(|task| task.reminders.is_empty());
        }
        self.each(found, target, "cancel", |task| {
            if task.reminders.is_empty() {
                Act::Delete
            } else {
                Act::Silence
            }
        })
        .await
    }

    /// Moves, renames, reprioritises or repeats what is meant.
    pub(super) async fn update(
        &mut self,
        target: &Target,
        changes: &Changes,
    ) -> Result<(), Rejected> {
        let found = self.find(target, &[Shown::Open]).await?;
        if changes.is_empty() && !matches!(found, Found::None(_)) {
            self.says(NotUnderstood::NoChange.to_string());
            return Ok(());
        }
        let undated = |task: &Task| task.due.is_none() && changes.date.is_none();
        if let Found::Named(tasks, _) = &found
            && matches!(changes.reminder, Some(Reminder::Before(_)))
            && let Some(task) = tasks.iter().find(|task| undated(task))
        {
            let sentence = format!("“{}” has no day yet. Say when it is first.", task.title);
            self.says(sentence);
            return Ok(());
        }
        let list = match (&changes.list, &found) {
            (Some(name), Found::Named(..) | Found::Set(..)) => {
                let id = list_for(self.work, &self.known, name).await?;
                self.lists_changed().await?;
                Some(id)
            }
            _ => None,
        };
        let now = self.now.clone();
        self.each(found, target, "change", |task| {
            let patch = patch_of(task, changes, list, &now);
            Act::Update { patch }
        })
        .await
    }

    /// Does to what was found what it is in for.
    async fn each(
        &mut self,
        found: Found,
        target: &Target,
        verb: &str,
        act: impl Fn(&Task) -> Act,
    ) -> Result<(), Rejected> {
        match found {
            Found::Named(tasks, notes) => {
                for task in tasks {
                    self.apply(&task, &act(&task)).await?;
                }
                self.part.sentences.extend(notes);
            }
            Found::Set(tasks, notes) => {
                self.part.sentences.extend(notes);
                let set = tasks.into_iter().map(|task| (act(&task), task));
                self.do_or_ask(set.collect(), false).await?;
            }
            Found::Several(candidates) => {
                let offered = candidates.iter().map(|task| act(task).on(task));
                let offered: Vec<_> = offered.collect();
                self.offer(verb, &offered, &candidates)?;
            }
            Found::None(why) => self.not_found(target, why).await?,
        }
        Ok(())
    }

    /// A title that no task has is a task to add, unless the words say that it is there.
    async fn not_found(&mut self, target: &Target, why: String) -> Result<(), Rejected> {
        match target {
            Target::Named {
                otherwise: Some(draft),
                ..
            } => {
                self.add((**draft).clone()).await?;
                self.says(format!("{why} If you meant something else, say “undo”."));
            }
            Target::Named { title, .. } => {
                self.part.suggestions = vec![format!("add {title}")];
                self.says(format!("{why} Say “add {title}” to make it a task."));
            }
            _ => self.says(why),
        }
        Ok(())
    }

    /// Offers a choice; a number picks one.
    fn offer(
        &mut self,
        verb: &str,
        offered: &[Pinned],
        candidates: &[Task],
    ) -> Result<(), Rejected> {
        self.says(match candidates {
            [only] => format!("Do you want to {verb} “{}”?", only.title),
            _ => format!("Which one do you want to {verb}?"),
        });
        self.part.reference.shown = candidates.iter().map(Pin::from).collect();
        self.part.reference.offered = to_json("conversations", &offered)?;
        let say = |index: usize, act: &Act| match act {
            Act::Complete | Act::Reopen | Act::Delete => format!("{} {}", act.verb(), index + 1),
            Act::Silence | Act::Update { .. } => format!("number {}", index + 1),
        };
        let options = candidates.iter().zip(offered).enumerate();
        let options = options.map(|(index, (task, pinned))| ChoiceOption {
            label: reply::label(task, self.here()),
            task_id: task.id,
            say: say(index, &pinned.act),
        });
        self.part.choose = Some(Choice {
            options: options.collect(),
        });
        Ok(())
    }

    /// Does what was offered to those that were picked, each the very task that was offered.
    pub(super) async fn chosen(&mut self, picked: &[Pinned]) -> Result<(), Rejected> {
        let ids: Vec<_> = picked.iter().map(|pinned| pinned.task_id).collect();
        let found = tasks::find_all(self.work.connection(), self.user.id, &ids).await?;
        for pinned in picked {
            match found.iter().find(|task| task.id == pinned.task_id) {
                Some(task) if task.deleted_at.is_none() => self.apply(task, &pinned.act).await?,
                Some(task) => self.says(format!("“{}” is in the trash by now.", task.title)),
                None => self.says("That task is gone by now."),
            }
        }
        Ok(())
    }

    /// Completed tasks go to the trash, once the person has said yes.
    pub(super) async fn clear_completed(&mut self) -> Result<(), Rejected> {
        let done = self.every(Shown::Done).await?;
        if done.is_empty() {
            self.says("There are no completed tasks.");
            return Ok(());
        }
        let set = done.into_iter().map(|task| (Act::Delete, task));
        self.do_or_ask(set.collect(), false).await
    }
}

/// A change as a merge patch of the task.
pub(super) fn patch_of(
    task: &Task,
    changes: &Changes,
    list: Option<Uuid>,
    now: &ZonedDateTime,
) -> Value {
    let mut patch = Map::new();
    let mut set = |name: &str, value: Value| _ = patch.insert(name.to_owned(), value);
    if let Some(list) = list {
        set("list_id", json!(list));
    }
    if let Some(title) = &changes.title {
        set("title", json!(title));
    }
    if changes.clear_due {
        set("due", Value::Null);
    } else if changes.delay_minutes.is_some() {
        set(
            "due",
            json!(changes.put_off(task.due.as_ref(), now.datetime())),
        );
    } else if changes.date.is_some() || changes.time.is_some() {
        let known = task.due.as_ref();
        let date = changes
            .date
            .or(known.map(|due| due.date))
            .unwrap_or(now.date());
        let time = changes.time.or(known.and_then(|due| due.time));
        set("due", json!({"date": date, "time": time}));
    }
    if let Some(priority) = changes.priority {
        set("priority", json!(priority));
    }
    if !changes.add_tags.is_empty() || !changes.remove_tags.is_empty() {
        set("tags", json!(tags_of(task, changes)));
    }
    if changes.clear_recurrence {
        set("recurrence", Value::Null);
    } else if let Some(recurrence) = &changes.recurrence {
        set("recurrence", json!(recurrence));
    }
    if let Some(reminder) = changes.reminder {
        set("reminders", json!([reminder_of(reminder, now.time_zone())]));
    }
    Value::Object(patch)
}

/// The tags that a task has after a change; case does not tell two apart.
fn tags_of(task: &Task, changes: &Changes) -> Vec<String> {
    let among = |tags: &[String], tag: &str| {
        let tag = tag.to_lowercase();
        tags.iter().any(|known| known.to_lowercase() == tag)
    };
    let kept = task
        .tags
        .iter()
        .filter(|tag| !among(&changes.remove_tags, tag));
    let new = changes
        .add_tags
        .iter()
        .filter(|tag| !among(&task.tags, tag));
    kept.chain(new).cloned().collect()
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
