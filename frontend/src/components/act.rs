use leptos::{ev::SubmitEvent, prelude::*};
use uuid::Uuid;

use crate::contexts::shortcut::Shortcut;

/// A button that does something: the app does it in place, and before the app is there, the browser posts it as a
/// form. The key of the form makes one intent of a double click.
#[component]
pub(crate) fn Act(
    /// The path of the server function.
    #[prop(into)]
    action: Signal<&'static str>,
    #[prop(optional)] fields: Vec<(&'static str, String)>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional, into)] class: Signal<String>,
    #[prop(optional, into)] label: Signal<Option<String>>,
    #[prop(optional)] title: Option<String>,
    #[prop(optional)] shortcut: Option<Shortcut>,
    children: Children,
) -> impl IntoView {
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        on_press.run(());
    };
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form method="post" action=move || action.get() on:submit=press>
            <FormKey/>
            {fields}
            <button class=move || class.get() aria-label=move || label.get() title=title aria-keyshortcuts=shortcut.map(Shortcut::names)>{children()}</button>
        </form>
    }
}

/// Names the intent of a form that is posted without the app. In the browser it stays as the server wrote it.
#[component]
pub(crate) fn FormKey() -> impl IntoView {
    let key = cfg!(feature = "ssr").then(|| Uuid::new_v4().to_string());
    view! { <input type="hidden" name="key" value=key/> }
}
