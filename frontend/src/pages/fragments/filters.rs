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
};

/// What can stand in a filter.
const TERMS: [(&str, &str); 9] = [
    ("today, overdue, 7 days", "by due date"),
    ("due before: +3 days", "up to a day"),
    ("no date", "without a due date"),
    ("p1 … p4", "urgent to low"),
    ("#home", "by tag"),
    ("@Work", "by list"),
    ("recurring, subtask", "by kind"),
    ("search: milk", "by words"),
    ("& | ! ( )", "and, or, not, grouped"),
];

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
            <button class="danger">"Delete the filter"</button>
        </form>
    });
    Ok(Some(form(Some(&filter), &filter.filter) + &rest))
}

/// For a new filter, or for one that is there.
pub(super) fn form(saved: Option<&SavedFilter>, text: &str) -> String {
    let title = match saved {
        None => "New filter",
        Some(_) => "Change the filter",
    };
    let name = saved.map(|saved| saved.name.as_str());
    let name = stored(SaveFilter::PATH, "name", name);
    let text = stored(SaveFilter::PATH, "filter", Some(text));
    let terms = TERMS.map(|(term, what)| {
        view! { <div><dt><code>{term}</code></dt><dd>{what}</dd></div> }
    });
    html(view! {
        <h2>{title}</h2>
        <form class="stack" method="post" action=SaveFilter::PATH>
            <Key/>
            {saved.map(|saved| hidden("id", &saved.id.to_string()))}
            <label>
                "Name"
                <input name="name" maxlength="100" required autofocus autocomplete="off" dir="auto" value=name/>
            </label>
            <label>
                "Filter"
                <input
                    class="code" name="filter" maxlength="1000" required autocomplete="off" spellcheck="false"
                    placeholder="(today | overdue) & p1" value=text
                />
            </label>
            <button class="primary">"Save"</button>
        </form>
        <details class="terms">
            <summary>"What can stand in a filter"</summary>
            <dl>{terms.into_iter().collect_view()}</dl>
        </details>
    })
}
