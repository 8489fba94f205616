//! What is said in words: to the assistant, or of one task.

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::api::{ChatReply, Message, Role};
use uuid::Uuid;

use super::{
    actions::of_task,
    browser,
    draft::Draft,
    post::{Form, ask, ask_or_keep},
    route::Address,
    store::Store,
    view::View,
};
use crate::{
    functions::{Changed, chat::Say, tasks::Quick},
    texts::text,
};

impl Store {
    /// Adds a task in words. The view it was typed in tells what the words leave open; `refused` gets them back.
    pub(crate) fn quick(self, draft: Draft, view: &View, refused: impl FnOnce(Draft) + 'static) {
        let (mut list, mut due, mut tag) = (None, None, None);
        match view {
            View::List(id) => list = Some(*id),
            // Without a word, it would go where the person wants new tasks to go.
            View::Inbox => list = untrack(|| self.inbox()),
            View::Tag(name) => tag = Some(name.clone()),
            // What the page shows may be of before midnight.
            View::Today => due = Some(untrack(|| self.clock.day_of(browser::now())).to_string()),
            View::Upcoming(day) => due = day.map(|day| day.to_string()),
            _ => {}
        }
        let form = of_task(Quick::PATH, browser::new_id(), Uuid::new_v4()).map(|form| {
            let form = form
                .with("text", &draft.text)
                .with("said_at", &browser::now().to_string());
            let form = with_literal(form, &draft).with_id("place[list_id]", list);
            let form = due
                .iter()
                .fold(form, |form, due| form.with("place[due]", due));
            tag.iter()
                .fold(form, |form, tag| form.with("place[tag]", tag))
        });
        let view = view.clone();
        spawn_local(async move {
            match ask_or_keep(form).await {
                Ok(None) => {}
                Ok(Some(changed)) => self.added(changed, &view),
                Err(failure) => {
                    self.toasts.problem(failure.to_string());
                    refused(draft);
                }
            }
        });
    }

    /// Tells that a task was added, and where it went when that is not seen.
    fn added(self, changed: Changed, view: &View) {
        let hidden = untrack(|| {
            let mut tasks = changed.tasks.iter();
            let task = tasks.find(|task| !self.shows(view, task))?;
            let mut lists = self.lists().into_iter();
            let list = lists.find(|list| list.id == task.list_id)?;
            let place = if list.is_inbox {
                View::Inbox
            } else {
                View::List(list.id)
            };
            Some((list.name, Address::with_task(&place, task.id)))
        });
        let undo = changed.undo.clone();
        let Some((list, address)) = hidden else {
            return self.done(changed, text!(notices::ADDED));
        };
        self.tasks.maybe_update(|tasks| tasks.merge(changed.tasks));
        self.toasts
            .elsewhere(text!(notices::added_to(&list)), address, undo);
    }

    /// Says something. The words are shown at once; `refused` gets them back.
    pub(crate) fn say(self, draft: Draft, view: &View, refused: impl FnOnce(Draft) + 'static) {
        let key = Uuid::new_v4();
        let shown = self.sections(view).into_iter();
        let shown = shown.flat_map(|section| section.tasks).take(200);
        let form = Form::to(Say::PATH).map(|form| {
            let form = form
                .with("message", &draft.text)
                .with("key", &key.to_string())
                .with_id("conversation_id", self.conversation());
            shown
                .enumerate()
                .fold(with_literal(form, &draft), |form, (at, id)| {
                    form.with(&format!("view[{at}]"), &id.to_string())
                })
        });
        let said = (key, draft.text.clone());
        self.unanswered.update(|unanswered| unanswered.push(said));
        spawn_local(async move {
            let answer = ask::<ChatReply>(form).await;
            self.unanswered
                .update(|unanswered| unanswered.retain(|(other, _)| *other != key));
            match answer {
                Ok(reply) => {
                    self.tasks
                        .maybe_update(|tasks| tasks.merge(reply.tasks.clone()));
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
}

/// What of the words is meant word by word.
fn with_literal(form: Form, draft: &Draft) -> Form {
    let ranges = draft.literal.iter().enumerate();
    ranges.fold(form, |form, (at, range)| {
        form.with(&format!("literal[{at}][start]"), &range.start.to_string())
            .with(&format!("literal[{at}][end]"), &range.end.to_string())
    })
}

/// What was said and what was answered, as the conversation keeps them.
fn exchange(key: Uuid, said: String, reply: ChatReply) -> [Message; 2] {
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
