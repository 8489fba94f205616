//! Undo: brings back what was before, all of it or nothing.

use std::collections::HashMap;

use shared::api::{List, Task, Undone};
use uuid::Uuid;

use super::{
    super::{
        Error,
        lists::{self, WriteError},
        tasks,
        undo::{self, Entry, Step},
    },
    Unit,
};
use crate::{
    domain::{list, task},
    secret,
};

/// Why an undo token reverts nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the token is unknown, used, or too old")]
    Unknown,
    #[error("changed since: {}", .0.join(", "))]
    Changed(Vec<String>),
    #[error(transparent)]
    Store(#[from] Error),
}

/// What the steps of a token are about, as it is now.
#[derive(Debug, Default)]
struct Present {
    tasks: HashMap<Uuid, Task>,
    lists: HashMap<Uuid, List>,
}

impl Unit<'_> {
    /// Reverts what a token stands for, the last change first: all of it, or nothing once this unit is dropped.
    pub async fn revert(&mut self, token: &str) -> Result<Undone, Refused> {
        let (user, now) = (self.author.user, self.now.timestamp());
        let entry = undo::take(&mut self.tx, &secret::hash(token), user, now)
            .await?
            .ok_or(Refused::Unknown)?;
        self.revert_entry(entry).await
    }

    /// Undo: reverts the person's newest change that is not reverted yet; `None` when none is left.
    pub async fn revert_newest(&mut self) -> Result<Option<Undone>, Refused> {
        self.take_back_newest(false).await
    }

    /// Redo: takes the person's newest undo back; `None` when none is left.
    pub async fn reapply_newest(&mut self) -> Result<Option<Undone>, Refused> {
        self.take_back_newest(true).await
    }

    async fn take_back_newest(&mut self, reverts: bool) -> Result<Option<Undone>, Refused> {
        let (user, now) = (self.author.user, self.now.timestamp());
        match undo::take_newest(&mut self.tx, user, reverts, now).await? {
            Some(entry) => self.revert_entry(entry).await.map(Some),
            None => Ok(None),
        }
    }

    async fn revert_entry(&mut self, entry: Entry) -> Result<Undone, Refused> {
        self.reverts = !entry.reverts;
        self.revert_steps(&entry.steps).await
    }

    async fn revert_steps(&mut self, steps: &[Step]) -> Result<Undone, Refused> {
        let mut present = self.present(steps).await?;
        // What comes back together is written together.
        self.known.get_or_insert_default();
        for step in steps.iter().rev() {
            self.revert_step(step, &mut present).await?;
        }
        self.flush().await?;
        self.known = None;
        self.kept_together(&present).await?;
        let mut undone = Undone {
            tasks: present.tasks.into_values().collect(),
            lists: present.lists.into_values().collect(),
        };
        undone.tasks.sort_by_key(|task| task.id);
        undone.lists.sort_by_key(|list| list.id);
        Ok(undone)
    }

    /// Refuses when something is newer than what the steps made of it, or came between two of them.
    async fn present(&mut self, steps: &[Step]) -> Result<Present, Refused> {
        let (user, now) = (self.author.user, self.now.timestamp());
        let (mut made, mut between) = (HashMap::new(), Vec::new());
        for step in steps {
            let id = step.subject();
            if let Some(made) = made.insert(id, step.after_version())
                && let Some(found) = step.before_version()
            {
                between.push((id, found, made));
            }
        }
        let ids: Vec<_> = made.keys().copied().collect();
        let found_tasks = tasks::find_all(&mut *self.tx, user, &ids).await?;
        let found_lists = lists::find_all(&mut *self.tx, user, &ids).await?;
        let now_there = found_tasks
            .iter()
            .map(|task| (task.id, task.version))
            .chain(found_lists.iter().map(|list| (list.id, list.version)))
            .filter_map(|(id, version)| Some((id, version, *made.get(&id)?)));
        let mut newer: Vec<_> = now_there
            .chain(between)
            .filter(|(_, found, made)| found != made)
            .collect();
        if !newer.is_empty() {
            let undone = undo::restorations(&mut self.tx, user, now).await?;
            newer.retain(|(id, found, made)| !brought_back(&undone, *id, *found, *made));
        }
        let changed = |id: Uuid| newer.iter().any(|(newer, ..)| *newer == id);
        let tasks = found_tasks.iter().filter(|task| changed(task.id));
        let lists = found_lists.iter().filter(|list| changed(list.id));
        let names: Vec<_> = tasks
            .map(|task| task.title.clone())
            .chain(lists.map(|list| list.name.clone()))
            .collect();
        if !names.is_empty() {
            return Err(Refused::Changed(names));
        }
        Ok(Present {
            tasks: found_tasks
                .into_iter()
                .map(|task| (task.id, task))
                .collect(),
            lists: found_lists
                .into_iter()
                .map(|list| (list.id, list))
                .collect(),
        })
    }

    async fn revert_step(&mut self, step: &Step, present: &mut Present) -> Result<(), Refused> {
        let now = self.now.timestamp();
        match step {
            Step::Task {
                task_id,
                before,
                anchor,
                ..
            } => {
                let Some(task) = present.tasks.get(task_id) else {
                    return Ok(());
                };
                let before = before.as_deref().map(|before| Task {
                    anchor: anchor.clone(),
                    ..before.clone()
                });
                if let Some(change) = task::revert(task, before.as_ref(), now) {
                    present.tasks.insert(*task_id, change.after.clone());
                    self.write(change).await?;
                    self.name_restored(before.as_ref().map(|before| before.version));
                }
            }
            Step::List {
                list_id, before, ..
            } => {
                let Some(list) = present.lists.get(list_id) else {
                    return Ok(());
                };
                if let Some(change) = list::revert(list, before.as_ref(), now) {
                    match self.write_list(&change).await {
                        Ok(_) => {}
                        Err(WriteError::NameTaken) => {
                            return Err(Refused::Changed(vec![change.after.name]));
                        }
                        Err(WriteError::Store(error)) => return Err(error.into()),
                    }
                    self.name_restored(before.as_ref().map(|before| before.version));
                    present.lists.insert(*list_id, change.after);
                }
            }
        }
        Ok(())
    }

    fn name_restored(&mut self, version: Option<i64>) {
        if let Some(Step::Task { restores, .. } | Step::List { restores, .. }) =
            self.steps.last_mut()
        {
            *restores = version;
        }
    }

    /// Refuses to bring a task back into a list, or under a task, that is in the trash by now; and to trash a
    /// list that holds tasks which came later.
    async fn kept_together(&mut self, present: &Present) -> Result<(), Refused> {
        let user = self.author.user;
        let live: Vec<_> = present
            .tasks
            .values()
            .filter(|task| task.deleted_at.is_none())
            .collect();
        let list_ids: Vec<_> = live.iter().map(|task| task.list_id).collect();
        let parent_ids: Vec<_> = live.iter().filter_map(|task| task.parent_id).collect();
        let trashed_lists = lists::find_all(&mut *self.tx, user, &list_ids).await?;
        let trashed_tasks = tasks::find_all(&mut *self.tx, user, &parent_ids).await?;
        let mut names: Vec<_> = trashed_lists
            .into_iter()
            .filter(|list| list.deleted_at.is_some())
            .map(|list| list.name)
            .chain(
                trashed_tasks
                    .into_iter()
                    .filter(|task| task.deleted_at.is_some())
                    .map(|task| task.title),
            )
            .collect();
        for list in present
            .lists
            .values()
            .filter(|list| list.deleted_at.is_some())
        {
            let held = tasks::of_list(&mut *self.tx, user, list.id).await?;
            let later = held.into_iter().filter(|task| task.deleted_at.is_none());
            names.extend(later.map(|task| task.title));
        }
        if names.is_empty() {
            Ok(())
        } else {
            Err(Refused::Changed(names))
        }
    }
}

/// Whether a version is, through one undo after another, an older one brought back.
fn brought_back(undone: &[Step], id: Uuid, version: i64, wanted: i64) -> bool {
    let mut version = version;
    // Each undo brings back a version older than the one it made.
    while version > wanted {
        let restored = undone.iter().find_map(|step| match step {
            Step::Task {
                task_id: of,
                after_version,
                restores,
                ..
            }
            | Step::List {
                list_id: of,
                after_version,
                restores,
                ..
            } if *of == id && *after_version == version => *restores,
            Step::Task { .. } | Step::List { .. } => None,
        });
        match restored {
            Some(restored) => version = restored,
            None => return false,
        }
    }
    version == wanted
}
