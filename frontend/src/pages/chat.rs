//! The conversation: what was said, what was answered, and the line to say more.

use leptos::{form::ActionForm, prelude::*};
use shared::api::{ChatReply, Message, Role};
use uuid::Uuid;

use super::{Problem, problem_of, words};
use crate::functions::{Say, Undo};

#[component]
pub(super) fn Chat(
    conversation: Option<Uuid>,
    messages: Vec<Message>,
    zone: String,
) -> impl IntoView {
    let say = ServerAction::<Say>::new();
    let last = messages.len().saturating_sub(1);
    let suggestions = messages
        .last()
        .and_then(|message| message.reply.as_ref())
        .map_or_else(
            || {
                vec![
                    "buy milk tomorrow at 5pm #home".to_owned(),
                    "Help".to_owned(),
                ]
            },
            |reply| reply.suggestions.clone(),
        );
    let history = messages
        .into_iter()
        .enumerate()
        .map(|(index, message)| {
            view! { <Said message conversation newest=index == last zone=zone.clone()/> }
        })
        .collect_view();
    view! {
        <section class="chat" aria-labelledby="chat">
            <h2 id="chat">"Chat"</h2>
            <ol class="history" role="log" aria-live="polite" data-live id="history">
                {history}
            </ol>
            <div class="suggestions">
                {suggestions
                    .into_iter()
                    .map(|text| view! { <Suggestion label=text.clone() text conversation/> })
                    .collect_view()}
            </div>
            <ActionForm action=say attr:class="say">
                {conversation
                    .map(|id| view! { <input type="hidden" name="conversation_id" value=id.to_string()/> })}
                <label class="hidden" for="message">"What is on your mind?"</label>
                <input
                    id="message" name="message" maxlength="4000" required autofocus autocomplete="off"
                    placeholder="buy milk tomorrow at 5pm #home"
                />
                <button class="primary">"Send"</button>
            </ActionForm>
            <Problem text=problem_of(say)/>
        </section>
    }
}

/// Says something at one press.
#[component]
fn Suggestion(label: String, text: String, conversation: Option<Uuid>) -> impl IntoView {
    let say = ServerAction::<Say>::new();
    view! {
        <ActionForm action=say>
            {conversation
                .map(|id| view! { <input type="hidden" name="conversation_id" value=id.to_string()/> })}
            <input type="hidden" name="message" value=text/>
            <button class="suggestion">{label}</button>
        </ActionForm>
    }
}

#[component]
fn Said(message: Message, conversation: Option<Uuid>, newest: bool, zone: String) -> impl IntoView {
    let mine = message.role == Role::User;
    let answer = message
        .reply
        .map(|reply| view! { <Answer reply conversation newest zone/> });
    view! {
        <li class="message" class:mine=mine>
            <span class="hidden">{if mine { "You: " } else { "Assistant: " }}</span>
            <p dir="auto">{message.text}</p>
            {answer}
        </li>
    }
}

/// The tasks that an answer is about, a choice where it asks for one, and the way back.
#[component]
fn Answer(
    reply: ChatReply,
    conversation: Option<Uuid>,
    newest: bool,
    zone: String,
) -> impl IntoView {
    let undo = ServerAction::<Undo>::new();
    let today = words::now(&zone).date();
    let cards = reply
        .tasks
        .iter()
        .map(|task| {
            let due = task.due.as_ref().map(|due| words::due(due, today));
            view! { <li><span dir="auto">{task.title.clone()}</span>" "<small>{due}</small></li> }
        })
        .collect_view();
    let options = reply.choose.filter(|_| newest).map(|choice| {
        choice
            .options
            .into_iter()
            .map(|option| view! { <Suggestion label=option.label text=option.say conversation/> })
            .collect_view()
    });
    let back = reply.undo.filter(|_| newest).map(|offer| {
        view! {
            <ActionForm action=undo>
                <input type="hidden" name="token" value=offer.token/>
                <button class="ghost">"Undo"</button>
            </ActionForm>
        }
    });
    view! {
        {(!reply.tasks.is_empty()).then(|| view! { <ol class="cards">{cards}</ol> })}
        {options}
        {back}
    }
}
