//! Where one can go, and the account.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::Icon;
use crate::{
    contexts::{store::Store, view::View},
    functions::account::SignOut,
};

#[component]
pub(crate) fn Sidebar(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let lists = Memo::new(move |_| {
        let lists = store
            .lists()
            .into_iter()
            .filter(|list| !list.is_inbox && !list.archived);
        lists.map(|list| (list.id, list.name)).collect::<Vec<_>>()
    });
    let tags = Memo::new(move |_| store.tags());
    view! {
        <header class="sidebar">
            <h1><a href="/">"todo-chatbot"</a></h1>
            <form class="search" role="search" action="/search" method="get">
                <Icon name="search"/>
                <input type="search" name="q" aria-label="Search tasks" placeholder="Search" autocomplete="off"/>
            </form>
            <nav aria-label="Views">
                <Entry to=View::All icon="all" view/>
                <Entry to=View::Today icon="today" view/>
                <Entry to=View::Upcoming icon="upcoming" view/>
                <Entry to=View::Inbox icon="inbox" view/>
                <Entry to=View::Completed icon="done" view/>
                <Entry to=View::Trash icon="trash" view/>
                <Entry to=View::Settings icon="settings" view/>
            </nav>
            <Show when=move || !lists.with(Vec::is_empty)>
                <nav aria-labelledby="lists">
                    <h2 id="lists">"Lists"</h2>
                    <For each=move || lists.get() key=Clone::clone let:list>
                        <Entry to=View::List(list.0) icon="list" view/>
                    </For>
                </nav>
            </Show>
            <Show when=move || !tags.with(Vec::is_empty)>
                <nav aria-labelledby="tags">
                    <h2 id="tags">"Tags"</h2>
                    <For each=move || tags.get() key=Clone::clone let:tag>
                        <Entry to=View::Tag(tag) icon="tag" view/>
                    </For>
                </nav>
            </Show>
            <Account/>
        </header>
    }
}

#[component]
fn Entry(to: View, icon: &'static str, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let href = to.href();
    let counted = !matches!(to, View::Completed | View::Trash | View::Settings);
    let plain = to.is_plain().then_some("external");
    let to = StoredValue::new(to);
    let current = move || {
        to.with_value(|to| view.with(|view| view == to))
            .then_some("page")
    };
    let count = Memo::new(move |_| {
        let count = to.with_value(|to| store.count(to));
        (counted && count > 0).then_some(count)
    });
    view! {
        <a href=href aria-current=current rel=plain>
            <Icon name=icon/>
            <span class="name" dir="auto">{move || to.with_value(|to| to.title(&store.lists()).trim_start_matches('#').to_owned())}</span>
            <span class="count" aria-hidden="true">{move || count.get()}</span>
        </a>
    }
}

#[component]
fn Account() -> impl IntoView {
    let user = expect_context::<Store>().user();
    let name = user.email.clone().unwrap_or_else(|| "Guest".to_owned());
    view! {
        <details class="account">
            <summary>{name}</summary>
            <div class="panel">
                {user.guest.then(|| view! { <a class="button" href="/sign-in" rel="external">"Make an account"</a> })}
                <form method="post" action=SignOut::PATH>
                    <button>{if user.guest { "Leave for good" } else { "Sign out" }}</button>
                </form>
            </div>
        </details>
    }
}
