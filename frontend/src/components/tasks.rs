//! What a view shows: its tasks in their groups, or what the server renders for it.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    Act, Icon, bulk::BulkBar, composer::QuickAdd, fragment::Fragment, row::Row, week::Week,
};
use crate::{
    contexts::{
        chunks::{Chunk, SIZE, chunked},
        draft::Draft,
        live::{Connection, Live},
        sections::Section,
        store::Store,
        view::View,
    },
    functions::{chat::Say, tasks::Quick},
    texts::text,
};

#[component]
pub(crate) fn Tasks(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let sections = Memo::new(move |_| store.sections(&view.get()));
    let titles = move || {
        let sections = sections.get();
        sections
            .into_iter()
            .map(|section| section.title)
            .collect::<Vec<_>>()
    };
    // One group needs no heading, unless it says what the name of the view does not: a day.
    let alone = Memo::new(move |_| {
        let dated =
            view.with(|view| matches!(view, View::Completed | View::Upcoming(_) | View::Someday));
        !dated && sections.with(|sections| sections.len() < 2)
    });
    let piece = Memo::new(move |_| view.with(View::fragment));
    let open = Memo::new(move |_| view.with(View::is_open));
    let unasked = Memo::new(move |_| view.with(|view| store.unasked(view)));
    let weeks = Memo::new(move |_| view.with(|view| matches!(view, View::Upcoming(_))));
    view! {
        <section id="tasks" class="tasks" aria-labelledby="view" tabindex="-1">
            <Heading view/>
            {move || weeks.get().then(|| view! { <Week view/> })}
            {move || open.get().then(|| view! { <QuickAdd view/> })}
            {move || piece.get().map(|address| {
                let version = Signal::derive(move || i64::try_from(store.unread()).unwrap_or_default());
                view! { <Fragment address=Signal::derive(move || Some(address.clone())) version/> }
            })}
            <For each=titles key=Clone::clone let:title>
                <div class="group">
                    {(!title.is_empty()).then(|| view! { <h3 class:hidden=move || alone.get()>{title.clone()}</h3> })}
                    <Rows title view sections/>
                </div>
            </For>
            {move || unasked.get().map(|failed| view! { <Unasked failed/> })}
            {move || (sections.with(Vec::is_empty) && unasked.get().is_none() && !view.with(View::is_read))
                .then(|| view! { <Empty view=view.get()/> })}
            <BulkBar view/>
        </section>
    }
}

/// What the view is called, and the form that changes what it is of.
#[component]
fn Heading(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let edit = move || {
        let href = view.with(View::edit)?;
        let label = match view.get() {
            View::List(_) => text!(views::CHANGE_LIST),
            View::Query(_) => text!(views::SAVE_FILTER),
            _ => text!(views::CHANGE_FILTER),
        };
        Some(
            view! { <a class="button ghost" href=href aria-label=label title=label><Icon name="more"/></a> },
        )
    };
    view! {
        <div class="heading">
            <h2 id="view" dir="auto">{move || store.title(&view.get())}</h2>
            {edit}
        </div>
    }
}

/// The tasks of a section. They are no `ul`, as its items would have to be its children.
#[component]
fn Rows(title: String, view: Memo<View>, sections: Memo<Vec<Section>>) -> impl IntoView {
    let chunks = Memo::new(move |before: Option<&Vec<Chunk>>| {
        sections.with(|sections| {
            let section = sections.iter().find(|section| section.title == title);
            let rows = section.map_or(&[][..], |section| &section.tasks);
            chunked(rows, before.map_or(&[], Vec::as_slice))
        })
    });
    let keys =
        move || chunks.with(|chunks| chunks.iter().map(|chunk| chunk.key).collect::<Vec<_>>());
    view! {
        <div role="list">
            <For each=keys key=|key| *key let:key>
                {
                    let rows = Memo::new(move |_| chunks.with(|chunks| {
                        let chunk = chunks.iter().find(|chunk| chunk.key == key);
                        chunk.map(|chunk| chunk.rows.clone()).unwrap_or_default()
                    }));
                    view! {
                        <div class="chunk" class:long=move || rows.with(|rows| rows.len() >= SIZE)>
                            <For each=move || rows.get() key=|id| *id let:id>
                                <Row id view/>
                            </For>
                        </div>
                    }
                }
            </For>
        </div>
    }
}

/// Of a filter of which it is not known what it finds.
#[component]
fn Unasked(failed: bool) -> impl IntoView {
    let store = expect_context::<Store>();
    let live = expect_context::<Live>();
    let offline = move || live.connection() == Connection::Lost;
    let words = move || match (failed, offline()) {
        (false, _) => text!(views::ASKING),
        (true, false) => text!(views::UNASKED),
        (true, true) => text!(views::UNASKED_OFFLINE),
    };
    view! {
        <div class="empty" aria-busy=(!failed).to_string()>
            <p>{words}</p>
            {move || (failed && !offline()).then(|| view! {
                <a class="button" href="" on:click=move |event| {
                    event.prevent_default();
                    store.ask_filter_again();
                }>{text!(acts::TRY_AGAIN)}</a>
            })}
        </div>
    }
}

#[component]
fn Empty(view: View) -> impl IntoView {
    let store = expect_context::<Store>();
    let (text, example) = view.empty(&untrack(|| store.title(&view)));
    // What is one of a list, or has a tag, is added where one looks.
    let (action, field, place) = match &view {
        View::List(id) => (
            Quick::PATH,
            "text",
            Some(("place[list_id]", id.to_string())),
        ),
        View::Tag(tag) => (Quick::PATH, "text", Some(("place[tag]", tag.clone()))),
        _ => (Say::PATH, "message", None),
    };
    let here = place.is_some();
    let fields = std::iter::once((field, example.clone())).chain(place);
    let draft = Draft {
        text: example.clone(),
        literal: Vec::new(),
    };
    let press = move |()| {
        let draft = draft.clone();
        if here {
            store.quick(draft, &view, |_| ());
        } else {
            store.say(draft, &view, |_| ());
        }
    };
    view! {
        <div class="empty">
            <p>{text}</p>
            <Act action fields=fields.collect() on_press=press class="suggestion">
                {example}
            </Act>
        </div>
    }
}
