//! What can be done to all tasks that are picked.

use leptos::{ev, prelude::*};
use shared::calendar::plus_days;

use super::Icon;
use crate::contexts::{
    browser,
    bulk::{Bulk, Progress},
    store::Store,
    view::View,
};

#[component]
pub(super) fn BulkBar(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let selected = store.selected();
    // Another view, another choice.
    Effect::new(move |before: Option<View>| {
        let view = view.get();
        if before.is_some_and(|before| before != view) {
            selected.set(Vec::new());
        }
        view
    });
    let any = Memo::new(move |_| selected.with(|selected| !selected.is_empty()));
    let works = Memo::new(move |_| store.progress().with(Option::is_some));
    view! {
        {move || any.get().then(|| view! { <Bar/> })}
        {move || works.get().then(|| view! { <Working/> })}
    }
}

/// How far it is.
#[component]
fn Working() -> impl IntoView {
    let progress = expect_context::<Store>().progress();
    let count = |read: fn(Progress) -> usize| move || progress.get().map_or(0, read).to_string();
    let (done, all) = (
        count(|progress| progress.done),
        count(|progress| progress.all),
    );
    view! {
        <div class="bulk" role="region" aria-label="Progress">
            <progress aria-label="Done" max=all value=done></progress>
            <span>{done} " of " {all}</span>
            <button on:click=move |_| progress.set(None)>"Cancel"</button>
        </div>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let store = expect_context::<Store>();
    let selected = store.selected();
    let act = move |bulk: Bulk| {
        store.bulk(bulk);
        browser::focus_on("#tasks");
    };
    let today = store.today();
    let later = |days: i64| plus_days(today, days).unwrap_or(today).to_string();
    let days = [
        ("-".to_owned(), "Reschedule…"),
        (later(0), "Today"),
        (later(1), "Tomorrow"),
        (later(7), "In a week"),
        (String::new(), "No date"),
    ];
    let days = days.map(|(value, name)| view! { <option value=value>{name}</option> });
    let reschedule = move |event: ev::Event| {
        let day = event_target_value(&event);
        if day != "-" {
            act(Bulk::Due(day));
        }
    };
    let lists = store
        .lists()
        .into_iter()
        .map(|list| view! { <option value=list.id.to_string()>{list.name}</option> });
    let shift = move |event: ev::Event| {
        if let Ok(list) = event_target_value(&event).parse() {
            act(Bulk::List(list));
        }
    };
    let tag = move |event: ev::Event| {
        let tag = event_target_value(&event);
        let tag = tag.trim().trim_start_matches('#').to_owned();
        if !tag.is_empty() {
            act(Bulk::Tag(tag));
        }
    };
    view! {
        <div class="bulk" role="region" aria-label="Picked tasks">
            <b aria-live="polite">{move || selected.with(Vec::len)} " picked"</b>
            <button on:click=move |_| act(Bulk::Complete)><Icon name="check"/> "Complete"</button>
            <select aria-label="Reschedule" on:change=reschedule>{days.into_iter().collect_view()}</select>
            <select aria-label="Move to a list" on:change=shift>
                <option value="">"Move to…"</option>
                {lists.collect_view()}
            </select>
            <input aria-label="Add a tag" placeholder="#tag" maxlength="50" autocomplete="off" on:change=tag/>
            <button on:click=move |_| act(Bulk::Delete)><Icon name="trash"/> "Delete"</button>
            <button class="ghost" title="Let go (Esc)" on:click=move |_| selected.set(Vec::new())>"Let go"</button>
        </div>
    }
}
