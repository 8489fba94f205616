//! What the page shows, and how it follows what the server tells.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::{
    api::{Change, List, Message, Role, SavedFilter, Task, User},
    language::{Context, Span},
    local::Local,
};
use uuid::Uuid;

use super::{
    browser,
    clock::Clock,
    device,
    draft::Draft,
    hands::Hands,
    matches::Matches,
    page::PageData,
    post::{Form, ask},
    route::Address,
    sections::{Places, Section},
    shown::Shown,
    tasks::Tasks,
    toasts::Toasts,
    view::View,
    words::Format,
};
use crate::{
    functions::{
        chat::{History, ReadHistory},
        fragment::{Extras, ReadExtras},
    },
    texts::text,
};

/// As many changes are taken over in one go.
const AT_ONCE: usize = 200;

#[derive(Clone, Copy)]
pub(crate) struct Store {
    pub(super) tasks: RwSignal<Tasks>,
    /// Counted once for all rows.
    parts_done: Memo<BTreeMap<Uuid, (usize, usize)>>,
    /// How many times of today are over.
    times_over: Memo<usize>,
    lists: RwSignal<Vec<List>>,
    pub(super) history: RwSignal<History>,
    pub(super) extras: RwSignal<Extras>,
    pub(super) matches: StoredValue<Matches>,
    /// The pieces that came with the page.
    pieces: StoredValue<Vec<(String, String)>>,
    /// What was said and is not answered yet.
    pub(super) unanswered: RwSignal<Vec<(Uuid, String)>>,
    pub(super) hands: StoredValue<Hands>,
    user: StoredValue<User>,
    pub(super) clock: Clock,
    pub(super) toasts: Toasts,
}

impl Store {
    pub(crate) fn provide(page: PageData) -> Self {
        let format = page.format();
        let clock = Clock::provide(page.now, page.zone, format);
        let toasts = Toasts::provide();
        if let Some(token) = page.undo {
            toasts.done(text!(notices::CHANGED), Some(token));
        }
        if let Some(problem) = page.problem {
            toasts.problem(problem);
        }
        let tasks = RwSignal::new(Tasks::new(page.tasks));
        let matches = page.matches.clone();
        let matches = matches.map(|found| (Address::read(&page.address).view, found));
        let store = Self {
            tasks,
            parts_done: Memo::new(move |_| tasks.with(Tasks::progress)),
            times_over: Memo::new(move |_| {
                let now = clock.now();
                tasks.with(|tasks| tasks.times_over(&now))
            }),
            lists: RwSignal::new(page.lists),
            history: RwSignal::new(page.history),
            extras: RwSignal::new(page.extras),
            matches: StoredValue::new(Matches::new(matches)),
            pieces: StoredValue::new(page.fragments),
            unanswered: RwSignal::new(Vec::new()),
            hands: StoredValue::new(Hands::default()),
            user: StoredValue::new(page.user),
            clock,
            toasts,
        };
        provide_context(store);
        store
    }

    pub(crate) fn today(self) -> jiff::civil::Date {
        self.clock.today()
    }

    /// What time it is, for what is shown by it. That changes with the day, the zone and each time that is over, not with
    /// each minute.
    pub(crate) fn now(self) -> Local {
        self.times_over.track();
        self.clock.today();
        self.clock.zone();
        untrack(|| self.clock.now())
    }

    pub(crate) const fn format(self) -> Format {
        self.clock.format()
    }

    /// The day of an instant, where the person is.
    pub(crate) fn day_of(self, at: jiff::Timestamp) -> jiff::civil::Date {
        self.clock.day_of(at)
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

    pub(crate) fn inbox(self) -> Option<Uuid> {
        let lists = self.lists.read();
        lists.iter().find(|list| list.is_inbox).map(|list| list.id)
    }

    fn places(self) -> Places {
        let lists = self.lists.read();
        Places {
            inbox: self.inbox(),
            archived: lists
                .iter()
                .filter(|list| list.archived)
                .map(|list| list.id)
                .collect(),
            matches: self.matches.get_value().found(),
        }
    }

    pub(crate) fn filters(self) -> Vec<SavedFilter> {
        self.extras.with(|extras| extras.filters.clone())
    }

    /// How many notifications are unread.
    pub(crate) fn unread(self) -> usize {
        self.extras.with(|extras| extras.unread)
    }

    pub(crate) fn title(self, view: &View) -> String {
        let lists = self.lists.read();
        self.extras
            .with(|extras| view.title(&lists, &extras.filters))
    }

    /// A piece that came with the page; it is given once.
    pub(crate) fn piece(self, address: &str) -> Option<String> {
        let pieces = self.pieces.try_update_value(|pieces| {
            let at = pieces.iter().position(|(known, _)| known == address)?;
            Some(pieces.swap_remove(at).1)
        });
        pieces.flatten()
    }

    pub(crate) fn task(self, id: Uuid) -> Option<Arc<Task>> {
        self.tasks.with(|tasks| tasks.get(id).cloned())
    }

    /// What a part is a part of, and what that is called.
    pub(crate) fn parent_of(self, part: Shown) -> Option<(Uuid, String)> {
        let parent = self.task(part.read(|task| task.parent_id)?)?;
        Some((parent.id, parent.title.clone()))
    }

    pub(crate) fn is_leaving(self, id: Uuid) -> bool {
        self.tasks.with(|tasks| tasks.is_leaving(id))
    }

    pub(crate) fn sections(self, view: &View) -> Vec<Section> {
        let (places, now, format) = (self.places(), self.now(), self.format());
        let sections = |tasks: &Tasks| tasks.sections(view, &places, &now, format);
        self.tasks.with(sections)
    }

    pub(crate) fn shows(self, view: &View, task: &Task) -> bool {
        view.shows(task, &self.places(), self.today())
    }

    pub(crate) fn count(self, view: &View) -> usize {
        let (places, today) = (self.places(), self.today());
        self.tasks.with(|tasks| tasks.count(view, &places, today))
    }

    /// The days on which open tasks are due, each as often as there are tasks.
    pub(crate) fn due_days(self) -> Vec<jiff::civil::Date> {
        let places = self.places();
        self.tasks.with(|tasks| {
            let shown = tasks
                .iter()
                .filter(|task| View::Upcoming(None).shows(task, &places, jiff::civil::Date::ZERO));
            shown
                .filter_map(|task| Some(task.due.as_ref()?.date))
                .collect()
        })
    }

    pub(crate) fn tags(self) -> Vec<String> {
        self.tasks.with(Tasks::tags)
    }

    pub(crate) fn parts(self, parent: Uuid) -> Vec<Arc<Task>> {
        self.tasks.with(|tasks| tasks.parts(parent))
    }

    /// How many parts of a task are done, of how many.
    pub(crate) fn progress_of(self, parent: Uuid) -> Option<(usize, usize)> {
        self.parts_done.with(|all| all.get(&parent).copied())
    }

    pub(crate) fn found(self, words: &str) -> Vec<Arc<Task>> {
        self.tasks.with(|tasks| tasks.found(words))
    }

    pub(crate) fn messages(self) -> Vec<Message> {
        self.history.with(|history| history.messages.clone())
    }

    /// What the person said, the newest first.
    pub(crate) fn said(self) -> Vec<String> {
        let waiting = self.unanswered.get_untracked().into_iter().rev();
        let mut said: Vec<_> = waiting.map(|(_, text)| text).collect();
        self.history.with_untracked(|history| {
            let messages = history.messages.iter().rev();
            let own = messages.filter(|message| message.role == Role::User);
            said.extend(own.map(|message| message.text.clone()));
        });
        said.dedup();
        said
    }

    pub(crate) fn conversation(self) -> Option<Uuid> {
        self.history.with(|history| history.conversation)
    }

    pub(crate) fn unanswered(self) -> Vec<(Uuid, String)> {
        self.unanswered.get()
    }

    /// What will be understood of what is typed: of a message, or of one task.
    pub(crate) fn chips(self, draft: &Draft, one_task: bool) -> Vec<Span> {
        let shown = self.history.with(|history| {
            let reply = history.messages.last().and_then(|last| last.reply.as_ref());
            reply.map_or(0, |reply| reply.tasks.len())
        });
        self.lists.track();
        self.with_context(browser::now(), shown, |context| {
            draft.chips(context, one_task)
        })
    }

    /// Reads words as the server will.
    pub(super) fn with_context<T>(
        self,
        said_at: jiff::Timestamp,
        shown: usize,
        read: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        let lists: Vec<_> = self.lists.with_untracked(|lists| {
            let names = lists.iter().map(|list| list.name.clone());
            names.collect()
        });
        let now = self.clock.at(said_at);
        self.user
            .with_value(|user| read(&Context::of(user, now, &lists, shown)))
    }

    /// Takes over changes that the server tells of.
    pub(crate) fn apply(self, changes: Vec<Change>) {
        let (lists, tasks): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| change.list.is_some());
        // Each of them leaves a notification.
        if tasks
            .iter()
            .any(|change| matches!(&*change.r#type, "reminder.due" | "webhook.disabled"))
        {
            self.read_extras();
        }
        if !tasks.is_empty() {
            self.tasks.maybe_update(|known| {
                let mut news = false;
                for change in tasks {
                    news |= known.apply(change);
                }
                news
            });
        }
        if !lists.is_empty() {
            self.lists.maybe_update(|known| {
                let mut news = false;
                for list in lists.into_iter().filter_map(|change| change.list) {
                    let newer = |other: &List| other.id == list.id && other.version > list.version;
                    if !known.iter().any(newer) && !known.contains(&list) {
                        known.retain(|other| other.id != list.id);
                        known.push(list);
                        news = true;
                    }
                }
                news
            });
        }
    }

    /// The tasks that the server told of.
    pub(super) fn known(self) -> HashSet<Uuid> {
        self.tasks
            .with_untracked(|tasks| tasks.confirmed_ids().collect())
    }

    /// Takes over all there was when it was asked for, of what was `known` then; what came in since then stays. It may be
    /// thousands of tasks: what else is due is done in between.
    pub(super) async fn replace(self, known: &HashSet<Uuid>, mut state: Vec<Change>) {
        let kept: HashSet<_> = state.iter().map(|change| change.subject).collect();
        while !state.is_empty() {
            let rest = state.split_off(state.len().min(AT_ONCE));
            self.apply(state);
            device::pause().await;
            state = rest;
        }
        self.tasks
            .maybe_update(|tasks| tasks.retain(|id| kept.contains(&id) || !known.contains(&id)));
    }

    /// Reads again what no change tells of.
    pub(crate) fn read_extras(self) {
        spawn_local(async move {
            if let Ok(extras) = ask::<Extras>(Form::to(ReadExtras::PATH)).await
                && self.extras.with_untracked(|known| *known != extras)
            {
                self.extras.set(extras);
            }
        });
    }

    /// Reads the conversation again when it went on elsewhere.
    pub(crate) fn follow_chat(self) {
        if !self.unanswered.with_untracked(Vec::is_empty) {
            return;
        }
        spawn_local(async move {
            if let Ok(newest) = ask::<History>(Form::to(ReadHistory::PATH)).await
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

/// Whether there is an answer that the page has not shown. What was asked for before that one came may arrive after it,
/// and is older: ids of messages are in the order of time (RFC 9562, section 5.7).
fn is_newer(newest: &History, known: &History) -> bool {
    let last = |history: &History| {
        let reply = history.messages.last().and_then(|last| last.reply.as_ref());
        reply.map(|reply| reply.message_id)
    };
    last(newest) > last(known)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn history(answer: u128) -> History {
        let id = Uuid::from_u128(answer);
        let reply = json!({"conversation_id": Uuid::nil(), "message_id": id, "reply": "Done.", "understood": [],
            "actions": [], "tasks": [], "suggestions": []});
        let message = json!({"id": id, "role": "assistant", "text": "Done.", "reply": reply,
            "created_at": "2026-11-24T12:00:00Z"});
        History {
            conversation: Some(Uuid::nil()),
            messages: vec![serde_json::from_value(message).unwrap()],
        }
    }

    #[test]
    fn an_older_conversation_never_replaces_a_newer_one() {
        assert!(is_newer(&history(2), &history(1)));
        assert!(is_newer(&history(1), &History::default()));
        assert!(!is_newer(&history(1), &history(2)));
        assert!(!is_newer(&history(2), &history(2)));
    }
}
