//! Search, go and do: everything by its name.

use leptos::{ev, html, prelude::*};

use super::Icon;
use crate::{
    contexts::{
        browser,
        draft::Draft,
        route::{Address, Route},
        store::Store,
        view::View,
    },
    texts::text,
};

/// Something to go to, or to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Goal {
    name: String,
    icon: &'static str,
    deed: Deed,
}

impl Goal {
    fn new(name: impl Into<String>, icon: &'static str, deed: Deed) -> Self {
        let name = name.into();
        Self { name, icon, deed }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Deed {
    Go(String),
    /// Adds what was typed.
    Add,
    Undo,
    Look(&'static str),
    SignOut,
}

const VIEWS: [(View, &str); 9] = [
    (View::All, "all"),
    (View::Today, "today"),
    (View::Upcoming(None), "upcoming"),
    (View::Someday, "someday"),
    (View::Inbox, "inbox"),
    (View::Notifications, "bell"),
    (View::Completed, "done"),
    (View::Activity(None), "activity"),
    (View::Trash, "trash"),
];
const AT_MOST: usize = 12;

fn goals(store: Store, view: &View, words: &str) -> Vec<Goal> {
    let lists = store.lists();
    let filters = store.filters();
    let mut places = VIEWS.to_vec();
    for list in lists.iter().filter(|list| !list.is_inbox) {
        places.push((View::List(list.id), "list"));
    }
    for filter in &filters {
        places.push((View::Filter(filter.id), "filter"));
    }
    for tag in store.tags() {
        places.push((View::Tag(tag), "tag"));
    }
    let mut goals = Vec::new();
    for (to, icon) in places {
        goals.push(Goal::new(
            to.title(&lists, &filters),
            icon,
            Deed::Go(to.href()),
        ));
    }
    let go = |href: &str| Deed::Go(href.to_owned());
    let leave = if store.user().guest {
        (text!(views::LEAVE), "close", go("/leave"))
    } else {
        (text!(views::SIGN_OUT), "close", Deed::SignOut)
    };
    for (name, icon, deed) in [
        (text!(acts::NEW_LIST), "plus", go("/list/new")),
        (text!(acts::NEW_FILTER), "plus", go("/filter/new")),
        (text!(views::IMPORT_FILE), "inbox", go("/import")),
        (text!(views::SETTINGS), "settings", go("/settings")),
        (text!(views::HELP), "help", go("/help")),
        (text!(acts::UNDO), "repeat", Deed::Undo),
        leave,
    ] {
        goals.push(Goal::new(name, icon, deed));
    }
    for (look, name) in text!(views::LOOKS) {
        goals.push(Goal::new(name, "today", Deed::Look(look)));
    }
    let words = words.trim();
    let wanted = words.to_lowercase();
    goals.retain(|goal| goal.name.to_lowercase().contains(&wanted));
    if !words.is_empty() {
        for task in store.found(words) {
            let href = Address::with_task(view, task.id);
            goals.push(Goal::new(&*task.title, "check", Deed::Go(href)));
        }
    }
    goals.truncate(AT_MOST);
    if !words.is_empty() {
        let search = View::Search(words.to_owned()).href();
        goals.push(Goal::new(text!(views::add(words)), "plus", Deed::Add));
        goals.push(Goal::new(
            text!(views::search_for(words)),
            "search",
            Deed::Go(search),
        ));
    }
    goals
}

#[component]
pub(super) fn Palette(
    dialog: NodeRef<html::Dialog>,
    view: Memo<View>,
    /// Whether it is open: nothing is looked for while nobody sees it.
    open: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let route = expect_context::<Route>();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let goals = Memo::new(move |_| {
        if open.get() {
            goals(store, &view.get(), &words.get())
        } else {
            Vec::new()
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let pick = move |goal: &Goal| {
        close();
        match &goal.deed {
            Deed::Go(href) => route.go(href),
            Deed::Add => {
                let draft = Draft {
                    text: words.get_untracked().trim().to_owned(),
                    literal: Vec::new(),
                };
                store.quick(draft, &view.get_untracked(), |_| ());
            }
            Deed::Undo => store.undo_last(),
            Deed::Look(theme) => store.look(theme),
            Deed::SignOut => _ = browser::press(".account form button"),
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let last = goals.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|chosen| *chosen = (*chosen + 1).min(last)),
            "ArrowUp" => chosen.update(|chosen| *chosen = chosen.saturating_sub(1)),
            "Enter" => {
                let goal = goals.with_untracked(|goals| goals.get(chosen.get_untracked()).cloned());
                if let Some(goal) = goal {
                    pick(&goal);
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::show(&format!("goal-{}", chosen.get_untracked()));
    };
    let rows = move || goals.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <dialog
            class="palette" aria-label=text!(views::PALETTE) node_ref=dialog closedby="any"
            on:close=move |_| { open.set(false); words.set(String::new()); chosen.set(0); }
        >
            <input
                type="text" role="combobox" aria-label=text!(views::WHERE_TO) aria-controls="goals" aria-expanded="true"
                aria-activedescendant=move || format!("goal-{}", chosen.get())
                placeholder=text!(views::GO_TO) autocomplete="off" prop:value=words on:keydown=key
                on:input=move |event| { words.set(event_target_value(&event)); chosen.set(0); }
            />
            <ul id="goals" role="listbox" aria-label=text!(views::GOALS)>
                <For each=rows key=Clone::clone let:row>
                    <li
                        id=format!("goal-{}", row.0) role="option"
                        aria-selected=move || (chosen.get() == row.0).to_string()
                        on:click={
                            let goal = row.1.clone();
                            move |_| pick(&goal)
                        }
                    >
                        <Icon name=row.1.icon/>
                        <span dir="auto">{row.1.name.clone()}</span>
                    </li>
                </For>
            </ul>
        </dialog>
    }
}
