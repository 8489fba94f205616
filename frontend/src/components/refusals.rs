//! Changes that waited for a connection and could not be made, with what was typed, until one has looked at them.

use leptos::prelude::*;

use crate::{
    contexts::{kept::Refusal, store::Store},
    functions::Failure,
    texts::text,
};

#[component]
pub(crate) fn Refusals() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <For each=move || store.refusals().get() key=|refusal| refusal.key let:refusal>
            <One refusal/>
        </For>
    }
}

#[component]
fn One(refusal: Refusal) -> impl IntoView {
    let store = expect_context::<Store>();
    let about = refusal.title.clone().map(|title| {
        let [before, after] = text!(notices::ABOUT);
        view! { {before} <span dir="auto">{title}</span> {after} }
    });
    let refusal = StoredValue::new(refusal);
    let (words, again) = refusal.with_value(|refusal| match &refusal.failure {
        Failure::Changed { theirs, .. } => (text!(notices::changed_elsewhere(theirs)), true),
        failure => (text!(notices::not_made(&failure.to_string())), false),
    });
    let said = refusal.with_value(|refusal| refusal.said.clone());
    let said = (!said.is_empty())
        .then(|| view! { <p>{text!(notices::YOURS)} <q dir="auto">{said}</q></p> });
    let insist = move |_| store.insist(&refusal.get_value());
    let again = again.then(|| {
        view! { <button class="primary" on:click=insist>{text!(notices::USE_MINE)}</button> }
    });
    let label = if again.is_some() {
        text!(notices::KEEP_THEIRS)
    } else {
        text!(notices::LET_IT_GO)
    };
    view! {
        <div class="conflict" role="alert">
            <p>{about} {words}</p>
            {said}
            <div class="offers">
                {again}
                <button on:click=move |_| store.drop_refusal(&refusal.get_value())>{label}</button>
            </div>
        </div>
    }
}
