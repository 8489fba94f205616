//! What parts of a message did, and what is to be said of it. It is kept until the whole message is answered.

use serde::{Deserialize, Serialize};
use shared::api::{Action, Choice, Task, UndoOffer};
use uuid::Uuid;

use super::{act::Pinned, on_lists::PinnedList};
use crate::store::conversations::Reference;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) sentences: Vec<String>,
    pub(super) actions: Vec<Action>,
    /// As they are after the last change.
    pub(super) tasks: Vec<Task>,
    pub(super) choose: Option<Choice>,
    /// What waits for a yes.
    pub(super) asks: Asks,
    /// What could be said next.
    pub(super) suggestions: Vec<String>,
    /// One token reverts all parts so far.
    pub(super) undo: Option<UndoOffer>,
    /// What "it" and "the second one" mean from here on.
    pub(super) reference: Reference,
}

/// What a yes does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asks {
    pub(super) summary: Vec<String>,
    pub(super) tasks: Vec<Pinned>,
    pub(super) lists: Vec<PinnedList>,
}

impl Asks {
    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.lists.is_empty()
    }

    pub(super) fn task_ids(&self) -> Vec<Uuid> {
        let of_lists = self.lists.iter().flat_map(|list| &list.tasks);
        let tasks = self.tasks.iter().map(|pinned| pinned.task_id);
        tasks.chain(of_lists.map(|(id, _)| *id)).collect()
    }
}

impl Outcome {
    /// Takes in what the next part did.
    pub(super) fn absorb(&mut self, next: Self) {
        self.sentences.extend(next.sentences);
        self.actions.extend(next.actions);
        for task in next.tasks {
            self.shows(task);
        }
        self.choose = next.choose.or(self.choose.take());
        self.asks.summary.extend(next.asks.summary);
        self.asks.tasks.extend(next.asks.tasks);
        self.asks.lists.extend(next.asks.lists);
        self.suggestions.extend(next.suggestions);
        self.undo = next.undo.or(self.undo.take());
        self.reference = next.reference;
    }

    /// One task is shown once, as it is now.
    pub(super) fn shows(&mut self, task: Task) {
        match self.tasks.iter_mut().find(|shown| shown.id == task.id) {
            Some(shown) => *shown = task,
            None => self.tasks.push(task),
        }
    }
}
