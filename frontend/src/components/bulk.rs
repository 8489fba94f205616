//! What can be done to all tasks that are picked.

use leptos::{ev, prelude::*};
use shared::calendar::plus_days;

use super::Icon;
use crate::{
    contexts::{browser, bulk::Bulk, shortcut::Shortcut, store::Store, view::View},
    texts::text,
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
    let now = move || progress.get().map_or((0, 0), |now| (now.done, now.all));
    let words = move || {
        let (done, all) = now();
        text!(tasks::part_of(done, all))
    };
    view! {
        <div class="bulk" role="region" aria-label=text!(tasks::PROGRESS)>
            <div class="tools">
                <progress
                    aria-label=text!(tasks::DONE) max=move || now().1.to_string() value=move || now().0.to_string()
                ></progress>
                <span>{words}</span>
                <button on:click=move |_| progress.set(None)>{text!(acts::CANCEL)}</button>
            </div>
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
        ("-".to_owned(), text!(tasks::RESCHEDULE_TO)),
        (later(0), text!(dates::TODAY)),
        (later(1), text!(dates::TOMORROW)),
        (later(7), text!(tasks::IN_A_WEEK)),
        (String::new(), text!(views::NO_DATE)),
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
    let choose = |event: ev::KeyboardEvent| browser::open_choices(&event);
    let tag = move |event: ev::Event| {
        let tag = event_target_value(&event);
        let tag = tag.trim().trim_start_matches('#').to_owned();
        if !tag.is_empty() {
            act(Bulk::Tag(tag));
        }
    };
    view! {
        <div class="bulk" role="region" aria-label=text!(tasks::PICKED_TASKS)>
            <div class="tools">
                <b class="count" aria-live="polite">{move || text!(tasks::picked(selected.with(Vec::len)))}</b>
                <button
                    title=Shortcut::Complete.on(text!(tasks::COMPLETE)) aria-keyshortcuts=Shortcut::Complete.names()
                    on:click=move |_| act(Bulk::Complete)
                >
                    <Icon name="check"/> {text!(tasks::COMPLETE)}
                </button>
                <div class="pick">
                    <Icon name="clock"/> <span aria-hidden="true">{text!(tasks::RESCHEDULE)}</span>
                    <select aria-label=text!(tasks::RESCHEDULE) on:change=reschedule on:keydown=choose>
                        {days.into_iter().collect_view()}
                    </select>
                </div>
                <div class="pick">
                    <Icon name="inbox"/> <span aria-hidden="true">{text!(tasks::MOVE)}</span>
                    <select aria-label=text!(tasks::MOVE_TO_LIST) on:change=shift on:keydown=choose>
                        <option value="">{text!(tasks::MOVE_TO)}</option>
                        {lists.collect_view()}
                    </select>
                </div>
                <input
                    aria-label=text!(tasks::ADD_A_TAG) placeholder=text!(tasks::TAG_EXAMPLE) maxlength="50"
                    autocomplete="off" on:change=tag
                />
                <button
                    title=Shortcut::Delete.on(text!(acts::DELETE)) aria-keyshortcuts=Shortcut::Delete.names()
                    on:click=move |_| act(Bulk::Delete)
                >
                    <Icon name="trash"/> {text!(acts::DELETE)}
                </button>
                <button
                    class="clear" title=Shortcut::Leave.on(text!(tasks::CLEAR_SELECTION))
                    aria-keyshortcuts=Shortcut::Leave.names() on:click=move |_| selected.set(Vec::new())
                >
                    {text!(tasks::CLEAR_SELECTION)}
                </button>
            </div>
        </div>
    }
}
