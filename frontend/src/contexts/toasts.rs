//! What just happened, said for a moment, with the way back.

use leptos::prelude::*;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) id: Uuid,
    pub(crate) text: String,
    /// The address of what it is about, where that is not seen.
    pub(crate) open: Option<String>,
    /// The token that reverts it.
    pub(crate) undo: Option<String>,
    pub(crate) problem: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Toasts(RwSignal<Vec<Toast>>);

/// More would cover what they are about.
const AT_MOST: usize = 3;

impl Toasts {
    pub(crate) fn provide() -> Self {
        let toasts = Self(RwSignal::new(Vec::new()));
        provide_context(toasts);
        toasts
    }

    pub(crate) fn all(self) -> Vec<Toast> {
        self.0.get()
    }

    pub(crate) fn done(self, text: impl Into<String>, undo: Option<String>) {
        self.push(text.into(), None, undo, false);
    }

    /// What was done, and the way to where it went.
    pub(crate) fn elsewhere(self, text: String, open: String, undo: Option<String>) {
        self.push(text, Some(open), undo, false);
    }

    pub(crate) fn problem(self, text: impl Into<String>) {
        self.push(text.into(), None, None, true);
    }

    pub(crate) fn dismiss(self, id: Uuid) {
        self.0
            .update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    /// The newest offer to undo; it is made once.
    pub(crate) fn take_undo(self) -> Option<String> {
        let toasts = self.0.get_untracked();
        let toast = toasts
            .into_iter()
            .rev()
            .find(|toast| toast.undo.is_some())?;
        self.dismiss(toast.id);
        toast.undo
    }

    fn push(self, text: String, open: Option<String>, undo: Option<String>, problem: bool) {
        let toast = Toast {
            id: Uuid::new_v4(),
            text,
            open,
            undo,
            problem,
        };
        self.0.update(|toasts| {
            toasts.push(toast);
            let surplus = toasts.len().saturating_sub(AT_MOST);
            toasts.drain(..surplus);
        });
    }
}
