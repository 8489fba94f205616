//! What a command does to lists.

use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{CreateList, List, Task};
use uuid::Uuid;

use super::{outcome::Asks, reply, turn::Turn};
use crate::store::{tasks, unit::Rejected};

/// A list as it was when somebody was asked whether to delete it, with the tasks that would go along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PinnedList {
    id: Uuid,
    version: i64,
    /// Ids and versions.
    pub(super) tasks: Vec<(Uuid, i64)>,
}

impl Turn<'_, '_> {
    pub(super) async fn create_list(&mut self, name: &str) -> Result<(), Rejected> {
        if let Some(list) = self.list_named(name) {
            let sentence = format!("There is a list “{}” already.", list.name);
            self.says(sentence);
            return Ok(());
        }
        let request = CreateList {
            name: name.to_owned(),
            ..CreateList::default()
        };
        let list = self.work.create_list(&request).await?;
        self.says(format!("Created the list “{}”.", list.name));
        self.lists_changed().await
    }

    pub(super) async fn rename_list(&mut self, from: &str, to: &str) -> Result<(), Rejected> {
        let Some(list) = self.list_named(from).cloned() else {
            self.says(format!("There is no list “{from}”."));
            return Ok(());
        };
        let list = self.work.update_list(&list, &json!({"name": to})).await?;
        self.says(format!("“{from}” is called “{}” now.", list.name));
        self.lists_changed().await
    }

    /// A list with several tasks is a set of them: it waits for a yes.
    pub(super) async fn delete_list(&mut self, name: &str) -> Result<(), Rejected> {
        let Some(list) = self.list_named(name).cloned() else {
            self.says(format!("There is no list “{name}”."));
            return Ok(());
        };
        let held = self.held(&list).await?;
        if held.len() < 2 {
            return self.trash_list(&list).await;
        }
        let pinned = PinnedList {
            id: list.id,
            version: list.version,
            tasks: versions(&held),
        };
        self.asks(
            reply::list_question(&list, &held),
            Asks {
                lists: vec![pinned],
                ..Asks::default()
            },
        );
        Ok(())
    }

    /// Deletes a list that is still what the person was told of.
    pub(super) async fn delete_pinned(&mut self, pinned: &PinnedList) -> Result<(), Rejected> {
        let Some(list) = self.work.list(pinned.id).await? else {
            self.says("The list is gone by now.");
            return Ok(());
        };
        let held = self.held(&list).await?;
        if list.version != pinned.version || versions(&held) != pinned.tasks {
            self.says(reply::changed_since(&format!("The list “{}”", list.name)));
            return Ok(());
        }
        self.trash_list(&list).await
    }

    async fn trash_list(&mut self, list: &List) -> Result<(), Rejected> {
        let list = self.work.delete_list(list).await?;
        self.says(format!(
            "Moved the list “{}” and its tasks to the trash.",
            list.name
        ));
        self.lists_changed().await
    }

    /// Its tasks outside the trash.
    async fn held(&mut self, list: &List) -> Result<Vec<Task>, Rejected> {
        let mut held = tasks::of_list(self.work.connection(), self.user.id, list.id).await?;
        held.retain(|task| task.deleted_at.is_none());
        Ok(held)
    }
}

fn versions(tasks: &[Task]) -> Vec<(Uuid, i64)> {
    let mut versions: Vec<_> = tasks.iter().map(|task| (task.id, task.version)).collect();
    versions.sort_unstable();
    versions
}
