//! What the person has in hand: which tasks are picked, which one is renamed, what is being done to many, and what is
//! still to be done.

use leptos::prelude::*;
use uuid::Uuid;

use super::{bulk::Progress, kept::Later, store::Store};

#[derive(Clone, Copy, Default)]
pub(super) struct Hands {
    /// The tasks that are picked to do something to all of them, in the order in which they were.
    selected: RwSignal<Vec<Uuid>>,
    /// Where a title is edited: the id of a row, or of a card of the chat.
    renaming: RwSignal<Option<String>>,
    /// Of what is done to many tasks; none once it is over, or cancelled.
    progress: RwSignal<Option<Progress>>,
    pub(super) later: Later,
    /// The tokens that were used up here to revert something.
    spent: RwSignal<Vec<String>>,
}

impl Store {
    pub(crate) fn selected(self) -> RwSignal<Vec<Uuid>> {
        self.hands.get_value().selected
    }

    pub(crate) fn renaming(self) -> RwSignal<Option<String>> {
        self.hands.get_value().renaming
    }

    pub(super) fn spent(self) -> RwSignal<Vec<String>> {
        self.hands.get_value().spent
    }

    pub(crate) fn progress(self) -> RwSignal<Option<Progress>> {
        self.hands.get_value().progress
    }

    /// Whether the title is edited in the element of this id.
    pub(crate) fn renames(self, place: &str) -> bool {
        self.renaming()
            .with(|now| now.as_deref().is_some_and(|now| now == place))
    }

    /// Picks a task, or lets it go.
    pub(crate) fn select(self, id: Uuid) {
        self.selected().update(
            |selected| match selected.iter().position(|other| *other == id) {
                Some(at) => _ = selected.remove(at),
                None => selected.push(id),
            },
        );
    }
}
