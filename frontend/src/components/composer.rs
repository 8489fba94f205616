//! The line to say something, and under it what will be understood.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::language::{Span, SpanKind};

use super::{Icon, act::FormKey};
use crate::{
    contexts::{draft::Draft, store::Store, view::View},
    functions::chat::Say,
};

#[component]
pub(crate) fn Composer(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let draft = RwSignal::new(Draft::default());
    let input = NodeRef::<html::Input>::new();
    let read = move || {
        if let Some(input) = input.get_untracked() {
            draft.update(|draft| draft.edit(input.value()));
        }
    };
    let write = move |said: Draft| {
        if let Some(input) = input.get_untracked() {
            input.set_value(&said.text);
            draft.set(said);
        }
    };
    // What was typed before the app came alive is kept.
    input.on_load(move |_| read());
    let chips = Memo::new(move |_| draft.with(|draft| store.chips(draft)));
    let focus = move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    };
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let said = draft.get_untracked();
        if said.text.trim().is_empty() {
            return focus();
        }
        write(Draft::default());
        let refused = move |said: Draft| {
            // What was typed meanwhile is not overwritten.
            if draft.with_untracked(|draft| draft.text.is_empty()) {
                write(said);
            }
        };
        store.say(said, &view.get_untracked(), refused);
    };
    // The last words come back on an empty line.
    let recall = move |event: ev::KeyboardEvent| {
        let empty = draft.with_untracked(|draft| draft.text.is_empty());
        if event.key() == "ArrowUp" && empty {
            event.prevent_default();
            if let Some(text) = store.last_said() {
                write(Draft {
                    text,
                    literal: Vec::new(),
                });
            }
        }
    };
    view! {
        <form class="say" method="post" action=Say::PATH on:submit=send>
            <FormKey/>
            <ConversationField/>
            <div class="line">
                <label class="hidden" for="message">"What is on your mind?"</label>
                <input
                    id="message" name="message" maxlength="4000" required autocomplete="off" dir="auto"
                    placeholder="buy milk tomorrow at 5pm #home"
                    aria-describedby="understood" node_ref=input on:input=move |_| read() on:keydown=recall
                />
                <button class="primary" title="Send"><Icon name="send"/><span class="hidden">"Send"</span></button>
            </div>
            <ul class="understood" id="understood" aria-label="Understood">
                <For each=move || chips.get() key=|chip| (chip.start, chip.end, chip.value.clone()) let:chip>
                    <Chip chip on_drop=move |chip| { draft.update(|draft| draft.drop_chip(&chip)); focus(); }/>
                </For>
            </ul>
        </form>
    }
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

/// What some words are read as; dropped, they are words again.
#[component]
fn Chip(chip: Span, #[prop(into)] on_drop: Callback<Span>) -> impl IntoView {
    let kind = kind(chip.kind);
    let value = if chip.value.is_empty() {
        chip.text.clone()
    } else {
        chip.value.clone()
    };
    let label = format!("{kind} {value}: take “{}” as plain words", chip.text);
    let dropped = StoredValue::new(chip);
    let drop_it = move || on_drop.run(dropped.get_value());
    let key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "Backspace" | "Delete") {
            event.prevent_default();
            drop_it();
        }
    };
    view! {
        <li>
            <button type="button" class="chip" aria-label=label on:click=move |_| drop_it() on:keydown=key>
                <span class="kind">{kind}</span> " "
                <span dir="auto">{value}</span>
                <Icon name="close"/>
            </button>
        </li>
    }
}

const fn kind(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Command => "do",
        SpanKind::Date => "date",
        SpanKind::Time => "time",
        SpanKind::Recurrence => "repeats",
        SpanKind::Reminder => "reminder",
        SpanKind::Tag => "tag",
        SpanKind::List => "list",
        SpanKind::Priority => "priority",
        SpanKind::Filter => "filter",
        SpanKind::Title | SpanKind::Target | SpanKind::Ignored => "words",
    }
}
