//! The way back from what was done.

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::api::UndoOffer;
use uuid::Uuid;

use super::{
    device,
    post::{Form, ask},
    store::Store,
    toasts::Again,
};
use crate::{
    functions::{Changed, Failure, tasks::Undo},
    texts::text,
};

impl Store {
    /// Reverts what was done last: what is offered at the edge of the page, or else by the newest answer. What shows
    /// already and has no answer yet was done last, too.
    pub(crate) fn undo_last(self) {
        spawn_local(async move {
            device::sent().await;
            match self.toasts.take_undo().or_else(|| self.newest_undo()) {
                Some(token) => self.undo(&token),
                None => self.toasts.done(text!(notices::NOTHING_TO_UNDO), None),
            }
        });
    }

    /// Reverts what a token stands for, or several of them with spaces between, the last one first.
    pub(crate) fn undo(self, tokens: &str) {
        let tokens = tokens.to_owned();
        // Nobody takes the same thing back twice while it is on its way.
        self.spent()
            .update(|spent| spent.extend(tokens.split(' ').map(str::to_owned)));
        spawn_local(async move {
            let mut redo = None;
            for token in tokens.rsplit(' ') {
                let form = Form::to(Undo::PATH).map(|form| {
                    form.with("token", token)
                        .with("key", &Uuid::new_v4().to_string())
                });
                match ask::<Changed>(form).await {
                    Ok(mut changed) => {
                        redo = changed.undo.take();
                        self.done(changed, "");
                    }
                    Err(failure) => {
                        if failure == Failure::Unreachable {
                            let left =
                                |other: &String| tokens.split(' ').all(|token| token != other);
                            self.spent().update(|spent| spent.retain(left));
                        }
                        return self.toasts.failed(&failure, Again::Undo(tokens.clone()));
                    }
                }
            }
            // Of several, one would bring back a part.
            self.toasts.done(
                text!(notices::UNDONE),
                redo.filter(|_| !tokens.contains(' ')),
            );
        });
    }

    /// Whether an answer can still be undone.
    pub(crate) fn is_offered(self, undo: &UndoOffer) -> bool {
        let spent = self.spent().with(|spent| spent.contains(&undo.token));
        !spent && self.clock.instant() < undo.expires_at
    }

    /// The newest answer that can be undone: its token.
    fn newest_undo(self) -> Option<String> {
        self.history.with_untracked(|history| {
            let messages = history.messages.iter().rev();
            let mut offers = messages.filter_map(|message| message.reply.as_ref()?.undo.as_ref());
            let undo = offers.find(|undo| untrack(|| self.is_offered(undo)))?;
            Some(undo.token.clone())
        })
    }
}
