//! What a unit knows of a person's tasks and lists. One that makes many changes reads the rows of all of them at
//! once, keeps them in step with what it changes, and asks for nothing twice.

use std::collections::{HashMap, HashSet};

use shared::api::{List, Task};
use uuid::Uuid;

use super::{
    super::{Error, lists, tasks},
    Unit,
};
use crate::domain::task;

#[derive(Debug, Default)]
pub(super) struct Known {
    /// `None` for an id that is no task of the person.
    tasks: HashMap<Uuid, Option<Task>>,
    /// The subtasks of a task, trashed ones too, in their order.
    families: HashMap<Uuid, Vec<Uuid>>,
    lists: HashMap<Uuid, Option<List>>,
    /// The last position of a list, or of the subtasks of a task.
    ends: HashMap<(Uuid, Option<Uuid>), Option<String>>,
    /// Ids that are somebody else's tasks.
    foreign: HashSet<Uuid>,
    inbox: Option<Uuid>,
}

impl Known {
    /// Keeps in step with a change.
    pub(super) fn changed(&mut self, change: &task::Change) {
        let (id, after) = (change.after.id, &change.after);
        let parent_before = change.before.as_ref().and_then(|task| task.parent_id);
        if change.before.is_none() {
            self.families.insert(id, Vec::new());
        }
        if parent_before != after.parent_id || change.before.is_none() {
            if let Some(family) = parent_before.and_then(|old| self.families.get_mut(&old)) {
                family.retain(|child| *child != id);
            }
            if let Some(family) = after.parent_id.and_then(|new| self.families.get_mut(&new)) {
                family.push(id);
            }
        }
        // An end that is too far is an end, too.
        if let Some(end) = self.ends.get_mut(&(after.list_id, after.parent_id))
            && end
                .as_deref()
                .is_none_or(|end| end < after.position.as_str())
        {
            *end = Some(after.position.clone());
        }
        self.tasks.insert(id, Some(after.clone()));
    }

    pub(super) fn keep_list(&mut self, id: Uuid, list: Option<List>) {
        self.lists.insert(id, list);
    }

    fn keep_tasks(&mut self, ids: &[Uuid], found: Vec<Task>) {
        for id in ids {
            self.tasks.entry(*id).or_default();
        }
        for task in found {
            self.tasks.insert(task.id, Some(task));
        }
    }
}

impl Unit<'_> {
    /// Reads the tasks that are about to be changed, with their parents, subtasks and lists: the changes themselves
    /// then read nothing, and are written together.
    pub async fn gather(&mut self, task_ids: &[Uuid], list_ids: &[Uuid]) -> Result<(), Error> {
        let user = self.author.user;
        let mut known = Known::default();
        let found = tasks::find_all(&mut *self.tx, user, task_ids).await?;
        let parents: Vec<_> = found.iter().filter_map(|task| task.parent_id).collect();
        let family = tasks::relatives(&mut *self.tx, user, &parents, task_ids).await?;
        for id in task_ids {
            known.families.insert(*id, Vec::new());
        }
        for task in &family {
            if let Some(family) = task.parent_id.and_then(|id| known.families.get_mut(&id)) {
                family.push(task.id);
            }
        }
        let list_ids: Vec<_> = list_ids
            .iter()
            .copied()
            .chain(found.iter().chain(&family).map(|task| task.list_id))
            .collect();
        let lists = lists::find_all(&mut *self.tx, user, &list_ids).await?;
        for id in list_ids {
            known.lists.entry(id).or_default();
        }
        for list in lists {
            known.lists.insert(list.id, Some(list));
        }
        known.keep_tasks(task_ids, found);
        known.keep_tasks(&parents, family);
        let unknown: Vec<_> = known
            .tasks
            .iter()
            .filter(|(_, task)| task.is_none())
            .map(|(id, _)| *id)
            .collect();
        if !unknown.is_empty() {
            known.foreign = tasks::taken(&mut *self.tx, &unknown).await?;
        }
        self.known = Some(known);
        Ok(())
    }

    pub async fn task(&mut self, id: Uuid) -> Result<Option<Task>, Error> {
        if let Some(task) = self.known.as_ref().and_then(|known| known.tasks.get(&id)) {
            return Ok(task.clone());
        }
        let task = tasks::find(&mut *self.tx, self.author.user, id).await?;
        if let Some(known) = &mut self.known {
            known.tasks.insert(id, task.clone());
        }
        Ok(task)
    }

    pub async fn list(&mut self, id: Uuid) -> Result<Option<List>, Error> {
        if let Some(list) = self.known.as_ref().and_then(|known| known.lists.get(&id)) {
            return Ok(list.clone());
        }
        let list = lists::find(&mut *self.tx, self.author.user, id).await?;
        if let Some(known) = &mut self.known {
            known.lists.insert(id, list.clone());
        }
        Ok(list)
    }

    /// Whether an id that is no task of the person is somebody else's.
    pub(super) async fn is_taken(&mut self, id: Uuid) -> Result<bool, Error> {
        if let Some(known) = &self.known
            && known.tasks.contains_key(&id)
        {
            return Ok(known.foreign.contains(&id));
        }
        Ok(!tasks::taken(&mut *self.tx, &[id]).await?.is_empty())
    }

    /// The subtasks of a task, trashed ones too, in their order.
    pub(super) async fn family(&mut self, parent: Uuid) -> Result<Vec<Task>, Error> {
        if let Some(known) = &self.known
            && let Some(ids) = known.families.get(&parent)
        {
            let tasks = ids.iter().filter_map(|id| known.tasks.get(id)?.clone());
            return Ok(tasks.collect());
        }
        self.flush().await?;
        let found = tasks::children(&mut *self.tx, self.author.user, parent).await?;
        if let Some(known) = &mut self.known {
            let ids = found.iter().map(|task| task.id).collect();
            known.families.insert(parent, ids);
            known.keep_tasks(&[], found.clone());
        }
        Ok(found)
    }

    /// The tasks of a list, trashed ones too, in their order.
    pub(super) async fn of_list(&mut self, list: Uuid) -> Result<Vec<Task>, Error> {
        self.flush().await?;
        tasks::of_list(&mut *self.tx, self.author.user, list).await
    }

    pub(super) async fn inbox(&mut self) -> Result<Uuid, Error> {
        if let Some(inbox) = self.known.as_ref().and_then(|known| known.inbox) {
            return Ok(inbox);
        }
        let inbox = lists::inbox(&mut *self.tx, self.author.user).await?;
        if let Some(known) = &mut self.known {
            known.inbox = Some(inbox);
        }
        Ok(inbox)
    }

    /// The last position of a list, or of the subtasks of a task.
    pub(super) async fn end(
        &mut self,
        list: Uuid,
        parent: Option<Uuid>,
    ) -> Result<Option<String>, Error> {
        if let Some(end) = self
            .known
            .as_ref()
            .and_then(|known| known.ends.get(&(list, parent)))
        {
            return Ok(end.clone());
        }
        self.flush().await?;
        let end = tasks::last_position(&mut *self.tx, self.author.user, list, parent).await?;
        if let Some(known) = &mut self.known {
            known.ends.insert((list, parent), end.clone());
        }
        Ok(end)
    }
}
