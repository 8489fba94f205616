//! The tasks of a view, in their groups.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{Act, row::Row};
use crate::{
    contexts::{draft::Draft, store::Store, view::View},
    functions::chat::Say,
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
    let rows = move |title: &str| {
        sections.with(|sections| {
            let section = sections.iter().find(|section| section.title == title);
            section
                .map(|section| section.tasks.clone())
                .unwrap_or_default()
        })
    };
    // One group needs no heading.
    let alone = Memo::new(move |_| sections.with(|sections| sections.len() < 2));
    view! {
        <section id="tasks" class="tasks" aria-labelledby="view" tabindex="-1">
            <h2 id="view" dir="auto">{move || view.get().title(&store.lists())}</h2>
            <For each=titles key=Clone::clone let:title>
                <div class="group">
                    <h3 class:hidden=move || alone.get()>{title.clone()}</h3>
                    <ul>
                        <For each=move || rows(&title) key=|id| *id let:id>
                            <Row id view/>
                        </For>
                    </ul>
                </div>
            </For>
            <Show when=move || sections.with(Vec::is_empty)>
                <Empty view=view.get()/>
            </Show>
        </section>
    }
}

#[component]
fn Empty(view: View) -> impl IntoView {
    let store = expect_context::<Store>();
    let (text, example) = view.empty();
    let example = example.map(|text| {
        let press = {
            let view = view.clone();
            move |()| {
                let draft = Draft { text: text.to_owned(), literal: Vec::new() };
                store.say(draft, &view, |_| ());
            }
        };
        view! {
            <Act action=Say::PATH fields=vec![("message", text.to_owned())] on_press=press class="suggestion">
                {text}
            </Act>
        }
    });
    view! {
        <div class="empty">
            <p>{text}</p>
            {example}
        </div>
    }
}
