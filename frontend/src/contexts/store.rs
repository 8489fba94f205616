//! What the page shows, and what can be done to it. What is done shows at once and is taken back, with a word, when
//! the server refuses.

use std::{collections::HashSet, future::Future, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use shared::api::{Change, List, Message, Role, Task, User};
use uuid::Uuid;

use super::{
    browser,
    clock::Clock,
    draft::Draft,
    page::PageData,
    tasks::Tasks,
    toasts::Toasts,
    view::{Places, Section, View},
};
use crate::functions::{
    Failure,
    chat::{self, History},
    tasks::{self as calls, Changed, Fields},
};

/// How long a row stays where it was after what was done to it.
const LEAVING: Duration = Duration::from_millis(700);

#[derive(Clone, Copy)]
pub(crate) struct Store {
    tasks: RwSignal<Tasks>,
    lists: RwSignal<Vec<List>>,
    history: RwSignal<History>,
    /// What was said and is not answered yet.
    unanswered: RwSignal<Vec<(Uuid, String)>>,
    user: StoredValue<User>,
    clock: Clock,
    toasts: Toasts,
}

impl Store {
    pub(crate) fn provide(page: PageData) -> Self {
        let clock = Clock::provide(page.now, page.zone);
        let toasts = Toasts::provide();
        if let Some(token) = page.undo {
            toasts.done("Changed.", Some(token));
        }
        if let Some(problem) = page.problem {
            toasts.problem(problem);
        }
        let store = Self {
            tasks: RwSignal::new(Tasks::new(page.tasks)),
            lists: RwSignal::new(page.lists),
            history: RwSignal::new(page.history),
            unanswered: RwSignal::new(Vec::new()),
            user: StoredValue::new(page.user),
            clock,
            toasts,
        };
        provide_context(store);
        store
    }

    pub(crate) fn user(self) -> User {
        self.user.get_value()
    }

    /// Those that are not in the trash, in their order.
    pub(crate) fn lists(self) -> Vec<List> {
        let mut lists = self.lists.get();
        lists.retain(|list| list.deleted_at.is_none());
        lists.sort_by(|left, right| (&left.position, left.id).cmp(&(&right.position, right.id)));
        lists
    }

    fn places(self) -> Places {
        let lists = self.lists.read();
        Places {
            inbox: lists.iter().find(|list| list.is_inbox).map(|list| list.id),
            archived: lists
                .iter()
                .filter(|list| list.archived)
                .map(|list| list.id)
                .collect(),
        }
    }

    pub(crate) fn task(self, id: Uuid) -> Option<Arc<Task>> {
        self.tasks.with(|tasks| tasks.get(id).cloned())
    }

    pub(crate) fn is_leaving(self, id: Uuid) -> bool {
        self.tasks.with(|tasks| tasks.is_leaving(id))
    }

    pub(crate) fn sections(self, view: &View) -> Vec<Section> {
        let (places, now) = (self.places(), self.clock.now());
        self.tasks.with(|tasks| tasks.sections(view, &places, &now))
    }

    pub(crate) fn count(self, view: &View) -> usize {
        let (places, now) = (self.places(), self.clock.now());
        self.tasks.with(|tasks| tasks.count(view, &places, &now))
    }

    pub(crate) fn tags(self) -> Vec<String> {
        self.tasks.with(Tasks::tags)
    }

    pub(crate) fn parts(self, parent: Uuid) -> Vec<Arc<Task>> {
        self.tasks.with(|tasks| tasks.parts(parent))
    }

    pub(crate) fn found(self, words: &str) -> Vec<Arc<Task>> {
        self.tasks.with(|tasks| tasks.found(words))
    }

    pub(crate) fn messages(self) -> Vec<Message> {
        self.history.with(|history| history.messages.clone())
    }

    pub(crate) fn last_said(self) -> Option<String> {
        let waiting = self
            .unanswered
            .with_untracked(|unanswered| unanswered.last().map(|(_, text)| text.clone()));
        if waiting.is_some() {
            return waiting;
        }
        self.history.with_untracked(|history| {
            let mut said = history.messages.iter().rev();
            let last = said.find(|message| message.role == Role::User)?;
            Some(last.text.clone())
        })
    }

    pub(crate) fn conversation(self) -> Option<Uuid> {
        self.history.with(|history| history.conversation)
    }

    pub(crate) fn unanswered(self) -> Vec<(Uuid, String)> {
        self.unanswered.get()
    }

    /// What will be understood of a message.
    pub(crate) fn chips(self, draft: &Draft) -> Vec<shared::language::Span> {
        let lists: Vec<_> = self.lists.with(|lists| {
            let names = lists.iter().map(|list| list.name.clone());
            names.collect()
        });
        let shown = self.history.with(|history| {
            let reply = history.messages.last().and_then(|last| last.reply.as_ref());
            reply.map_or(0, |reply| reply.tasks.len())
        });
        draft.chips(self.clock.this_moment(), &lists, shown)
    }

    pub(crate) fn complete(self, id: Uuid) {
        let at = browser::now();
        let after = |task: &mut Task| task.completed_at = Some(at);
        self.change(id, "Completed", after, |key| calls::complete(id, Some(key)));
    }

    pub(crate) fn toggle(self, id: Uuid) {
        if untrack(|| self.task(id)).is_some_and(|task| task.completed_at.is_some()) {
            self.reopen(id);
        } else {
            self.complete(id);
        }
    }

    pub(crate) fn reopen(self, id: Uuid) {
        let after = |task: &mut Task| task.completed_at = None;
        self.change(id, "Reopened", after, |key| calls::reopen(id, Some(key)));
    }

    pub(crate) fn delete(self, id: Uuid) {
        let at = browser::now();
        let after = |task: &mut Task| task.deleted_at = Some(at);
        self.change(id, "Deleted", after, |key| calls::delete(id, Some(key)));
    }

    pub(crate) fn restore(self, id: Uuid) {
        let after = |task: &mut Task| task.deleted_at = None;
        self.change(id, "Restored", after, |key| calls::restore(id, Some(key)));
    }

    /// Changes fields; they show as the server has them.
    pub(crate) fn edit(self, id: Uuid, fields: Fields) {
        spawn_local(async move {
            match calls::edit(id, fields, Some(Uuid::new_v4())).await {
                Ok(changed) => self.changed("Saved.", changed),
                Err(failure) => self.toasts.problem(failure.to_string()),
            }
        });
    }

    pub(crate) fn add_part(self, parent: Uuid, title: String) {
        spawn_local(async move {
            match calls::add_part(parent, title, Some(Uuid::new_v4())).await {
                Ok(changed) => self.tasks.update(|tasks| tasks.merge(changed.tasks)),
                Err(failure) => self.toasts.problem(failure.to_string()),
            }
        });
    }

    fn changed(self, text: &str, changed: Changed) {
        self.tasks.update(|tasks| tasks.merge(changed.tasks));
        self.toasts.done(text, changed.undo);
    }

    /// Shows a change at once and asks the server for it. A second press while the first is on its way, or while the
    /// row still stands where it was, is the same intent.
    fn change<F: Future<Output = Result<Changed, Failure>> + 'static>(
        self,
        id: Uuid,
        done: &'static str,
        change: impl FnOnce(&mut Task),
        call: impl FnOnce(Uuid) -> F,
    ) {
        let settled = self
            .tasks
            .with_untracked(|tasks| !tasks.is_busy(id) && !tasks.is_leaving(id));
        let Some(before) = self.task(id).filter(|_| settled) else {
            return;
        };
        let key = Uuid::new_v4();
        let mut after = Task::clone(&before);
        change(&mut after);
        self.tasks.update(|tasks| tasks.begin(key, after));
        set_timeout(move || self.leave(id), LEAVING);
        let answer = call(key);
        spawn_local(async move {
            match answer.await {
                Ok(changed) => {
                    self.tasks.update(|tasks| tasks.confirm(key, changed.tasks));
                    let text = format!("{done} “{}”.", before.title);
                    self.toasts.done(text, changed.undo);
                }
                Err(failure) => {
                    self.tasks.update(|tasks| {
                        tasks.revert(key);
                        tasks.leave(id);
                    });
                    self.toasts
                        .problem(format!("“{}”: {failure}", before.title));
                }
            }
        });
    }

    /// Lets a row go. The focus moves on to the next one rather than being lost.
    fn leave(self, id: Uuid) {
        let row = format!("task-{id}");
        let next = browser::focus_is_within(&row).then(|| browser::next_sibling_id(&row));
        self.tasks.update(|tasks| tasks.leave(id));
        if let Some(next) = next {
            request_animation_frame(move || {
                if browser::focus_is_lost() {
                    browser::focus_first_in(next.as_deref().unwrap_or("tasks"));
                }
            });
        }
    }

    /// Reverts what was done last, while that is still offered.
    pub(crate) fn undo_last(self) {
        if let Some(token) = self.toasts.take_undo() {
            self.undo(token);
        }
    }

    pub(crate) fn undo(self, token: String) {
        spawn_local(async move {
            match calls::undo(token, Some(Uuid::new_v4())).await {
                Ok(changed) => {
                    self.tasks.update(|tasks| tasks.merge(changed.tasks));
                    self.toasts.done("Undone.", None);
                }
                Err(failure) => self.toasts.problem(failure.to_string()),
            }
        });
    }

    /// Says something. The words are shown at once; `refused` gets them back.
    pub(crate) fn say(self, draft: Draft, view: &View, refused: impl FnOnce(Draft) + 'static) {
        let key = Uuid::new_v4();
        let shown = self.sections(view).into_iter();
        let shown = shown.flat_map(|section| section.tasks).take(200).collect();
        let said = (key, draft.text.clone());
        self.unanswered.update(|unanswered| unanswered.push(said));
        let call = chat::say(
            draft.text.clone(),
            self.conversation(),
            draft.literal.clone(),
            shown,
            Some(key),
        );
        spawn_local(async move {
            let answer = call.await;
            self.unanswered
                .update(|unanswered| unanswered.retain(|(other, _)| *other != key));
            match answer {
                Ok(reply) => {
                    self.tasks.update(|tasks| tasks.merge(reply.tasks.clone()));
                    self.history.update(|history| {
                        history.conversation = Some(reply.conversation_id);
                        history.messages.extend(exchange(key, draft.text, reply));
                    });
                }
                Err(failure) => {
                    self.toasts.problem(failure.to_string());
                    refused(draft);
                }
            }
        });
    }

    /// Takes over changes that the server tells of.
    pub(crate) fn apply(self, changes: Vec<Change>) {
        let (lists, tasks): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| change.list.is_some());
        if !tasks.is_empty() {
            self.tasks.update(|known| {
                for change in tasks {
                    known.apply(change);
                }
            });
        }
        if !lists.is_empty() {
            self.lists.update(|known| {
                for list in lists.into_iter().filter_map(|change| change.list) {
                    known.retain(|other| other.id != list.id);
                    known.push(list);
                }
            });
        }
    }

    /// Takes over all there is.
    pub(crate) fn replace(self, state: Vec<Change>) {
        let kept: HashSet<_> = state.iter().map(|change| change.subject).collect();
        self.apply(state);
        self.tasks
            .update(|tasks| tasks.retain(|id| kept.contains(&id)));
    }

    /// Reads the conversation again when it went on elsewhere.
    pub(crate) fn follow_chat(self) {
        if !self.unanswered.with_untracked(Vec::is_empty) {
            return;
        }
        spawn_local(async move {
            if let Ok(newest) = chat::read_history().await
                && self.unanswered.with_untracked(Vec::is_empty)
                && self
                    .history
                    .with_untracked(|known| is_newer(&newest, known))
            {
                self.history.set(newest);
            }
        });
    }
}

/// Whether there is an answer that the page has not shown.
fn is_newer(newest: &History, known: &History) -> bool {
    let last = |history: &History| {
        let reply = history.messages.last().and_then(|last| last.reply.as_ref());
        reply.map(|reply| reply.message_id)
    };
    last(newest) != last(known)
}

/// What was said and what was answered, as the conversation keeps them.
fn exchange(key: Uuid, said: String, reply: shared::api::ChatReply) -> [Message; 2] {
    let created_at = browser::now();
    [
        Message {
            id: key,
            role: Role::User,
            text: said,
            reply: None,
            created_at,
        },
        Message {
            id: reply.message_id,
            role: Role::Assistant,
            text: reply.reply.clone(),
            reply: Some(reply),
            created_at,
        },
    ]
}
