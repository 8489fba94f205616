//! The conversation: what was said, what was answered, and the line to say more.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{ChatReply, Message, Role, Task};

use super::{
    Act, Icon,
    composer::{Composer, ConversationField},
    row::{Rename, Tick},
};
use crate::{
    contexts::{
        browser, clock::Clock, draft::Draft, route::Address, shortcut::Shortcut, shown::Shown,
        store::Store, view::View, words,
    },
    functions::{chat::Say, tasks::Undo},
    texts::text,
};

const HISTORY: &str = "history";

#[component]
pub(crate) fn Chat(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let newest = Memo::new(move |_| store.messages().last().map(|message| message.id));
    // Each with the day on which it was said, where that is another one than before.
    let messages = move || {
        let mut last = None;
        let dated = store.messages().into_iter().map(|message| {
            let day = clock.day_of(message.created_at);
            let heading = (last.replace(day) != Some(day)).then_some(day);
            (message, heading)
        });
        dated.collect::<Vec<_>>()
    };
    // The end of the conversation is what one wants to see.
    Effect::new(move |_| {
        newest.track();
        store.unanswered();
        request_animation_frame(|| browser::scroll_to_end(HISTORY));
    });
    // Only what answers this window is said aloud: what other windows did, and one's own words, are read by whoever wants to.
    let answered = RwSignal::new(String::new());
    Effect::new(move |before: Option<(usize, Option<uuid::Uuid>)>| {
        let waiting = store.unanswered().len();
        let last = untrack(|| store.messages()).pop();
        let id = last.as_ref().map(|message| message.id);
        if before.is_some_and(|(more, newest)| more > waiting && newest != id) {
            let mut text = last.map(|message| message.text).unwrap_or_default();
            // The same words once more are no change that would be said.
            if answered.with_untracked(|said| *said == text) {
                text.push('\u{a0}');
            }
            answered.set(text);
        }
        (waiting, id)
    });
    let suggestions = move || {
        let messages = store.messages();
        let reply = messages.last().and_then(|message| message.reply.as_ref());
        reply.map_or_else(
            || text!(chat::FIRST).map(str::to_owned).to_vec(),
            |reply| {
                // The answer itself offers to undo it, and the question to say yes or no.
                let mut suggestions = reply.suggestions.clone();
                if reply.confirm.is_some() {
                    suggestions.clear();
                }
                suggestions.retain(|text| reply.undo.is_none() || text != "Undo");
                suggestions
            },
        )
    };
    view! {
        <section class="chat" aria-labelledby="chat">
            <h2 id="chat">{text!(chat::CHAT)}</h2>
            // It scrolls, so that it must be reachable by the keyboard.
            <div
                class="history" id=HISTORY role="log" aria-live="off" aria-label=text!(chat::CONVERSATION)
                tabindex="0"
            >
                <div class="messages">
                <Show when=move || store.messages().is_empty() && store.unanswered().is_empty()>
                    <p class="greeting">{text!(chat::GREETING)}</p>
                </Show>
                <For each=messages key=|(message, heading)| (message.id, *heading) let:said>
                    {said.1.map(|day| view! { <h3 class="day">{move || clock.heading(day)}</h3> })}
                    <Said message=said.0 view newest/>
                </For>
                <For each=move || store.unanswered() key=|(key, _)| *key let:said>
                    <div class="message mine waiting">
                        <p dir="auto">{said.1}</p>
                        <small>{text!(chat::STILL_WORKING)}</small>
                    </div>
                </For>
                </div>
            </div>
            <p class="hidden" role="status">{move || answered.get()}</p>
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
            <span class="hidden">{if mine { text!(chat::YOU) } else { text!(chat::ASSISTANT) }}</span>
            <p dir="auto">{message.text}</p>
            {answer}
        </div>
    }
}

/// The tasks that an answer is about, a choice where it asks for one, and the way back.
#[component]
fn Answer(reply: ChatReply, view: Memo<View>, newest: Memo<bool>) -> impl IntoView {
    let store = expect_context::<Store>();
    let none = reply.tasks.is_empty();
    let cards = reply
        .tasks
        .into_iter()
        .map(|task| {
            let place = format!("card-{}-{}", reply.message_id, task.id);
            view! { <Card task view place/> }
        })
        .collect_view();
    let options = reply
        .choose
        .map(|choice| choice.options)
        .unwrap_or_default();
    let offers = StoredValue::new(
        options
            .into_iter()
            .map(|option| (option.label, option.say))
            .chain(reply.confirm.into_iter().flat_map(|_| {
                let yes = (text!(chat::CONFIRM), text!(chat::CONFIRMED));
                let no = (text!(chat::REFUSE), text!(chat::REFUSED));
                [yes, no].map(|(label, said)| (label.to_owned(), said.to_owned()))
            }))
            .collect::<Vec<_>>(),
    );
    let choose = move || {
        let offers = offers.get_value().into_iter();
        newest.get().then(|| {
            offers
                .map(|(label, text)| view! { <Suggestion label text view/> })
                .collect_view()
        })
    };
    let undo = reply.undo;
    let offered = Memo::new(move |_| {
        let undo = undo.as_ref().filter(|undo| store.is_offered(undo))?;
        Some(undo.token.clone())
    });
    let back = move || {
        let token = offered.get()?;
        let press = {
            let token = token.clone();
            move |()| store.undo(&token)
        };
        Some(view! {
            <Act action=Undo::PATH fields=vec![("token", token)] on_press=press class="link" title=Shortcut::Undo.on(text!(acts::UNDO))>
                {text!(acts::UNDO)}
            </Act>
        })
    };
    view! {
        {(!none).then(|| view! { <ol class="cards">{cards}</ol> })}
        <div class="offers">{choose} {back}</div>
    }
}

/// A task as it is now, which may no longer be what was said: it can be ticked off here, put on another day, and opened.
#[component]
fn Card(
    task: Task,
    view: Memo<View>,
    /// The id of its element.
    place: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let id = task.id;
    let shown = Shown::new(store, id);
    let live = Memo::new(move |_| shown.is_known() && !shown.is_deleted());
    let before = StoredValue::new(task);
    let now = move || {
        store
            .task(id)
            .map_or_else(|| before.get_value(), |task| (*task).clone())
    };
    let here = place.clone();
    let renaming = Memo::new(move |_| live.get() && store.renames(&here));
    let rename = {
        let place = place.clone();
        move || {
            renaming
                .get()
                .then(|| view! { <Rename id task=shown place=place.clone()/> })
        }
    };
    let title = move || {
        (!renaming.get()).then(|| {
            view! {
                <a class="title" dir="auto" href=move || Address::with_task(&view.get(), id)>{move || now().title}</a>
            }
        })
    };
    let closed = move || {
        let task = now();
        task.completed_at.is_some() || task.deleted_at.is_some()
    };
    let late = Memo::new(move |_| {
        let late = |due| words::overdue(&due, &store.now());
        !closed() && now().due.is_some_and(late)
    });
    let due = move || now().due.map(|due| clock.due(&due));
    let open = Memo::new(move |_| live.get() && !closed());
    let when = move || {
        open.get().then(|| {
            view! {
                <a class="when" class:late=late href=format!("/task/{id}/when")>
                    <span class="hidden">{move || shown.label(text!(tasks::when))} ": "</span>
                    {due}
                    {move || due().is_none().then(|| view! { <Icon name="clock"/> })}
                    {move || late.get().then(|| view! { <span class="hidden">{text!(tasks::OVERDUE)}</span> })}
                </a>
            }
        })
    };
    let was = move || (!open.get()).then(|| view! { <small>{due}</small> });
    view! {
        <li id=place class:closed=closed>
            <Show when=move || live.get()><Tick id task=shown/></Show>
            {rename} {title}
            " "
            {when} {was}
        </li>
    }
}
