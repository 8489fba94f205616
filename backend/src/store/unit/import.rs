//! Adding what was elsewhere before: a file's tasks, or those of a guest who signs in.

use jiff::ToSpan as _;
use shared::api::{ImportState, List, SavedFilter, Task, UndoOffer};
use uuid::Uuid;

use super::{
    super::{
        Error,
        filters::{self, WriteError},
        imports, lists,
        undo::Step,
    },
    Unit,
};
use crate::domain::{
    import::Item,
    list, position,
    task::{self, Place},
};

impl Unit<'_> {
    /// Adds what is not there yet, as it was; for each item whether it was added. What an item names that is gone
    /// meanwhile is made up for: a list by the Inbox, a parent by the top level.
    pub async fn import(&mut self, items: Vec<Item>) -> Result<Vec<bool>, Error> {
        let (mut task_ids, mut list_ids) = (Vec::new(), Vec::new());
        for item in &items {
            match item {
                Item::Task { task, .. } => {
                    task_ids.extend([Some(task.id), task.parent_id].into_iter().flatten());
                    list_ids.push(task.list_id);
                }
                Item::List(list) => list_ids.push(list.id),
                Item::Filter(_) => {}
            }
        }
        self.gather(&task_ids, &list_ids).await?;
        let mut added = Vec::with_capacity(items.len());
        for item in items {
            added.push(match item {
                Item::List(list) => self.import_list(list).await?,
                Item::Task { task, anchor } => {
                    let task = Task { anchor, ..*task };
                    self.import_task(task).await?
                }
                Item::Filter(filter) => self.import_filter(filter).await?,
            });
        }
        self.flush().await?;
        self.known = None;
        Ok(added)
    }

    async fn import_task(&mut self, task: Task) -> Result<bool, Error> {
        if self.task(task.id).await?.is_some() || self.is_taken(task.id).await? {
            return Ok(false);
        }
        let place = self.place_of_import(&task).await?;
        let mut change = task::imported(&task, place, self.now.timestamp());
        self.name_reminders(&mut change.after.reminders);
        self.write(change).await?;
        Ok(true)
    }

    async fn place_of_import(&mut self, task: &Task) -> Result<Place, Error> {
        if let Some(parent) = task.parent_id
            && let Some(parent) = self.task(parent).await?
            && parent.parent_id.is_none()
            && (parent.deleted_at.is_none() || task.deleted_at.is_some())
        {
            return self.placed_at(task, parent.list_id, Some(parent.id)).await;
        }
        let list = self.list(task.list_id).await?;
        // What is in the trash with its list comes back with it.
        let open = |list: &List| list.deleted_at.is_none() || task.deleted_at.is_some();
        let list = match list.filter(open) {
            Some(list) => list.id,
            None => self.inbox().await?,
        };
        self.placed_at(task, list, None).await
    }

    /// At the task's own position, or at the end where it has none.
    async fn placed_at(
        &mut self,
        task: &Task,
        list_id: Uuid,
        parent_id: Option<Uuid>,
    ) -> Result<Place, Error> {
        if task.position.is_empty() {
            return self.last_place(list_id, parent_id).await;
        }
        Ok(Place {
            list_id,
            parent_id,
            position: task.position.clone(),
        })
    }

    /// A list whose name was given to another meanwhile, or that would be one too many, is not added: its tasks go to
    /// the Inbox.
    async fn import_list(&mut self, list: List) -> Result<bool, Error> {
        let user = self.author.user;
        let all = lists::shown(&mut *self.tx, user, None).await?;
        let name = list.name.to_lowercase();
        let open = |list: &List| list.deleted_at.is_none();
        let same = |own: &List| {
            own.id == list.id || (open(own) && open(&list) && own.name.to_lowercase() == name)
        };
        let full = all.iter().filter(|own| open(own)).count() >= list::COUNT_MAX;
        if all.iter().any(same) || (full && open(&list)) {
            return Ok(false);
        }
        let end = lists::last_position(&mut *self.tx, user).await?;
        let position = position::between(end.as_deref(), None);
        let list = List {
            position: position.unwrap_or_else(|| "a0".to_owned()),
            ..list
        };
        match self.write_list(&list::imported(list)).await {
            Ok(written) => Ok(written),
            Err(lists::WriteError::NameTaken) => Ok(false),
            Err(lists::WriteError::Store(error)) => Err(error),
        }
    }

    async fn import_filter(&mut self, filter: SavedFilter) -> Result<bool, Error> {
        self.flush().await?;
        let user = self.author.user;
        let all = filters::all(&mut *self.tx, user, None).await?;
        let name = filter.name.to_lowercase();
        if all.iter().any(|own| own.name.to_lowercase() == name) {
            return Ok(false);
        }
        let filter = SavedFilter {
            id: self.app.clock.new_id(),
            ..filter
        };
        match filters::save(&mut self.tx, user, &filter).await {
            Ok(()) => Ok(true),
            Err(WriteError::NameTaken) => Ok(false),
            Err(WriteError::Store(error)) => Err(error),
        }
    }

    /// Ends an import, with a token that takes back all that it added. `false` when it was over already.
    pub async fn end_import(&mut self, id: Uuid, state: ImportState) -> Result<bool, Error> {
        let added = imports::added(&mut self.tx, id).await?;
        self.steps = added.iter().filter_map(added_by).collect();
        let undo = self.undo_token().await?.map(|undo| UndoOffer {
            token: undo.token,
            expires_at: undo.expires_at,
        });
        let now = self.now.timestamp();
        imports::finish(&mut self.tx, id, state, undo.as_ref(), now).await
    }

    /// Until when this replica is at an import, unless it says so again.
    #[must_use]
    pub fn claimed_until(&self, seconds: i64) -> jiff::Timestamp {
        let now = self.now.timestamp();
        now.saturating_add(seconds.seconds()).unwrap_or(now)
    }
}

fn added_by(item: &Item) -> Option<Step> {
    match item {
        Item::Task { task, .. } => Some(Step::Task {
            task_id: task.id,
            before: None,
            anchor: None,
            after_version: task.version,
            restores: None,
        }),
        Item::List(list) => Some(Step::List {
            list_id: list.id,
            before: None,
            after_version: list.version,
            restores: None,
        }),
        // A saved filter is not among what undo takes back.
        Item::Filter(_) => None,
    }
}
