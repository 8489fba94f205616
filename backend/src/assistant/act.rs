//! What is done to one task that is there. A question or a choice pins it, to be done later or never.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::api::Task;
use uuid::Uuid;

use super::{reply, turn::Turn};
use crate::store::{tasks::Shown, unit::Rejected};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub(super) enum Act {
    Complete,
    Reopen,
    Delete,
    /// Takes its reminders away.
    Silence,
    /// A JSON merge patch.
    Update {
        patch: Value,
    },
}

/// A task as it was when somebody was told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pinned {
    #[serde(flatten)]
    pub(super) act: Act,
    pub(super) task_id: Uuid,
    pub(super) version: i64,
}

impl Act {
    pub(super) fn on(self, task: &Task) -> Pinned {
        Pinned {
            act: self,
            task_id: task.id,
            version: task.version,
        }
    }

    pub(super) const fn verb(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Reopen => "reopen",
            Self::Delete => "delete",
            Self::Silence => "silence",
            Self::Update { .. } => "change",
        }
    }

    /// Among which tasks its target is.
    pub(super) const fn shown(&self) -> Shown {
        match self {
            Self::Reopen => Shown::Done,
            Self::Complete | Self::Delete | Self::Silence | Self::Update { .. } => Shown::Open,
        }
    }

    const fn event(&self) -> &'static str {
        match self {
            Self::Complete => "task.completed",
            Self::Reopen => "task.reopened",
            Self::Delete => "task.deleted",
            Self::Silence | Self::Update { .. } => "task.updated",
        }
    }
}

impl Turn<'_, '_> {
    /// Does it, and says so.
    pub(super) async fn apply(&mut self, task: &Task, act: &Act) -> Result<(), Rejected> {
        let after = match act {
            Act::Complete => self.work.complete(task, None).await?.task,
            Act::Reopen if task.deleted_at.is_some() => self.work.restore(task).await?,
            Act::Reopen => self.work.reopen(task).await?,
            Act::Delete => self.work.delete(task).await?,
            Act::Silence => self.work.update(task, &json!({"reminders": []})).await?,
            Act::Update { patch } => self.work.update(task, patch).await?,
        };
        if after.version == task.version {
            self.says(reply::already(task, act));
            return Ok(());
        }
        let list = self.known.iter().find(|list| list.id == after.list_id);
        let sentence = reply::did(act, &after, list, self.here());
        self.says(sentence);
        let event = match act {
            Act::Reopen if task.deleted_at.is_some() => "task.restored",
            act => act.event(),
        };
        self.acted(event, after);
        Ok(())
    }
}
