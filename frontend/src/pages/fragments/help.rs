//! What can be said: the examples of docs/LANGUAGE.md.

use leptos::prelude::*;
use shared::language::examples::SECTIONS;

use super::html;
use crate::texts::text;

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
        <h2>{text!(keyboard::SAYINGS)}</h2>
        <p class="quiet">{text!(forms::SAYINGS_WHY)}</p>
        <div class="sayings">{sections.into_iter().collect_view()}</div>
    })
}
