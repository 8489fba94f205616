//! One part of a message at work: a command becomes calls of the domain, in the part's transaction.

use jiff::ZonedDateTime;
use shared::{
    api::{Action, CreateList, CreateTask, List, Task, User},
    language::{Command, Draft, Reminder},
};
use uuid::Uuid;

use super::{
    act::Act,
    change::reminder_of,
    opening::Part,
    outcome::{Asks, Outcome},
    reply::{self, Here},
};
use crate::store::{
    conversations::{Pin, Reference},
    lists,
    unit::{Rejected, Unit},
};

pub(super) struct Turn<'t, 'u> {
    pub(super) work: &'t mut Unit<'u>,
    pub(super) user: &'t User,
    /// When the message came, in the person's zone: what its words count from.
    pub(super) now: ZonedDateTime,
    pub(super) known: Vec<List>,
    /// What this part did so far.
    pub(super) part: Outcome,
    /// Nothing of the message acted on a task yet: what acts first decides whom "them" means.
    first: bool,
}

impl<'t, 'u> Turn<'t, 'u> {
    /// Begins a part where the parts before it, whose outcome is `so_far`, ended.
    pub(super) async fn begin(
        work: &'t mut Unit<'u>,
        user: &'t User,
        now: &ZonedDateTime,
        so_far: &Outcome,
    ) -> Result<Self, Rejected> {
        let known = lists::all(work.connection(), user.id).await?;
        Ok(Self {
            work,
            user,
            now: now.clone(),
            known,
            part: Outcome {
                reference: so_far.reference.clone(),
                ..Outcome::default()
            },
            first: so_far.actions.is_empty(),
        })
    }

    pub(super) fn here(&self) -> Here<'_> {
        Here {
            now: &self.now,
            month_first: self.user.month_first(),
        }
    }

    pub(super) async fn run(&mut self, part: &Part) -> Result<(), Rejected> {
        match part {
            Part::Confirmed(asks) => self.confirmed(asks).await,
            Part::Chosen(pinned) => self.chosen(pinned).await,
            Part::Picked(picked) => self.picked(picked).await,
            Part::Command(command) => self.command(command).await,
        }
    }

    pub(super) async fn command(&mut self, command: &Command) -> Result<(), Rejected> {
        match command {
            Command::Add(draft) => self.add(draft.clone()).await,
            Command::List(query) => self.list(query).await,
            Command::Complete(target) => self.change(target, Act::Complete).await,
            Command::Reopen(target) => self.change(target, Act::Reopen).await,
            Command::Delete(target) => self.change(target, Act::Delete).await,
            Command::CancelReminder(target) => self.cancel_reminder(target).await,
            Command::Update(target, changes) => self.update(target, changes).await,
            Command::ClearCompleted => self.clear_completed().await,
            Command::CreateList(name) => self.create_list(name).await,
            Command::RenameList { from, to } => self.rename_list(from, to).await,
            Command::DeleteList(name) => self.delete_list(name).await,
            Command::Lists => {
                let shown: Vec<_> = self
                    .known
                    .iter()
                    .filter(|list| !list.archived)
                    .cloned()
                    .collect();
                self.says(reply::lists(&shown));
                Ok(())
            }
            Command::Undo => self.undo().await,
            Command::Redo => self.redo().await,
            Command::Help => {
                self.says(reply::help());
                Ok(())
            }
            Command::Courtesy(courtesy) => {
                self.says(reply::courtesy(*courtesy));
                Ok(())
            }
        }
    }

    pub(super) async fn add(&mut self, draft: Draft) -> Result<(), Rejected> {
        let doubt = draft.doubt.as_ref().map(ToString::to_string);
        let early = reminds_of_no_day(&draft);
        let task = add(self.work, &self.known, draft, None).await?;
        if !self.known.iter().any(|list| list.id == task.list_id) {
            self.lists_changed().await?;
        }
        let list = self.known.iter().find(|list| list.id == task.list_id);
        let sentence = reply::added(&task, list, self.here());
        self.says(sentence);
        if let Some(doubt) = doubt {
            self.says(doubt);
        }
        if early {
            self.says(reply::NO_DAY);
        }
        self.part.reference.added = Some(Pin::from(&task));
        self.acted("task.created", task);
        Ok(())
    }

    pub(super) fn says(&mut self, sentence: impl Into<String>) {
        self.part.sentences.push(sentence.into());
    }

    pub(super) fn asks(&mut self, summary: String, asks: Asks) {
        self.says(summary.clone());
        self.part.asks.summary.push(summary);
        self.part.asks.tasks.extend(asks.tasks);
        self.part.asks.lists.extend(asks.lists);
    }

    pub(super) fn acted(&mut self, kind: &str, task: Task) {
        let Reference { them, it, .. } = &mut self.part.reference;
        if std::mem::take(&mut self.first) {
            them.clear();
        }
        let pin = Pin::from(&task);
        them.retain(|known| known.id != pin.id);
        them.push(pin.clone());
        *it = Some(pin);
        self.part.actions.push(Action {
            r#type: kind.to_owned(),
            task_id: task.id,
        });
        self.part.shows(task);
    }

    pub(super) fn list_named(&self, name: &str) -> Option<&List> {
        named(&self.known, name)
    }

    pub(super) async fn lists_changed(&mut self) -> Result<(), Rejected> {
        self.known = lists::all(self.work.connection(), self.user.id).await?;
        Ok(())
    }
}

fn named<'a>(known: &'a [List], name: &str) -> Option<&'a List> {
    let name = name.to_lowercase();
    known.iter().find(|list| list.name.to_lowercase() == name)
}

/// The list of this name, made where there is none yet.
pub(super) async fn list_for(
    work: &mut Unit<'_>,
    known: &[List],
    name: &str,
) -> Result<Uuid, Rejected> {
    if let Some(list) = named(known, name) {
        return Ok(list.id);
    }
    let request = CreateList {
        name: name.to_owned(),
        ..CreateList::default()
    };
    Ok(work.create_list(&request).await?.id)
}

/// "remind me an hour before the dentist", and nobody knows when that is.
fn reminds_of_no_day(draft: &Draft) -> bool {
    let early = matches!(draft.reminder, Some(Reminder::Before(_)));
    early && draft.due.is_none() && draft.recurrence.is_none()
}

/// Writes the task that a draft describes: in the list that it names, else in the person's default list.
/// Under `id`, where one was chosen; where the person's own task has it, that is the answer.
pub async fn add(
    work: &mut Unit<'_>,
    known: &[List],
    draft: Draft,
    id: Option<Uuid>,
) -> Result<Task, Rejected> {
    let list_id = match &draft.list {
        Some(name) => Some(list_for(work, known, name).await?),
        None => None,
    };
    let zone = work.now().time_zone().clone();
    let reminder = draft.reminder.filter(|_| !reminds_of_no_day(&draft));
    let request = CreateTask {
        id,
        list_id,
        title: draft.title,
        tags: draft.tags,
        priority: draft.priority,
        due: draft.due,
        recurrence: draft.recurrence,
        reminders: reminder.map(|reminder| vec![reminder_of(reminder, &zone)]),
        ..CreateTask::default()
    };
    work.create(&request).await
}
