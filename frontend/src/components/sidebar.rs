//! Where one can go, and the account. On a phone the views that matter most are at the bottom, the rest behind one
//! button.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::api::List;

use super::Icon;
use crate::{
    contexts::{
        browser::{self, Alive},
        route::Route,
        shortcut::Shortcut,
        store::Store,
        view::View,
        words,
    },
    functions::account::SignOut,
    texts::text,
};

/// Where a browser remembers that the sidebar is narrow.
const NARROW: &str = "narrow";

#[component]
pub(crate) fn Sidebar(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let lists = Memo::new(move |_| {
        let mut lists = store.lists();
        lists.retain(|list| !list.is_inbox);
        lists
    });
    let of = move |archived: bool| {
        let lists = lists.get().into_iter();
        lists
            .filter(move |list| list.archived == archived)
            .collect::<Vec<_>>()
    };
    let archived = Memo::new(move |_| lists.with(|lists| lists.iter().any(|list| list.archived)));
    let tags = Memo::new(move |_| store.tags());
    let filters = Memo::new(move |_| store.filters());
    let narrow = RwSignal::new(false);
    Effect::new(move |_| narrow.set(browser::remembered(NARROW).is_some()));
    let turn = move |_| {
        narrow.update(|narrow| *narrow = !*narrow);
        if narrow.get_untracked() {
            browser::remember(NARROW, "true");
        } else {
            browser::forget(NARROW);
        }
    };
    view! {
        <header class="sidebar" class:rail=move || narrow.get()>
            <div class="brand">
                <h1><a href="/">{text!(APP)}</a></h1>
                <Show when=Alive::get>
                    <button
                        class="ghost collapse" aria-label=text!(views::NARROW_SIDEBAR) title=Shortcut::Narrow.on(text!(views::NARROW_SIDEBAR))
                        aria-keyshortcuts=Shortcut::Narrow.names() on:click=turn aria-pressed=move || narrow.get().to_string()
                    >
                        <Icon name="menu"/>
                    </button>
                </Show>
            </div>
            <nav class="bar" aria-label=text!(views::VIEWS)>
                <Entry to=View::Today icon="today" view/>
                <Entry to=View::Upcoming(None) icon="upcoming" view/>
                <Entry to=View::Inbox icon="inbox" view/>
                <Entry to=View::All icon="all" view/>
                <More view/>
            </nav>
            <div class="places" id="places" popover="auto">
                <Search view/>
                <nav aria-label=text!(views::MORE_VIEWS)>
                    <Entry to=View::Someday icon="someday" view/>
                    <Notifications view/>
                    <Entry to=View::Completed icon="done" view/>
                    <Entry to=View::Activity(None) icon="activity" view/>
                    <Entry to=View::Trash icon="trash" view/>
                    <Entry to=View::Settings icon="settings" view/>
                    <a href="/help" title=text!(views::HELP)>
                        <Icon name="help"/><span class="name">{text!(views::HELP)}</span>
                    </a>
                </nav>
                <nav aria-labelledby="filters">
                    <Caption id="filters" text=text!(views::FILTERS) href="/filter/new" label=text!(acts::NEW_FILTER)/>
                    <For each=move || filters.get() key=|filter| (filter.id, filter.name.clone()) let:filter>
                        <Entry to=View::Filter(filter.id) icon="filter" view/>
                    </For>
                </nav>
                <nav aria-labelledby="lists">
                    <Caption id="lists" text=text!(views::LISTS) href="/list/new" label=text!(acts::NEW_LIST)/>
                    <For each=move || of(false) key=looks let:list><ListEntry list view/></For>
                    <Show when=move || archived.get()>
                        <details>
                            <summary>{text!(views::ARCHIVED)}</summary>
                            <For each=move || of(true) key=looks let:list><ListEntry list view/></For>
                        </details>
                    </Show>
                </nav>
                <Show when=move || !tags.with(Vec::is_empty)>
                    <nav aria-labelledby="tags">
                        <h2 id="tags">{text!(views::TAGS)}</h2>
                        <For each=move || tags.get() key=Clone::clone let:tag>
                            <Entry to=View::Tag(tag) icon="tag" view/>
                        </For>
                    </nav>
                </Show>
                <Account/>
            </div>
        </header>
    }
}

/// Looks for words, in place; the field keeps them.
#[component]
fn Search(view: Memo<View>) -> impl IntoView {
    let route = expect_context::<Route>();
    let words = NodeRef::<html::Input>::new();
    let searched = Memo::new(move |_| match view.get() {
        View::Search(words) => words,
        _ => String::new(),
    });
    // What was typed before the page was alive stays.
    Effect::new(move |before: Option<()>| {
        let searched = searched.get();
        if before.is_some()
            && let Some(words) = words.get_untracked()
        {
            words.set_value(&searched);
        }
    });
    let search = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(words) = words.get_untracked() {
            route.go(&View::Search(words.value().trim().to_owned()).href());
        }
    };
    view! {
        <form class="search" role="search" action="/search" method="get" on:submit=search>
            <Icon name="search"/>
            <input
                type="search" name="q" aria-label=text!(views::SEARCH_TASKS) placeholder=text!(views::SEARCH)
                autocomplete="off" title=Shortcut::Palette.on(text!(views::SEARCH)) node_ref=words
                aria-keyshortcuts=Shortcut::Palette.names()
                value=searched.get_untracked()
            />
        </form>
    }
}

/// The way to the other views, on a phone; it is marked where one is at one of them.
#[component]
fn More(view: Memo<View>) -> impl IntoView {
    let beyond = move || {
        let beside = view.with(|view| {
            matches!(
                view,
                View::Today | View::Upcoming(_) | View::Inbox | View::All
            )
        });
        (!beside).then_some("true")
    };
    view! {
        <button class="more" popovertarget="places" aria-current=beyond>
            <Icon name="menu"/><span class="name">{text!(views::MORE)}</span>
            <Unread/>
        </button>
    }
}

/// What an entry of a list shows.
fn looks(list: &List) -> (uuid::Uuid, i64) {
    (list.id, list.version)
}

/// The name of a group, and the form that adds to it.
#[component]
fn Caption(
    id: &'static str,
    text: &'static str,
    href: &'static str,
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="caption">
            <h2 id=id>{text}</h2>
            <a class="button ghost" href=href aria-label=label title=label><Icon name="plus"/></a>
        </div>
    }
}

#[component]
fn Entry(to: View, icon: &'static str, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let href = to.href();
    let counted = to.is_open();
    let plain = to.is_plain().then_some("external");
    let hue = match &to {
        View::Tag(tag) => Some(words::hue(tag)),
        _ => None,
    };
    let to = StoredValue::new(to);
    let current = move || {
        let here = view.with(|view| match view {
            View::Upcoming(_) => View::Upcoming(None),
            View::Activity(_) => View::Activity(None),
            view => view.clone(),
        });
        to.with_value(|to| here == *to).then_some("page")
    };
    let count = Memo::new(move |_| {
        let count = if counted {
            to.with_value(|to| store.count(to))
        } else {
            0
        };
        (count > 0).then_some(count)
    });
    let name = move || to.with_value(|to| store.title(to).trim_start_matches('#').to_owned());
    view! {
        <a href=href class=hue aria-current=current rel=plain title=name>
            <Icon name=icon/>
            <span class="name" dir="auto">{name}</span>
            <span class="count" aria-hidden="true">{move || count.get()}</span>
        </a>
    }
}

/// A list with its colour and its icon; it can be dragged among the others, and tasks into it.
#[component]
fn ListEntry(list: List, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let to = View::List(list.id);
    let href = to.href();
    let here = to.clone();
    let current = move || (view.get() == here).then_some("page");
    let count = Memo::new(move |_| Some(store.count(&to)).filter(|count| *count > 0));
    let name = list.name.clone();
    let paint = list.colour.unwrap_or_else(|| "currentcolor".to_owned());
    let dot = list.icon.is_none().then(|| {
        view! {
            <svg class="icon dot" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                <circle cx="12" cy="12" r="5" fill=paint stroke="none"/>
            </svg>
        }
    });
    let emoji = list
        .icon
        .map(|icon| view! { <span class="emoji" aria-hidden="true">{icon}</span> });
    view! {
        <a href=href aria-current=current data-list=list.id.to_string() title=name>
            {dot} {emoji}
            <span class="name" dir="auto">{list.name}</span>
            <span class="count" aria-hidden="true">{move || count.get()}</span>
        </a>
    }
}

/// With the number of those that are unread.
#[component]
fn Notifications(view: Memo<View>) -> impl IntoView {
    let current = move || (view.get() == View::Notifications).then_some("page");
    view! {
        <a href="/notifications" aria-current=current title=text!(views::NOTIFICATIONS)>
            <Icon name="bell"/>
            <span class="name">{text!(views::NOTIFICATIONS)}</span>
            <Unread/>
        </a>
    }
}

#[component]
fn Unread() -> impl IntoView {
    let store = expect_context::<Store>();
    let unread = move || Some(store.unread()).filter(|unread| *unread > 0);
    move || {
        unread().map(|unread| {
            view! { <span class="badge">{unread}<span class="hidden">{text!(views::UNREAD)}</span></span> }
        })
    }
}

#[component]
fn Account() -> impl IntoView {
    let user = expect_context::<Store>().user();
    let name = user
        .email
        .clone()
        .unwrap_or_else(|| text!(views::GUEST).to_owned());
    let leave = user
        .guest
        .then(|| view! { <a class="button" href="/leave">{text!(views::LEAVE)}</a> });
    let sign_out = (!user.guest).then(|| {
        view! {
            <form
                method="post" action=SignOut::PATH data-offline=text!(notices::SIGN_OUT_OFFLINE)
                data-one=text!(notices::LOST_ONE) data-other=text!(notices::LOST_OTHER)
            >
                <button>{text!(views::SIGN_OUT)}</button>
            </form>
        }
    });
    view! {
        <details class="account">
            <summary>{name}</summary>
            <div class="panel">
                {user.guest.then(|| view! { <a class="button" href="/sign-in" rel="external">{text!(acts::MAKE_ACCOUNT)}</a> })}
                {leave} {sign_out}
            </div>
        </details>
    }
}
