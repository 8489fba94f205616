//! What may be done with a task, with all that changes along: its subtasks, its place, its repeat.

use jiff::civil::Date;
use serde_json::Value;
use shared::api::{Completed, CreateTask, EventData, Reminder, Status, Task};
use uuid::Uuid;

use super::{
    super::{Error, tasks},
    Rejected, TASK_EVENTS, Unit,
    place::in_list_of_parent,
    write::Told,
};
use crate::domain::{
    Invalid, position,
    task::{self, Change, Place},
};

impl Unit<'_> {
    /// Adds a task. An id that the person's own task has already returns that task.
    pub async fn create(&mut self, request: &CreateTask) -> Result<Task, Rejected> {
        let place = self.place_of(request).await?;
        let id = self.id_of(request.id)?;
        let mut change = task::create(request, id, place, self.default_reminder, &self.now)?;
        self.name_reminders(&mut change.after.reminders);
        if request.id.is_some() {
            if let Some(own) = self.task(id).await? {
                return Ok(own);
            }
            if self.is_taken(id).await? {
                return Err(Invalid::new("id", "this id is taken").into());
            }
        }
        let task = change.after.clone();
        self.write(change).await?;
        Ok(task)
    }

    /// The id that a client gave, or a new one.
    pub(super) fn id_of(&self, given: Option<Uuid>) -> Result<Uuid, Invalid> {
        match given {
            Some(id) if id.is_nil() => Err(Invalid::new("id", "must not be the nil UUID")),
            Some(id) => Ok(id),
            None => Ok(self.app.clock.new_id()),
        }
    }

    async fn place_of(&mut self, request: &CreateTask) -> Result<Place, Rejected> {
        let (list, parent) = match (request.parent_id, request.list_id) {
            (Some(parent), list) => {
                let parent = self.parent(parent, None).await?;
                if list.is_some_and(|list| list != parent.list_id) {
                    return Err(in_list_of_parent());
                }
                (parent.list_id, Some(parent.id))
            }
            (None, Some(list)) => (self.open_list(list).await?.id, None),
            (None, None) => (self.default_list().await?, None),
        };
        let end = self.last_place(list, parent).await?;
        Ok(match &request.position {
            Some(given) => Place {
                position: position::parse("position", given)?,
                ..end
            },
            None => end,
        })
    }

    /// Where a task goes that names no list.
    async fn default_list(&mut self) -> Result<Uuid, Error> {
        if let Some(id) = self.default_list
            && self
                .list(id)
                .await?
                .is_some_and(|list| list.deleted_at.is_none())
        {
            return Ok(id);
        }
        self.inbox().await
    }

    pub(super) fn name_reminders(&self, reminders: &mut [Reminder]) {
        for reminder in reminders.iter_mut().filter(|own| own.id.is_nil()) {
            reminder.id = self.app.clock.new_id();
        }
    }

    /// Applies a JSON merge patch.
    pub async fn update(&mut self, task: &Task, patch: &Value) -> Result<Task, Rejected> {
        let mut after = task::patched(task, patch, self.default_reminder, &self.now)?;
        let names = |field: &str| patch.get(field).is_some();
        if after.parent_id != task.parent_id || after.list_id != task.list_id {
            self.place_patched(task, &mut after, names("list_id"))
                .await?;
            if !names("position") {
                let end = self.last_place(after.list_id, after.parent_id).await?;
                after.position = end.position;
            }
        }
        self.name_reminders(&mut after.reminders);
        let Some(change) = task::updated(task, after, self.now.timestamp()) else {
            return Ok(task.clone());
        };
        let after = change.after.clone();
        let mut changes = self.children_along(task, &after).await?;
        changes.insert(0, change);
        self.write_all(changes).await?;
        Ok(after)
    }

    /// A subtask that is put into another list leaves its task.
    async fn place_patched(
        &mut self,
        task: &Task,
        after: &mut Task,
        list_named: bool,
    ) -> Result<(), Rejected> {
        match after.parent_id {
            Some(parent) if after.parent_id != task.parent_id => {
                let parent = self.parent(parent, Some(task)).await?;
                if list_named && after.list_id != parent.list_id {
                    return Err(in_list_of_parent());
                }
                after.list_id = parent.list_id;
            }
            Some(_) => {
                self.open_list(after.list_id).await?;
                after.parent_id = None;
            }
            None => {
                self.open_list(after.list_id).await?;
            }
        }
        Ok(())
    }

    /// Completes a task with its open subtasks; of a repeat, closes one occurrence. The same occurrence again
    /// gives the same answer.
    pub async fn complete(
        &mut self,
        task: &Task,
        occurrence: Option<Date>,
    ) -> Result<Completed, Rejected> {
        if let Some(day) = occurrence
            && task.due.as_ref().is_none_or(|due| due.date != day)
        {
            return self.closed_before(task, day).await;
        }
        outside_the_trash(task)?;
        let closed = task::close(task, self.app.clock.new_id(), &self.now);
        if let Some(closed) = closed {
            let answer = Completed {
                task: closed.advanced.after.clone(),
                completed: Some(closed.occurrence.after.clone()),
            };
            let mut changes = vec![closed.occurrence, closed.advanced];
            changes.extend(self.children_reset(task).await?);
            self.write_all(changes).await?;
            return Ok(answer);
        }
        let at = self.now.timestamp();
        let done = match task::complete(task, at) {
            Some(change) => {
                let done = change.after.clone();
                let children = self.children(task).await?;
                let open = children
                    .iter()
                    .filter_map(|child| task::complete(child, at));
                self.write_all(std::iter::once(change).chain(open).collect())
                    .await?;
                done
            }
            None => task.clone(),
        };
        Ok(Completed {
            completed: done.recurrence.is_some().then(|| done.clone()),
            task: done,
        })
    }

    async fn closed_before(&mut self, task: &Task, day: Date) -> Result<Completed, Rejected> {
        self.flush().await?;
        let closed = tasks::occurrence(&mut *self.tx, self.author.user, task.id, day).await?;
        match closed {
            Some(closed) => Ok(Completed {
                task: task.clone(),
                completed: Some(closed),
            }),
            None => Err(Rejected::Conflict(format!(
                "The task is not due on {day}, and no occurrence of that day was closed."
            ))),
        }
    }

    /// Moves a repeat on to its next occurrence, undone.
    pub async fn skip(&mut self, task: &Task) -> Result<Task, Rejected> {
        outside_the_trash(task)?;
        let change = task::skip(task, &self.now).ok_or_else(|| {
            Rejected::Conflict("There is no next occurrence to go on to.".to_owned())
        })?;
        let after = change.after.clone();
        let mut changes = self.children_reset(task).await?;
        changes.insert(0, change);
        self.write_all(changes).await?;
        Ok(after)
    }

    /// The next occurrence begins with all subtasks open.
    async fn children_reset(&mut self, task: &Task) -> Result<Vec<Change>, Error> {
        let at = self.now.timestamp();
        let children = self.children(task).await?;
        let done = children.iter().filter_map(|child| task::reopen(child, at));
        Ok(done.collect())
    }

    /// Opens a task again, and those subtasks that were completed with it.
    pub async fn reopen(&mut self, task: &Task) -> Result<Task, Rejected> {
        let at = self.now.timestamp();
        let Some(change) = task::reopen(task, at) else {
            return Ok(task.clone());
        };
        let after = change.after.clone();
        let children = self.children(task).await?;
        let along = children
            .iter()
            .filter(|child| child.completed_at == task.completed_at)
            .filter_map(|child| task::reopen(child, at));
        self.write_all(std::iter::once(change).chain(along).collect())
            .await?;
        Ok(after)
    }

    /// Moves a task to the trash with its subtasks.
    pub async fn delete(&mut self, task: &Task) -> Result<Task, Rejected> {
        let at = self.now.timestamp();
        let Some(change) = task::delete(task, at) else {
            return Ok(task.clone());
        };
        let after = change.after.clone();
        let children = self.children(task).await?;
        let along = children.iter().filter_map(|child| task::delete(child, at));
        self.write_all(std::iter::once(change).chain(along).collect())
            .await?;
        Ok(after)
    }

    /// Takes a task out of the trash, and those subtasks that went there with it.
    pub async fn restore(&mut self, task: &Task) -> Result<Task, Rejected> {
        let at = self.now.timestamp();
        let place = self.place_again(task).await?;
        let Some(change) = task::restore(task, place, at) else {
            return Ok(task.clone());
        };
        let after = change.after.clone();
        let children = self.family(task.id).await?;
        let along = children
            .iter()
            .filter(|child| child.deleted_at == task.deleted_at)
            .filter_map(|child| {
                let place = Place {
                    list_id: after.list_id,
                    parent_id: child.parent_id,
                    position: child.position.clone(),
                };
                task::restore(child, place, at)
            });
        let changes = std::iter::once(change).chain(along).collect();
        self.write_all(changes).await?;
        Ok(after)
    }

    /// Removes tasks of the trash for good, and their subtasks; how many that were.
    pub async fn purge(&mut self, ids: &[Uuid]) -> Result<usize, Error> {
        let user = self.author.user;
        let mut gone = tasks::find_all(&mut *self.tx, user, ids).await?;
        gone.retain(|task| task.deleted_at.is_some());
        let parents: Vec<_> = gone.iter().map(|task| task.id).collect();
        let children = tasks::relatives(&mut *self.tx, user, &[], &parents).await?;
        let mut gone: Vec<_> = children
            .into_iter()
            .filter(|child| !parents.contains(&child.id))
            .chain(gone)
            .collect();
        // Subtasks first: a client never holds one without its task.
        gone.sort_by_key(|task| (task.parent_id.is_none(), task.id));
        let ids: Vec<_> = gone.iter().map(|task| task.id).collect();
        tasks::purge(&mut self.tx, user, &ids).await?;
        let events = gone.into_iter().map(|task| Told {
            topic: TASK_EVENTS,
            kind: "task.purged".to_owned(),
            subject: task.id,
            data: EventData {
                task: Some(task),
                ..self.event()
            },
        });
        let events = events.collect();
        self.tell(events).await?;
        Ok(ids.len())
    }

    /// The subtasks of a task outside the trash.
    async fn children(&mut self, task: &Task) -> Result<Vec<Task>, Error> {
        let mut all = self.family(task.id).await?;
        all.retain(|child| child.deleted_at.is_none());
        Ok(all)
    }
}

fn outside_the_trash(task: &Task) -> Result<(), Rejected> {
    if task.deleted_at.is_some() && task.status == Status::Open {
        return Err(Rejected::Conflict(
            "The task is in the trash; restore it first.".to_owned(),
        ));
    }
    Ok(())
}
