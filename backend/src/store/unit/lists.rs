//! What may be done with a list. Its tasks go to the trash with it, and come back with it.

use serde_json::{Value, json};
use shared::api::{CreateList, EventData, List, MoveList};
use uuid::Uuid;

use super::{
    super::{Error, lists},
    Rejected, TASK_EVENTS, Unit,
    write::Told,
};
use crate::domain::{
    Invalid, list, position,
    task::{self, Place},
};

impl Unit<'_> {
    /// Adds a list. An id that the person's own list has already returns that list.
    pub async fn create_list(&mut self, request: &CreateList) -> Result<List, Rejected> {
        let id = self.id_of(request.id)?;
        let position = if let Some(given) = &request.position {
            position::parse("position", given)?
        } else {
            let last = lists::last_position(&mut *self.tx, self.author.user).await?;
            position::between(last.as_deref(), None).unwrap_or_else(|| "a0".to_owned())
        };
        let change = list::create(request, id, position, self.now.timestamp())?;
        if let Some(own) = self.list(id).await? {
            return Ok(own);
        }
        self.has_room_for_a_list().await?;
        if self.write_list(&change).await? {
            Ok(change.after)
        } else {
            Err(Invalid::new("id", "this id is taken").into())
        }
    }

    async fn has_room_for_a_list(&mut self) -> Result<(), Rejected> {
        let own = lists::all(&mut *self.tx, self.author.user).await?;
        Rejected::beyond(list::COUNT_MAX, own.len(), "lists", "delete")
    }

    /// Applies a JSON merge patch.
    pub async fn update_list(&mut self, list: &List, patch: &Value) -> Result<List, Rejected> {
        let Some(change) = list::update(list, patch, self.now.timestamp())? else {
            return Ok(list.clone());
        };
        self.write_list(&change).await?;
        Ok(change.after)
    }

    /// Moves a list beside another one. Where the two around it leave no room, all are numbered anew.
    pub async fn relocate_list(&mut self, list: &List, to: &MoveList) -> Result<List, Rejected> {
        let (field, neighbour) = match (to.before, to.after) {
            (Some(id), None) => ("before", id),
            (None, Some(id)) => ("after", id),
            _ => return Err(Invalid::new("body", "expected either before or after").into()),
        };
        let mut row = lists::all(&mut *self.tx, self.author.user).await?;
        row.retain(|other| other.id != list.id && !other.is_inbox);
        let index = row
            .iter()
            .position(|other| other.id == neighbour)
            .ok_or_else(|| Invalid::new(field, "there is no such other list"))?;
        let gap = index + usize::from(field == "after");
        let at = |index: Option<usize>| {
            let list = index.and_then(|index| row.get(index));
            list.map(|list| list.position.as_str())
        };
        let own = position::between(at(gap.checked_sub(1)), at(Some(gap)))
            .filter(|position| position.len() < position::LENGTH_LONG);
        let own = if let Some(own) = own {
            own
        } else {
            let mut positions = position::row(row.len() + 1);
            let own = positions.remove(gap);
            for (other, position) in row.iter().zip(positions) {
                self.update_list(other, &json!({"position": position}))
                    .await?;
            }
            own
        };
        self.update_list(list, &json!({"position": own})).await
    }

    /// Moves a list to the trash with its tasks.
    pub async fn delete_list(&mut self, list: &List) -> Result<List, Rejected> {
        let at = self.now.timestamp();
        let change = list::delete(list, at)
            .map_err(|error| Rejected::Conflict(format!("{}.", error.message)))?;
        let Some(change) = change else {
            return Ok(list.clone());
        };
        self.write_list(&change).await?;
        let all = self.of_list(list.id).await?;
        let along = all.iter().filter_map(|task| task::delete(task, at));
        self.write_all(along.collect()).await?;
        Ok(change.after)
    }

    /// Removes a list of the trash for good, once it holds nothing; how many that were.
    pub async fn purge_list(&mut self, id: Uuid) -> Result<usize, Error> {
        let Some(list) = self
            .list(id)
            .await?
            .filter(|list| list.deleted_at.is_some())
        else {
            return Ok(0);
        };
        if !lists::purge(&mut self.tx, self.author.user, id).await? {
            return Ok(0);
        }
        let data = EventData {
            list: Some(list),
            ..self.event()
        };
        self.tell(vec![Told {
            topic: TASK_EVENTS,
            kind: "list.purged".to_owned(),
            subject: id,
            data,
        }])
        .await?;
        Ok(1)
    }

    /// Takes a list out of the trash, and those tasks that went there with it.
    pub async fn restore_list(&mut self, list: &List) -> Result<List, Rejected> {
        let at = self.now.timestamp();
        let Some(change) = list::restore(list, at) else {
            return Ok(list.clone());
        };
        self.has_room_for_a_list().await?;
        self.write_list(&change).await?;
        let all = self.of_list(list.id).await?;
        let along = all
            .iter()
            .filter(|task| task.deleted_at == list.deleted_at)
            .filter_map(|task| {
                let place = Place {
                    list_id: task.list_id,
                    parent_id: task.parent_id,
                    position: task.position.clone(),
                };
                task::restore(task, place, at)
            });
        self.write_all(along.collect()).await?;
        Ok(change.after)
    }
}
