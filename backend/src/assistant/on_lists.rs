//! What a command does to lists.

use serde_json::json;
use shared::api::{CreateList, List};

use super::Turn;
use crate::{error::Problem, store::lists};

impl Turn<'_, '_> {
    fn list_named(&self, name: &str) -> Option<List> {
        let same = |list: &&List| list.name.to_lowercase() == name.to_lowercase();
        self.known.iter().find(same).cloned()
    }

    async fn lists_changed(&mut self) -> Result<(), Problem> {
        self.known = lists::all(self.work.connection(), self.user.id).await?;
        Ok(())
    }

    pub(super) async fn create_list(&mut self, name: String) -> Result<(), Problem> {
        if self.list_named(&name).is_some() {
            self.sentences
                .push(format!("There is a list “{name}” already."));
            return Ok(());
        }
        let request = CreateList {
            name,
            ..CreateList::default()
        };
        let list = self.work.create_list(&request).await?;
        self.sentences
            .push(format!("Created the list “{}”.", list.name));
        self.lists_changed().await
    }

    pub(super) async fn rename_list(&mut self, from: &str, to: &str) -> Result<(), Problem> {
        let Some(list) = self.list_named(from) else {
            self.sentences.push(format!("There is no list “{from}”."));
            return Ok(());
        };
        let list = self.work.update_list(&list, &json!({"name": to})).await?;
        self.sentences
            .push(format!("“{from}” is called “{}” now.", list.name));
        self.lists_changed().await
    }

    pub(super) async fn delete_list(&mut self, name: &str) -> Result<(), Problem> {
        let Some(list) = self.list_named(name) else {
            self.sentences.push(format!("There is no list “{name}”."));
            return Ok(());
        };
        let list = self.work.delete_list(&list).await?;
        self.sentences.push(format!(
            "Moved the list “{}” and its tasks to the trash.",
            list.name
        ));
        self.lists_changed().await
    }
}
