//! Where a task goes: its list, the task it is part of, and its place among its neighbours.

use std::collections::BTreeMap;

use shared::api::{List, MoveTask, Task};
use uuid::Uuid;

use super::{
    super::{Error, tasks},
    Rejected, Unit,
};
use crate::domain::{
    Invalid, position,
    task::{self, Place},
};

impl Unit<'_> {
    /// A list that tasks can be put into.
    pub(super) async fn open_list(&mut self, id: Uuid) -> Result<List, Rejected> {
        self.list(id)
            .await?
            .filter(|list| list.deleted_at.is_none())
            .ok_or_else(|| Invalid::new("list_id", "there is no such list").into())
    }

    /// A task that `child` can be part of: one level, no circle.
    pub(super) async fn parent(
        &mut self,
        id: Uuid,
        child: Option<&Task>,
    ) -> Result<Task, Rejected> {
        let wrong = |message: &str| Rejected::from(Invalid::new("parent_id", message));
        let parent = self
            .task(id)
            .await?
            .filter(|task| task.deleted_at.is_none())
            .ok_or_else(|| wrong("there is no such task"))?;
        if parent.parent_id.is_some() {
            return Err(wrong("a subtask has no subtasks of its own"));
        }
        let Some(child) = child else {
            return Ok(parent);
        };
        if child.id == parent.id {
            return Err(wrong("a task is not part of itself"));
        }
        if !self.family(child.id).await?.is_empty() {
            return Err(wrong("a task with subtasks cannot be a subtask"));
        }
        Ok(parent)
    }

    /// The last place of a list or under a task.
    pub(super) async fn last_place(
        &mut self,
        list_id: Uuid,
        parent_id: Option<Uuid>,
    ) -> Result<Place, Error> {
        let last = self.end(list_id, parent_id).await?;
        Ok(Place {
            list_id,
            parent_id,
            position: position::between(last.as_deref(), None).unwrap_or_else(|| "a0".to_owned()),
        })
    }

    /// Where a restored task goes: back, or to the Inbox and to the top level where its list or parent is gone.
    pub(super) async fn place_again(&mut self, task: &Task) -> Result<Place, Error> {
        if let Some(parent) = task.parent_id
            && let Some(parent) = self.task(parent).await?
            && parent.deleted_at.is_none()
        {
            return Ok(Place {
                list_id: parent.list_id,
                parent_id: Some(parent.id),
                position: task.position.clone(),
            });
        }
        let list = self.list(task.list_id).await?;
        if list.is_some_and(|list| list.deleted_at.is_none()) {
            return Ok(Place {
                list_id: task.list_id,
                parent_id: None,
                position: task.position.clone(),
            });
        }
        let inbox = self.inbox().await?;
        self.last_place(inbox, None).await
    }

    /// Moves a task, its subtasks with it. Where its new neighbours leave no room, they are numbered anew.
    pub async fn relocate(&mut self, task: &Task, to: &MoveTask) -> Result<Task, Rejected> {
        let place = match self.destination(task, to).await? {
            Destination::End(place) => place,
            Destination::Beside { neighbour, before } => {
                match self.beside(task, &neighbour, before).await? {
                    Some(place) => place,
                    None => self.make_room(task, &neighbour, before).await?,
                }
            }
        };
        let at = self.now.timestamp();
        let Some(change) = task::relocate(task, place, at) else {
            return Ok(task.clone());
        };
        let after = change.after.clone();
        let mut changes = self.children_along(task, &after).await?;
        changes.insert(0, change);
        self.write_all(changes).await?;
        Ok(after)
    }

    /// Subtasks are in the list of their task.
    pub(super) async fn children_along(
        &mut self,
        before: &Task,
        after: &Task,
    ) -> Result<Vec<task::Change>, Error> {
        if before.list_id == after.list_id {
            return Ok(Vec::new());
        }
        let at = self.now.timestamp();
        let children = self.family(after.id).await?;
        let moved = children.iter().filter_map(|child| {
            let place = Place {
                list_id: after.list_id,
                parent_id: child.parent_id,
                position: child.position.clone(),
            };
            task::relocate(child, place, at)
        });
        Ok(moved.collect())
    }

    async fn destination(&mut self, task: &Task, to: &MoveTask) -> Result<Destination, Rejected> {
        if let (Some(before), Some(after)) = (to.before, to.after) {
            return Err(Invalid::new(
                "after",
                format!("expected either before or after, not both {before} and {after}"),
            )
            .into());
        }
        if let Some((field, id)) = to
            .before
            .map(|id| ("before", id))
            .or(to.after.map(|id| ("after", id)))
        {
            let neighbour = self.neighbour(task, to, field, id).await?;
            if let Some(parent) = neighbour.parent_id
                && neighbour.parent_id != task.parent_id
            {
                self.parent(parent, Some(task)).await?;
            }
            return Ok(Destination::Beside {
                neighbour: Box::new(neighbour),
                before: to.before.is_some(),
            });
        }
        let place = match (to.parent_id, to.list_id) {
            (Some(parent), list) => {
                let parent = self.parent(parent, Some(task)).await?;
                if list.is_some_and(|list| list != parent.list_id) {
                    return Err(in_list_of_parent());
                }
                self.last_place(parent.list_id, Some(parent.id)).await?
            }
            (None, Some(list)) => {
                let list = self.open_list(list).await?;
                self.last_place(list.id, None).await?
            }
            (None, None) => {
                let message = "expected list_id, parent_id, before or after";
                return Err(Invalid::new("body", message).into());
            }
        };
        Ok(Destination::End(place))
    }

    async fn neighbour(
        &mut self,
        task: &Task,
        to: &MoveTask,
        field: &'static str,
        id: Uuid,
    ) -> Result<Task, Rejected> {
        let neighbour = self
            .task(id)
            .await?
            .filter(|neighbour| neighbour.deleted_at.is_none() && neighbour.id != task.id)
            .ok_or_else(|| Invalid::new(field, "there is no such other task"))?;
        let elsewhere = to.list_id.is_some_and(|list| list != neighbour.list_id)
            || to
                .parent_id
                .is_some_and(|parent| Some(parent) != neighbour.parent_id);
        if elsewhere {
            return Err(Invalid::new(field, "that task is somewhere else").into());
        }
        Ok(neighbour)
    }

    async fn beside(
        &mut self,
        task: &Task,
        neighbour: &Task,
        before: bool,
    ) -> Result<Option<Place>, Error> {
        self.flush().await?;
        let user = self.author.user;
        let next = tasks::neighbour(&mut *self.tx, user, neighbour, task.id, before).await?;
        let own = Some(neighbour.position.as_str());
        let position = if before {
            position::between(next.as_deref(), own)
        } else {
            position::between(own, next.as_deref())
        };
        Ok(position
            .filter(|position| position.len() < position::LENGTH_LONG)
            .map(|position| Place {
                list_id: neighbour.list_id,
                parent_id: neighbour.parent_id,
                position,
            }))
    }

    /// Numbers the tasks of a list anew, and the subtasks of each, in the order in which they are.
    pub async fn renumber(&mut self, list: Uuid) -> Result<(), Error> {
        let mut rows: BTreeMap<Option<Uuid>, Vec<Task>> = BTreeMap::new();
        for task in self.of_list(list).await? {
            if task.deleted_at.is_none() {
                rows.entry(task.parent_id).or_default().push(task);
            }
        }
        let at = self.now.timestamp();
        let changes = rows.into_values().flat_map(|row| {
            let positions = position::row(row.len());
            row.into_iter()
                .zip(positions)
                .filter_map(move |(task, position)| {
                    let place = Place {
                        list_id: task.list_id,
                        parent_id: task.parent_id,
                        position,
                    };
                    task::relocate(&task, place, at)
                })
        });
        let changes = changes.collect();
        self.write_all(changes).await
    }

    /// Numbers the neighbours anew, with a gap for the task.
    async fn make_room(
        &mut self,
        task: &Task,
        neighbour: &Task,
        before: bool,
    ) -> Result<Place, Error> {
        let all = self.of_list(neighbour.list_id).await?;
        let row: Vec<_> = all
            .iter()
            .filter(|other| other.parent_id == neighbour.parent_id && other.id != task.id)
            .collect();
        let index = row
            .iter()
            .position(|other| other.id == neighbour.id)
            .unwrap_or_default();
        let gap = if before { index } else { index + 1 };
        let mut positions = position::row(row.len() + 1);
        let own = positions.remove(gap);
        let place = |position| Place {
            list_id: neighbour.list_id,
            parent_id: neighbour.parent_id,
            position,
        };
        let at = self.now.timestamp();
        let moved = row
            .iter()
            .zip(positions)
            .filter_map(|(other, position)| task::relocate(other, place(position), at));
        let moved = moved.collect();
        self.write_all(moved).await?;
        Ok(place(own))
    }
}

#[derive(Debug)]
enum Destination {
    End(Place),
    Beside { neighbour: Box<Task>, before: bool },
}

pub(super) fn in_list_of_parent() -> Rejected {
    Invalid::new("list_id", "a subtask is in the list of its task").into()
}
