//! One task in a list.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::api::Priority;
use uuid::Uuid;

use super::{Act, Icon};
use crate::{
    contexts::{
        browser, clock::Clock, fields::Fields, route::Address, shortcut::Shortcut, shown::Shown,
        store::Store, view::View, words,
    },
    functions::tasks::{Complete, Delete, Reopen, Restore},
    texts::text,
};

#[component]
pub(crate) fn Row(id: Uuid, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let task = Shown::new(store, id);
    let deleted = Memo::new(move |_| task.is_deleted());
    let picked = Memo::new(move |_| store.selected().with(|selected| selected.contains(&id)));
    let renaming = Memo::new(move |_| store.renaming().get() == Some(id));
    view! {
        <div
            class="task" role="listitem" id=format!("task-{id}") draggable="true"
            class:done=move || task.is_done()
            class:leaving=move || store.is_leaving(id)
            class:selected=move || picked.get()
        >
            {move || picked.get().then(|| view! { <span class="hidden">{text!(tasks::PICKED)}</span> })}
            <Show when=move || !deleted.get()>
                <Tick id task/>
            </Show>
            <div class="what">
                {move || renaming.get().then(|| view! { <Rename id task/> })}
                {move || (!renaming.get()).then(|| view! {
                    <a
                        class="title" dir="auto" href=move || Address::with_task(&view.get(), id) title=on_title()
                        aria-keyshortcuts="Enter e x"
                    >
                        {move || task.read(|task| task.title.clone())}
                    </a>
                })}
                <Marks id task view/>
            </div>
            <Show when=move || !deleted.get()>
                <a
                    class="button ghost later" href=format!("/task/{id}/when") title=Shortcut::When.on(text!(tasks::SWIPED_WHEN))
                    aria-keyshortcuts=Shortcut::When.names() aria-label=move || task.label(text!(tasks::when))
                >
                    <Icon name="clock"/>
                </a>
                <Act
                    action=Delete::PATH fields=vec![("id", id.to_string())] on_press=move |()| store.delete(id)
                    class="ghost remove" label=Signal::derive(move || Some(task.label(text!(tasks::delete))))
                    title=Shortcut::Delete.on(text!(acts::DELETE)) shortcut=Shortcut::Delete
                >
                    <Icon name="trash"/>
                </Act>
            </Show>
            <Show when=move || deleted.get()>
                <Act
                    action=Restore::PATH fields=vec![("id", id.to_string())] on_press=move |()| store.restore(id)
                    label=Signal::derive(move || Some(task.label(text!(tasks::restore))))
                >
                    {text!(acts::RESTORE)}
                </Act>
            </Show>
        </div>
    }
}

fn on_title() -> String {
    let [open, rename, pick] = [Shortcut::Open, Shortcut::Rename, Shortcut::Pick]
        .map(|shortcut| shortcut.keys().join(" "));
    text!(keyboard::on_title(&open, &rename, &pick))
}

/// The title in a field: Enter saves it, Escape leaves it as it was.
#[component]
fn Rename(id: Uuid, task: Shown) -> impl IntoView {
    let store = expect_context::<Store>();
    let before = untrack(|| task.read(|task| task.title.clone()));
    let input = NodeRef::<html::Input>::new();
    input.on_load(|input| {
        // Before the next key is pressed.
        queue_microtask(move || {
            let _ = input.focus();
            input.select();
        });
    });
    let was = StoredValue::new(before.clone());
    let save = move || {
        // The field that goes because it was saved loses the focus once more.
        if store.renaming().get_untracked() != Some(id) {
            return;
        }
        let Some(input) = input.get_untracked() else {
            return;
        };
        store.renaming().set(None);
        let (title, was) = (input.value(), was.get_value());
        if title.trim().is_empty() || title == was {
            return;
        }
        let one = |title| Fields {
            title: Some(title),
            ..Fields::default()
        };
        store.edit(id, &one(title), &one(was), |_| ());
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            save();
            browser::focus_soon(&format!("task-{id}"));
        }
    };
    view! {
        <input
            class="rename" aria-label=text!(tasks::TITLE) maxlength="500" dir="auto" autocomplete="off" node_ref=input
            value=before on:keydown=key on:blur=move |_| save()
        />
    }
}

/// The box that closes a task, or opens it again.
#[component]
pub(crate) fn Tick(id: Uuid, task: Shown) -> impl IntoView {
    let store = expect_context::<Store>();
    let press = move |()| store.toggle(id);
    let action = Signal::derive(move || {
        if task.is_done() {
            Reopen::PATH
        } else {
            Complete::PATH
        }
    });
    let class = Signal::derive(move || {
        let priority = task.read(|task| task.priority).as_str();
        let ticked = if task.is_done() { " ticked" } else { "" };
        format!("tick {priority}{ticked}")
    });
    let label = Signal::derive(move || {
        Some(if task.is_done() {
            task.label(text!(tasks::reopen))
        } else {
            task.label(text!(tasks::complete))
        })
    });
    view! {
        <Act
            action fields=vec![("id", id.to_string())] on_press=press class label
            title=Shortcut::Complete.on(text!(tasks::COMPLETE)) shortcut=Shortcut::Complete
        >
            <Icon name="check"/>
        </Act>
    }
}

/// When, how urgent, where.
#[component]
fn Marks(id: Uuid, task: Shown, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let due = Memo::new(move |_| {
        let open = !task.is_done() && !task.is_deleted();
        let due = task.read(|task| task.due.clone())?;
        let late = open && words::overdue(&due, &clock.now());
        // The day of a row is said by what it stands under.
        let said = view.with(|view| matches!(view, View::Upcoming(_))) && due.date >= clock.today();
        if said {
            return Some((words::clock(due.time?, clock.format()), late));
        }
        Some((clock.due(&due), late))
    });
    let priority = Memo::new(move |_| task.read(|task| task.priority));
    let list = Memo::new(move |_| {
        let id = task.read(|task| Some(task.list_id))?;
        if view.with(|view| *view == View::List(id)) {
            return None;
        }
        let lists = store.lists();
        let list = lists.iter().find(|list| list.id == id && !list.is_inbox)?;
        Some(list.name.clone())
    });
    let tags = Memo::new(move |_| {
        let mut tags = task.read(|task| task.tags.clone());
        view.with(|view| tags.retain(|tag| *view != View::Tag(tag.clone())));
        tags
    });
    let repeat = Memo::new(move |_| {
        let rule = task.read(|task| task.recurrence.as_ref().map(|repeat| repeat.rule.clone()))?;
        Some(words::repeat(&rule, store.format()))
    });
    let parts = Memo::new(move |_| store.progress_of(id));
    view! {
        <span class="marks">
            {move || due.get().map(|(text, late)| {
                let late_word = late.then(|| view! { <span class="hidden">{text!(tasks::OVERDUE)}</span> });
                view! { <span class="mark" class:late=late>{text}{late_word}</span> }
            })}
            {move || (priority.get() != Priority::None).then(|| {
                let (name, words) = (priority.get().as_str(), text!(tasks::urgency(priority.get())));
                view! { <span class=format!("mark {name}")><Icon name="flag"/>{words}</span> }
            })}
            {move || repeat.get().map(|words| view! { <span class="mark"><Icon name="repeat"/>{words}</span> })}
            {move || parts.get().map(|(done, all)| {
                let progress = text!(tasks::part_of(done, all));
                view! {
                    <span class="mark">
                        <Icon name="done"/>{progress}<span class="hidden">{text!(tasks::SUBTASKS_DONE)}</span>
                    </span>
                }
            })}
            {move || list.get().map(|name| view! { <span class="mark" dir="auto">{name}</span> })}
            {move || tags.get().into_iter().map(|tag| {
                let class = format!("mark {}", words::hue(&tag));
                view! { <span class=class dir="auto">"#"{tag}</span> }
            }).collect_view()}
        </span>
    }
}
