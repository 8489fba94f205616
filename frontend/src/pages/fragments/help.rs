//! What can be said: the examples of docs/LANGUAGE.md.

use leptos::prelude::*;
use shared::language::examples::SECTIONS;

use super::html;

pub(super) fn sayings() -> String {
    let sections = SECTIONS.map(|section| {
        let examples = section.examples.iter();
        let examples = examples.map(|(say, _)| view! { <li><q>{*say}</q></li> });
        view! {
            <section>
                <h3>{section.title}</h3>
                <ul>{examples.collect_view()}</ul>
            </section>
        }
    });
    html(view! {
        <h2>"What you can say"</h2>
        <p class="quiet">
            "In your own words: these are only examples. Say several at once, and “undo” takes back what a message did."
        </p>
        <div class="sayings">{sections.into_iter().collect_view()}</div>
    })
}
