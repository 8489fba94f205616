//! A task as a part of the page reads it: each follows only its own field, so that the rest stays as it is.

use std::sync::Arc;

use leptos::prelude::*;
use shared::api::Task;
use uuid::Uuid;

use super::store::Store;

#[derive(Clone, Copy)]
pub(crate) struct Shown(Memo<Option<Arc<Task>>>);

impl Shown {
    pub(crate) fn new(store: Store, id: Uuid) -> Self {
        Self(Memo::new(move |_| store.task(id)))
    }

    pub(crate) fn read<T: Default>(self, field: impl FnOnce(&Task) -> T) -> T {
        self.0
            .with(|task| task.as_deref().map(field).unwrap_or_default())
    }

    pub(crate) fn is_known(self) -> bool {
        self.0.with(Option::is_some)
    }

    pub(crate) fn is_done(self) -> bool {
        self.read(|task| task.completed_at.is_some())
    }

    pub(crate) fn is_deleted(self) -> bool {
        self.read(|task| task.deleted_at.is_some())
    }

    /// What a button does, with the task that it does it to.
    pub(crate) fn label(self, words: fn(&str) -> String) -> String {
        self.read(|task| words(&task.title))
    }
}
