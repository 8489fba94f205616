//! A guest who signs in to an account brings everything along.

use std::collections::HashMap;

use shared::api::Task;
use uuid::Uuid;

use super::{
    super::{Error, conversations, filters, lists, tasks, users},
    Unit,
};
use crate::domain::import::Item;

impl Unit<'_> {
    /// Moves all that a guest has to this person, as changes of theirs, and ends the guest; how many tasks came.
    /// Lists of one name become one, and the Inbox goes into the Inbox.
    pub async fn merge(&mut self, guest: Uuid) -> Result<usize, Error> {
        if !users::lock_guest(&mut *self.tx, guest).await? {
            return Ok(0);
        }
        let mut tasks = tasks::everything(&mut *self.tx, guest).await?;
        let theirs = lists::all(&mut *self.tx, guest).await?;
        let saved = filters::all(&mut *self.tx, guest, None).await?;
        conversations::hand_over(&mut self.tx, guest, self.author.user).await?;
        // Their ids are free from here on.
        users::delete(&mut self.tx, guest).await?;
        let own = lists::all(&mut *self.tx, self.author.user).await?;
        let mut target_of = HashMap::new();
        let mut items = Vec::new();
        for list in theirs {
            let same = own.iter().find(|own| {
                let named = own.name.to_lowercase() == list.name.to_lowercase();
                named || (own.is_inbox && list.is_inbox)
            });
            match same {
                Some(own) => drop(target_of.insert(list.id, own.id)),
                None => items.push(Item::List(list)),
            }
        }
        // In their order, at the end of each list, each part after its whole.
        tasks.sort_by(|one, other| {
            let key = |task: &Task| (task.parent_id.is_some(), task.position.clone(), task.id);
            key(one).cmp(&key(other))
        });
        items.extend(tasks.into_iter().map(|task| {
            Item::Task {
                anchor: task.anchor.clone(),
                task: Box::new(Task {
                    list_id: target_of
                        .get(&task.list_id)
                        .copied()
                        .unwrap_or(task.list_id),
                    position: String::new(),
                    ..task
                }),
            }
        }));
        let is_task: Vec<_> = items
            .iter()
            .map(|item| matches!(item, Item::Task { .. }))
            .collect();
        let filters = saved.into_iter().map(Item::Filter);
        items.extend(filters);
        let added = self.import(items).await?;
        Ok(added
            .into_iter()
            .zip(is_task)
            .filter(|(added, is_task)| *added && *is_task)
            .count())
    }
}
