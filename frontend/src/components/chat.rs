//! The conversation: what was said, what was answered, and the line to say more.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{ChatReply, Message, Role};

use super::{
    Act,
    composer::{Composer, ConversationField},
};
use crate::{
    contexts::{browser, clock::Clock, draft::Draft, store::Store, view::View, words},
    functions::{chat::Say, tasks::Undo},
};

const HISTORY: &str = "history";

#[component]
pub(crate) fn Chat(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let newest = Memo::new(move |_| store.messages().last().map(|message| message.id));
    // The end of the conversation is what one wants to see.
    Effect::new(move |_| {
        newest.track();
        store.unanswered();
        request_animation_frame(|| browser::scroll_to_end(HISTORY));
    });
    let suggestions = move || {
        let messages = store.messages();
        let reply = messages.last().and_then(|message| message.reply.as_ref());
        reply.map_or_else(
            || {
                vec![
                    "buy milk tomorrow at 5pm #home".to_owned(),
                    "Help".to_owned(),
                ]
            },
            |reply| reply.suggestions.clone(),
        )
    };
    view! {
        <section class="chat" aria-labelledby="chat">
            <h2 id="chat">"Chat"</h2>
            // It scrolls, so that it must be reachable by the keyboard.
            <div class="history" id=HISTORY role="log" aria-live="polite" aria-label="Conversation" tabindex="0">
                <Show when=move || store.messages().is_empty() && store.unanswered().is_empty()>
                    <p class="greeting">"Say what you have to do, in your own words. I will put it on your list."</p>
                </Show>
                <For each=move || store.messages() key=|message| message.id let:message>
                    <Said message view newest/>
                </For>
                <For each=move || store.unanswered() key=|(key, _)| *key let:said>
                    <div class="message mine waiting"><p dir="auto">{said.1}</p></div>
                </For>
            </div>
            <div class="suggestions">
                <For each=suggestions key=Clone::clone let:text>
                    <Suggestion label=text.clone() text view/>
                </For>
            </div>
            <Composer view/>
        </section>
    }
}

/// Says something at one press.
#[component]
fn Suggestion(label: String, text: String, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let said = text.clone();
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let draft = Draft {
            text: said.clone(),
            literal: Vec::new(),
        };
        store.say(draft, &view.get_untracked(), |_| ());
    };
    view! {
        <form method="post" action=Say::PATH on:submit=press>
            <super::act::FormKey/>
            <ConversationField/>
            <input type="hidden" name="message" value=text/>
            <button class="suggestion" dir="auto">{label}</button>
        </form>
    }
}

#[component]
fn Said(message: Message, view: Memo<View>, newest: Memo<Option<uuid::Uuid>>) -> impl IntoView {
    let mine = message.role == Role::User;
    let id = message.id;
    let newest = Memo::new(move |_| newest.get() == Some(id));
    let answer = message
        .reply
        .map(|reply| view! { <Answer reply view newest/> });
    view! {
        <div class="message" class:mine=mine>
            <span class="hidden">{if mine { "You: " } else { "Assistant: " }}</span>
            <p dir="auto">{message.text}</p>
            {answer}
        </div>
    }
}

/// The tasks that an answer is about, a choice where it asks for one, and the way back.
#[component]
fn Answer(reply: ChatReply, view: Memo<View>, newest: Memo<bool>) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let none = reply.tasks.is_empty();
    let cards = reply
        .tasks
        .into_iter()
        .map(|task| {
            let id = task.id;
            // As it is now, which may no longer be what was said.
            let now = Memo::new(move |_| store.task(id));
            let before = StoredValue::new(task);
            let task = move || now.get().map_or_else(|| before.get_value(), |task| (*task).clone());
            let due = move || task().due.map(|due| words::due(&due, clock.today()));
            let closed = move || task().completed_at.is_some() || task().deleted_at.is_some();
            view! {
                <li class:closed=closed><span dir="auto">{move || task().title}</span> " " <small>{due}</small></li>
            }
        })
        .collect_view();
    let options = StoredValue::new(
        reply
            .choose
            .map(|choice| choice.options)
            .unwrap_or_default(),
    );
    let undo = StoredValue::new(reply.undo.map(|offer| offer.token));
    let choose = move || {
        options
            .get_value()
            .into_iter()
            .map(|option| view! { <Suggestion label=option.label text=option.say view/> })
            .collect_view()
    };
    let back = move || {
        undo.get_value().map(|token| {
            let press = {
                let token = token.clone();
                move |()| store.undo(token.clone())
            };
            view! { <Act action=Undo::PATH fields=vec![("token", token)] on_press=press class="link">"Undo"</Act> }
        })
    };
    view! {
        {(!none).then(|| view! { <ol class="cards">{cards}</ol> })}
        <Show when=move || newest.get()>
            <div class="offers">{choose} {back}</div>
        </Show>
    }
}
