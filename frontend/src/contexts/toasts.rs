//! What just happened, said for a moment, with the way back.

use leptos::prelude::*;
use uuid::Uuid;

use super::{post::Sent, store::Store};
use crate::functions::Failure;

#[derive(Debug, Clone)]
pub(crate) struct Toast {
    pub(crate) id: Uuid,
    pub(crate) text: String,
    /// The address of what it is about, where that is not seen.
    pub(crate) open: Option<String>,
    /// The token that reverts it.
    pub(crate) undo: Option<String>,
    pub(crate) problem: bool,
    /// Of a problem: what can be tried once more.
    pub(crate) again: Option<Again>,
}

/// What nobody answered to, and can be tried again.
#[derive(Debug, Clone)]
pub(crate) enum Again {
    Task(fn(Store, Uuid), Uuid),
    Undo(String),
    /// A form, as the same intent, and what is said once it is done.
    Send(Sent, &'static str),
}

impl Toast {
    fn new(text: String, undo: Option<String>) -> Self {
        Self {
            id: Uuid::new_v4(),
            text,
            undo,
            open: None,
            problem: false,
            again: None,
        }
    }
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
        self.push(Toast::new(text.into(), undo));
    }

    /// What was done, and the way to where it went.
    pub(crate) fn elsewhere(self, text: String, open: String, undo: Option<String>) {
        self.push(Toast {
            open: Some(open),
            ..Toast::new(text, undo)
        });
    }

    pub(crate) fn problem(self, text: impl Into<String>) {
        self.push(Toast {
            problem: true,
            ..Toast::new(text.into(), None)
        });
    }

    /// What went wrong, with a way to try again where nobody looked at it.
    pub(crate) fn failed(self, failure: &Failure, again: Again) {
        let unanswered = *failure == Failure::Unreachable;
        self.push(Toast {
            problem: true,
            again: unanswered.then_some(again),
            ..Toast::new(failure.to_string(), None)
        });
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

    fn push(self, toast: Toast) {
        self.0.update(|toasts| {
            toasts.push(toast);
            let surplus = toasts.len().saturating_sub(AT_MOST);
            toasts.drain(..surplus);
        });
    }
}
