//! The form that saves a filter.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Page, SavedFilter};
use uuid::Uuid;

use super::{Key, hidden, html, stored};
use crate::{
    functions::{
        Failure,
        filters::{DeleteFilter, SaveFilter},
    },
    server::backend::Backend,
    texts::text,
};

pub(super) async fn edit(backend: &Backend, id: Option<Uuid>) -> Result<Option<String>, Failure> {
    let filters = backend.get::<Page<SavedFilter>>("/filters").await?.items;
    let Some(filter) = filters.into_iter().find(|filter| Some(filter.id) == id) else {
        return Ok(None);
    };
    let id = filter.id.to_string();
    let rest = html(view! {
        <form class="offers" method="post" action=DeleteFilter::PATH>
            <Key/>
            {hidden("id", &id)}
            <button class="danger">{text!(forms::DELETE_FILTER)}</button>
        </form>
    });
    Ok(Some(form(Some(&filter), &filter.filter) + &rest))
}

/// For a new filter, or for one that is there.
pub(super) fn form(saved: Option<&SavedFilter>, text: &str) -> String {
    let title = match saved {
        None => text!(acts::NEW_FILTER),
        Some(_) => text!(forms::CHANGE_FILTER),
    };
    let name = saved.map(|saved| saved.name.as_str());
    let name = stored(SaveFilter::PATH, "name", name);
    let text = stored(SaveFilter::PATH, "filter", Some(text));
    let terms = text!(forms::TERMS).map(|(term, what)| {
        view! { <div><dt><code>{term}</code></dt><dd>{what}</dd></div> }
    });
    html(view! {
        <h2>{title}</h2>
        <form class="stack" method="post" action=SaveFilter::PATH>
            <Key/>
            {saved.map(|saved| hidden("id", &saved.id.to_string()))}
            <label>
                {text!(forms::NAME)}
                <input name="name" maxlength="100" required autofocus autocomplete="off" dir="auto" value=name/>
            </label>
            <label>
                {text!(forms::FILTER)}
                <input
                    class="code" name="filter" maxlength="1000" required autocomplete="off" spellcheck="false"
                    placeholder=text!(forms::FILTER_EXAMPLE) value=text
                />
            </label>
            <button class="primary">{text!(acts::SAVE)}</button>
        </form>
        <details class="terms">
            <summary>{text!(forms::FILTER_TERMS)}</summary>
            <dl>{terms.into_iter().collect_view()}</dl>
        </details>
    })
}
