//! What a task is made of, and what it is a part of.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use uuid::Uuid;

use super::{Act, Icon, act::FormKey, row::Tick};
use crate::{
    contexts::{browser, route::Address, shown::Shown, store::Store, view::View},
    functions::tasks::{AddPart, Delete},
    texts::text,
};

/// Of a part: what it is a part of, and the way back there.
#[component]
pub(super) fn Parent(task: Shown, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let parent = Memo::new(move |_| store.parent_of(task));
    move || {
        let (id, title) = parent.get()?;
        let words = text!(tasks::part_of_task(&title));
        Some(
            view! { <a class="parent" dir="auto" href=move || Address::with_task(&view.get(), id)>{words}</a> },
        )
    }
}

/// The parts of a task, each with its tick, and a line for one more.
#[component]
pub(super) fn Parts(id: Uuid, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let parts = Memo::new(move |_| {
        let parts = store.parts(id);
        parts.iter().map(|part| part.id).collect::<Vec<_>>()
    });
    let title = NodeRef::<html::Input>::new();
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(input) = title
            .get_untracked()
            .filter(|input| !input.value().trim().is_empty())
        {
            store.add_part(id, &input.value());
            input.set_value("");
        }
    };
    view! {
        <section class="parts" aria-labelledby="parts">
            <h3 id="parts">{text!(tasks::SUBTASKS)}</h3>
            <ul>
                <For each=move || parts.get() key=|id| *id let:part>
                    <Part id=part view/>
                </For>
            </ul>
            <form class="line" method="post" action=AddPart::PATH on:submit=add>
                <FormKey/>
                <input type="hidden" name="parent" value=id.to_string()/>
                <input
                    name="title" maxlength="500" required dir="auto" autocomplete="off" node_ref=title
                    aria-label=text!(tasks::NEW_SUBTASK) placeholder=text!(tasks::ADD_A_SUBTASK)
                />
                <button>{text!(acts::ADD)}</button>
            </form>
        </section>
    }
}

#[component]
fn Part(id: Uuid, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let task = Shown::new(store, id);
    let delete = move |()| {
        store.delete(id);
        browser::focus_soon_if_lost("detail");
    };
    view! {
        <li class="part" class:done=move || task.is_done()>
            <Tick id task/>
            <a dir="auto" href=move || Address::with_task(&view.get(), id)>
                {move || task.read(|task| task.title.clone())}
            </a>
            <Act
                action=Delete::PATH fields=vec![("id", id.to_string())] on_press=delete class="ghost"
                label=Signal::derive(move || Some(task.label(text!(tasks::delete))))
            >
                <Icon name="trash"/>
            </Act>
        </li>
    }
}
