//! The lines in which one says something, and in which one adds a task.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::line::{Line, Sent, Words};
use crate::{
    contexts::{shortcut::Shortcut, store::Store, view::View},
    functions::{chat::Say, tasks::Quick},
    texts::text,
};

#[component]
pub(crate) fn Composer(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = Words {
        id: "message",
        name: "message",
        label: text!(chat::MESSAGE),
        placeholder: text!(chat::MESSAGE_EXAMPLE),
        chips: text!(chat::UNDERSTOOD),
        button: text!(chat::SEND),
        icon: "send",
        shortcuts: &[Shortcut::Say, Shortcut::Command],
        one_task: false,
    };
    let send = Callback::new(move |sent: Sent| {
        store.say(sent.draft, &view.get_untracked(), move |draft| {
            _ = sent.refused.try_run(draft);
        });
    });
    let also = Signal::derive(move || {
        let id = store.conversation()?;
        Some(("conversation_id", id.to_string()))
    });
    view! { <Line words action=Say::PATH on_send=send also/> }
}

/// Adds a task where one looks at tasks.
#[component]
pub(crate) fn QuickAdd(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = Words {
        id: "quick",
        name: "text",
        label: text!(chat::NEW_TASK),
        placeholder: text!(chat::ADD_A_TASK),
        chips: text!(chat::OF_NEW_TASK),
        button: text!(chat::ADD_THE_TASK),
        icon: "plus",
        shortcuts: &[Shortcut::Add],
        one_task: true,
    };
    let send = Callback::new(move |sent: Sent| {
        store.quick(sent.draft, &view.get_untracked(), move |draft| {
            _ = sent.refused.try_run(draft);
        });
    });
    let also = Signal::derive(move || match view.get() {
        View::List(id) => Some(("place[list_id]", id.to_string())),
        View::Inbox => Some(("place[list_id]", store.inbox()?.to_string())),
        View::Tag(tag) => Some(("place[tag]", tag)),
        View::Today => Some(("place[due]", store.today().to_string())),
        View::Upcoming(Some(day)) => Some(("place[due]", day.to_string())),
        _ => None,
    });
    view! { <Line words action=Quick::PATH on_send=send also/> }
}

/// Which conversation a form goes on with.
#[component]
pub(crate) fn ConversationField() -> impl IntoView {
    let store = expect_context::<Store>();
    move || {
        let id = store.conversation()?;
        Some(view! { <input type="hidden" name="conversation_id" value=id.to_string()/> })
    }
}
