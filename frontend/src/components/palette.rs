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
    let places = VIEWS.into_iter().chain(
        lists
            .iter()
            .filter(|list| !list.is_inbox)
            .map(|list| (View::List(list.id), "list")),
    );
    let tags = store.tags().into_iter().map(|tag| (View::Tag(tag), "tag"));
    let filters = store.filters();
    let saved = filters
        .iter()
        .map(|filter| (View::Filter(filter.id), "filter"));
    let goals = places.chain(saved).chain(tags).map(|(to, icon)| Goal {
        name: to.title(&lists, &filters),
        icon,
        deed: Deed::Go(to.href()),
    });
    let go = |href: &str| Deed::Go(href.to_owned());
    let leave = if store.user().guest {
        (text!(views::LEAVE), "close", go("/leave"))
    } else {
        (text!(views::SIGN_OUT), "close", Deed::SignOut)
    };
    let deeds = [
        (text!(acts::NEW_LIST), "plus", go("/list/new")),
        (text!(acts::NEW_FILTER), "plus", go("/filter/new")),
        (text!(views::IMPORT_FILE), "inbox", go("/import")),
        (text!(views::SETTINGS), "settings", go("/settings")),
        (text!(views::HELP), "help", go("/help")),
        (text!(acts::UNDO), "repeat", Deed::Undo),
        leave,
    ];
    let looks = text!(views::LOOKS).map(|(look, name)| (name, "today", Deed::Look(look)));
    let deeds = deeds.into_iter().chain(looks);
    let deeds = deeds.map(|(name, icon, deed)| Goal {
        name: name.to_owned(),
        icon,
        deed,
    });
    let goals = goals.chain(deeds);
    let wanted = words.to_lowercase();
    let goals = goals.filter(|goal| goal.name.to_lowercase().contains(wanted.trim()));
    let words = words.trim();
    if words.is_empty() {
        return goals.take(AT_MOST).collect();
    }
    let tasks = store.found(words);
    let tasks = tasks.into_iter().map(|task| Goal {
        name: task.title.clone(),
        icon: "check",
        deed: Deed::Go(Address::with_task(view, task.id)),
    });
    let search = View::Search(words.to_owned()).href();
    let typed = [
        (text!(views::add(words)), "plus", Deed::Add),
        (text!(views::search_for(words)), "search", Deed::Go(search)),
    ];
    let typed = typed.map(|(name, icon, deed)| Goal { name, icon, deed });
    goals.chain(tasks).take(AT_MOST).chain(typed).collect()
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
