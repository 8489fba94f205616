//! What can be done. It shows at once, and is taken back with a word when the server refuses.

use std::time::Duration;

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::api::Task;
use uuid::Uuid;

use super::{
    browser,
    fields::Fields,
    post::{Form, ask, ask_or_keep},
    store::Store,
    toasts::Again,
};
use crate::{
    functions::{
        Changed, Failure,
        account::SaveLook,
        lists::MoveList,
        tasks::{AddPart, Complete, Delete, Edit, MoveTask, Reopen, Restore},
    },
    texts::text,
};

/// How long a row stays where it was after what was done to it.
pub(super) const LEAVING: Duration = Duration::from_millis(700);

impl Store {
    pub(crate) fn complete(self, id: Uuid) {
        let at = browser::now();
        let again = Self::complete;
        self.change(
            Complete::PATH,
            id,
            again,
            text!(notices::completed),
            &|task| {
                task.completed_at = Some(at);
            },
        );
    }

    pub(crate) fn toggle(self, id: Uuid) {
        if untrack(|| self.task(id)).is_some_and(|task| task.completed_at.is_some()) {
            self.reopen(id);
        } else {
            self.complete(id);
        }
    }

    pub(crate) fn reopen(self, id: Uuid) {
        let again = Self::reopen;
        self.change(Reopen::PATH, id, again, text!(notices::reopened), &|task| {
            task.completed_at = None;
        });
    }

    pub(crate) fn delete(self, id: Uuid) {
        let at = browser::now();
        let again = Self::delete;
        self.change(Delete::PATH, id, again, text!(notices::deleted), &|task| {
            task.deleted_at = Some(at);
        });
    }

    pub(crate) fn restore(self, id: Uuid) {
        let again = Self::restore;
        self.change(
            Restore::PATH,
            id,
            again,
            text!(notices::restored),
            &|task| {
                task.deleted_at = None;
            },
        );
    }

    /// Changes a field that was `was` when the edit began; it shows as the server has it. What could not be saved is
    /// given to `refused`.
    pub(crate) fn edit(
        self,
        id: Uuid,
        fields: &Fields,
        was: &Fields,
        refused: impl FnOnce(Failure) + 'static,
    ) {
        let form = of_task(Edit::PATH, id, Uuid::new_v4());
        let form = form.map(|form| form.with_fields("fields", fields).with_fields("was", was));
        spawn_local(async move {
            if let Err(failure) = self.sent(form, text!(notices::SAVED)).await {
                refused(failure);
            }
        });
    }

    pub(crate) fn add_part(self, parent: Uuid, title: &str) {
        let form = of_task(AddPart::PATH, browser::new_id(), Uuid::new_v4());
        let form = form.map(|form| {
            form.with("parent", &parent.to_string())
                .with("title", title)
        });
        self.send(form, "");
    }

    /// Moves a task ahead of another one, or behind it.
    pub(crate) fn move_beside(self, id: Uuid, other: Uuid, before: bool) {
        let form = beside(MoveTask::PATH, id, other, before);
        spawn_local(async move {
            let _ = self.sent(form, text!(notices::MOVED)).await;
            // A row that goes into another place is drawn anew.
            browser::focus_soon_if_lost(&format!("task-{id}"));
        });
    }

    pub(crate) fn move_to_list(self, id: Uuid, list: Uuid) {
        let form = of_task(MoveTask::PATH, id, Uuid::new_v4());
        let form = form.map(|form| form.with_id("list_id", Some(list)));
        self.send(form, text!(notices::MOVED));
    }

    pub(crate) fn move_list(self, id: Uuid, other: Uuid, before: bool) {
        self.send_now(
            beside(MoveList::PATH, id, other, before),
            text!(notices::MOVED),
        );
    }

    /// Does what the server has to do first, or as soon as it can, and tells of it.
    fn send(self, form: Option<Form>, text: &'static str) {
        spawn_local(async move {
            let _ = self.sent(form, text).await;
        });
    }

    /// The same, for who goes on when it is over.
    async fn sent(self, form: Option<Form>, text: &'static str) -> Result<(), Failure> {
        let sent = form.as_ref().map(Form::sent);
        match ask_or_keep(form).await {
            Ok(changed) => {
                self.done_now(changed, text);
                Ok(())
            }
            Err(failure) => {
                match sent {
                    Some(sent) => self.toasts.failed(&failure, Again::Send(sent, text)),
                    None => self.toasts.problem(failure.to_string()),
                }
                Err(failure)
            }
        }
    }

    /// Tries once more what nobody answered to.
    pub(crate) fn again(self, again: Again) {
        match again {
            Again::Task(again, id) => again(self, id),
            Again::Undo(tokens) => self.undo(&tokens),
            Again::Send(sent, text) => self.send(sent.form(), text),
        }
    }

    /// Does what only the server can do.
    fn send_now(self, form: Option<Form>, text: &'static str) {
        spawn_local(async move {
            match ask(form).await {
                Ok(changed) => self.done(changed, text),
                Err(failure) => self.toasts.problem(failure.to_string()),
            }
        });
    }

    /// Of a change that waits, the line at the top of the page tells.
    fn done_now(self, changed: Option<Changed>, text: &str) {
        if let Some(changed) = changed {
            self.done(changed, text);
        }
    }

    /// Takes over what was done. Its own words, or `text`, are said.
    pub(crate) fn done(self, changed: Changed, text: &str) {
        if !changed.tasks.is_empty() {
            self.tasks.maybe_update(|tasks| tasks.merge(changed.tasks));
        }
        let text = changed.text.unwrap_or_else(|| text.to_owned());
        if !text.is_empty() {
            self.toasts.done(text, changed.undo);
        }
    }

    /// Shows a change at once and asks the server for it. A second press while the first is on its way, or while the
    /// row still stands where it was, is the same intent.
    fn change(
        self,
        path: &'static str,
        id: Uuid,
        again: fn(Self, Uuid),
        done: fn(&str) -> String,
        change: &dyn Fn(&mut Task),
    ) {
        let Some(before) = self.settled(id) else {
            return;
        };
        let key = Uuid::new_v4();
        let mut after = before.clone();
        change(&mut after);
        self.tasks.update(|tasks| tasks.begin(key, after));
        set_timeout(move || self.leave(id), LEAVING);
        let text = done(&before.title);
        // It may be sent much later, when another occurrence is due.
        let occurrence = before.due.filter(|_| before.recurrence.is_some());
        let form = of_task(path, id, key).map(|form| match occurrence {
            Some(due) => form.with("occurrence", &due.date.to_string()),
            None => form,
        });
        self.confirm(key, id, again, text, form);
    }

    /// The task, unless something is being done to it.
    fn settled(self, id: Uuid) -> Option<Task> {
        self.tasks.with_untracked(|tasks| {
            let busy = self.kept().with_untracked(|kept| tasks.is_busy(id, kept));
            let settled = !busy && !tasks.is_leaving(id);
            let task = tasks.get(id).filter(|_| settled)?;
            Some(Task::clone(task))
        })
    }

    /// Waits for the server's word on what shows already.
    fn confirm(self, key: Uuid, id: Uuid, again: fn(Self, Uuid), text: String, form: Option<Form>) {
        spawn_local(async move {
            match self.settle(key, &[id], form).await {
                Ok(None) => {}
                Ok(Some(changed)) => self.toasts.done(changed.text.unwrap_or(text), changed.undo),
                Err(failure) => self.toasts.failed(&failure, Again::Task(again, id)),
            }
        });
    }

    /// What shows already stays when the server did it, and while it waits (`None`); it goes back when it was refused.
    pub(super) async fn settle(
        self,
        key: Uuid,
        ids: &[Uuid],
        form: Option<Form>,
    ) -> Result<Option<Changed>, Failure> {
        let mut answer = ask_or_keep::<Changed>(form).await;
        self.tasks.update(|tasks| {
            if let Ok(changed) = &mut answer {
                if let Some(changed) = changed {
                    tasks.confirm(key, std::mem::take(&mut changed.tasks));
                }
                return;
            }
            tasks.revert(key);
            for id in ids {
                tasks.leave(*id);
            }
        });
        answer
    }

    /// Lets a row go. The focus moves on to the next one rather than being lost.
    fn leave(self, id: Uuid) {
        let row = format!("task-{id}");
        let next = browser::focus_is_within(&row).then(|| browser::row_beside(&row, false));
        self.tasks.update(|tasks| tasks.leave(id));
        if let Some(next) = next {
            request_animation_frame(move || {
                if browser::focus_is_lost() {
                    browser::focus_first_in(next.as_deref().unwrap_or("tasks"));
                }
            });
        }
    }

    /// Has pages look so, in this browser, from now on: "system", "light" or "dark".
    pub(crate) fn look(self, theme: &'static str) {
        if let Some(root) = document().document_element() {
            let _ = if theme == "system" {
                root.remove_attribute("data-theme")
            } else {
                root.set_attribute("data-theme", theme)
            };
            browser::colour_bars();
        }
        let hours = if self.format().twelve_hours {
            "12"
        } else {
            "24"
        };
        let Some(form) = Form::to(SaveLook::PATH) else {
            return;
        };
        let form = form.with("theme", theme).with("hours", hours);
        spawn_local(async move {
            if let Err(failure) = form.tell().await {
                self.toasts.problem(failure.to_string());
            }
        });
    }
}

/// The form that does something to one task.
pub(super) fn of_task(path: &str, id: Uuid, key: Uuid) -> Option<Form> {
    let form = Form::to(path)?;
    Some(
        form.with("id", &id.to_string())
            .with("key", &key.to_string()),
    )
}

/// The form that moves something ahead of another one, or behind it.
fn beside(path: &str, id: Uuid, other: Uuid, before: bool) -> Option<Form> {
    let side = if before { "before" } else { "after" };
    let form = of_task(path, id, Uuid::new_v4())?;
    Some(form.with(side, &other.to_string()))
}
