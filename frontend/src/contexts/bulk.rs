//! What is done to all tasks that are picked: so many at a time that it shows how far it is, and can be ended there.

use jiff::civil::Date;
use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::api::{Due, Task, text::Text as _};
use uuid::Uuid;

use super::{actions::LEAVING, browser, fields::Fields, post::Form, store::Store};
use crate::{
    functions::{Failure, tasks::Bulk as BulkChange},
    texts::text,
};

/// As many operations go into one request.
const AT_ONCE: usize = 100;

/// How far a long piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: usize,
    pub(crate) all: usize,
}

/// What is done to all tasks that are picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bulk {
    Complete,
    Delete,
    /// To a day; to none where it is empty.
    Due(String),
    List(Uuid),
    Tag(String),
}

impl Bulk {
    const fn name(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Delete => "delete",
            Self::Due(_) | Self::Tag(_) => "update",
            Self::List(_) => "move",
        }
    }

    /// Says that it was done to so many tasks.
    fn done(&self, count: usize) -> String {
        match self {
            Self::Complete => text!(notices::completed_all(count)),
            Self::Delete => text!(notices::deleted_all(count)),
            Self::Due(_) => text!(notices::rescheduled_all(count)),
            Self::List(_) => text!(notices::moved_all(count)),
            Self::Tag(_) => text!(notices::tagged_all(count)),
        }
    }

    /// The task as it will be.
    fn apply(&self, task: &mut Task) {
        match self {
            Self::Complete => task.completed_at = Some(browser::now()),
            Self::Delete => task.deleted_at = Some(browser::now()),
            Self::Due(day) => {
                let time = task.due.as_ref().and_then(|due| due.time);
                task.due = Date::read(day).map(|date| Due {
                    date,
                    time,
                    time_zone: None,
                });
            }
            Self::List(list) => task.list_id = *list,
            Self::Tag(tag) if !task.tags.contains(tag) => task.tags.push(tag.clone()),
            Self::Tag(_) => {}
        }
    }

    fn form(&self, key: Uuid, after: &[Task]) -> Option<Form> {
        let form = Form::to(BulkChange::PATH)?
            .with("action", self.name())
            .with("key", &key.to_string());
        let items = after.iter().enumerate();
        Some(items.fold(form, |form, (at, task)| {
            let form = form.with(&format!("items[{at}][id]"), &task.id.to_string());
            // It may be sent much later, when another occurrence is due.
            let occurrence = task
                .due
                .as_ref()
                .filter(|_| *self == Self::Complete && task.recurrence.is_some());
            let form = match occurrence {
                Some(due) => form.with(&format!("items[{at}][occurrence]"), &due.date.to_string()),
                None => form,
            };
            form.with_fields(&format!("items[{at}][fields]"), &self.fields(task))
        }))
    }

    fn fields(&self, after: &Task) -> Fields {
        let mut fields = Fields::default();
        match self {
            Self::Complete | Self::Delete => {}
            Self::Due(day) => fields.due_date = Some(day.clone()),
            Self::List(list) => fields.list_id = Some(list.to_string()),
            Self::Tag(_) => fields.tags = Some(after.tags.join(" ")),
        }
        fields
    }
}

impl Store {
    /// Does the same to all tasks that are picked. What was done when it is cancelled stays done.
    pub(crate) fn bulk(self, bulk: Bulk) {
        let ids = self.selected().get_untracked();
        self.selected().set(Vec::new());
        let (progress, all) = (self.progress(), ids.len());
        spawn_local(async move {
            let (mut done, mut undo) = (0, Vec::new());
            // What goes into one request is done before a bar could be read.
            progress.set((all > AT_ONCE).then_some(Progress { done, all }));
            for ids in ids.chunks(AT_ONCE) {
                if all > AT_ONCE && progress.get_untracked().is_none() {
                    break;
                }
                match self.some(&bulk, ids).await {
                    Ok((count, token)) => {
                        done += count;
                        undo.extend(token);
                    }
                    Err(failure) => {
                        self.toasts.problem(failure.to_string());
                        break;
                    }
                }
                progress.update(|progress| {
                    if let Some(progress) = progress {
                        progress.done = done;
                    }
                });
            }
            progress.set(None);
            if done > 0 {
                let undo = Some(undo.join(" ")).filter(|undo| !undo.is_empty());
                self.toasts.done(bulk.done(done), undo);
            }
        });
    }

    /// As many as go into one request, shown as done at once: how many there were, and the token that reverts it.
    async fn some(self, bulk: &Bulk, ids: &[Uuid]) -> Result<(usize, Option<String>), Failure> {
        let key = Uuid::new_v4();
        // As they show, whatever of it the server has yet to confirm: what is picked is never passed over silently.
        let before = ids.iter().filter_map(|id| {
            let shown = self
                .tasks
                .with_untracked(|tasks| tasks.get(*id).map(|task| Task::clone(task)))?;
            let done = shown.completed_at.is_some() && *bulk == Bulk::Complete;
            (!done && shown.deleted_at.is_none()).then_some(shown)
        });
        let after: Vec<_> = before
            .map(|mut task| {
                bulk.apply(&mut task);
                task
            })
            .collect();
        let ids: Vec<_> = after.iter().map(|task| task.id).collect();
        if ids.is_empty() {
            return Ok((0, None));
        }
        let form = bulk.form(key, &after);
        self.tasks.update(|tasks| {
            for task in after {
                tasks.begin(key, task);
            }
        });
        let gone = ids.clone();
        set_timeout(move || self.leave_all(&gone), LEAVING);
        // Of what waits, the line at the top of the page tells.
        let settled = self.settle(key, &ids, form).await?;
        Ok(settled.map_or((0, None), |changed| (ids.len(), changed.undo)))
    }

    fn leave_all(self, ids: &[Uuid]) {
        self.tasks.update(|tasks| {
            for id in ids {
                tasks.leave(*id);
            }
        });
    }
}
