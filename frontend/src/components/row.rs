//! One task in a list.

use std::sync::Arc;

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Priority, Task};
use uuid::Uuid;

use super::{Act, Icon};
use crate::{
    contexts::{clock::Clock, store::Store, words},
    functions::tasks::{Complete, Delete, Reopen, Restore},
};

/// A task as a row reads it: each part of the row follows only its own field, so that the rest stays as it is.
#[derive(Clone, Copy)]
struct Shown(Memo<Option<Arc<Task>>>);

impl Shown {
    fn read<T: Default>(self, field: impl FnOnce(&Task) -> T) -> T {
        self.0
            .with(|task| task.as_deref().map(field).unwrap_or_default())
    }

    fn is_done(self) -> bool {
        self.read(|task| task.completed_at.is_some())
    }

    fn is_deleted(self) -> bool {
        self.read(|task| task.deleted_at.is_some())
    }

    fn label(self, verb: &str) -> String {
        format!("{verb} {}", self.read(|task| task.title.clone()))
    }
}

#[component]
pub(crate) fn Row(id: Uuid) -> impl IntoView {
    let store = expect_context::<Store>();
    let task = Shown(Memo::new(move |_| store.task(id)));
    let deleted = Memo::new(move |_| task.is_deleted());
    view! {
        <li
            class="task" id=format!("task-{id}")
            class:done=move || task.is_done()
            class:leaving=move || store.is_leaving(id)
        >
            <Show when=move || !deleted.get()>
                <Tick id task/>
            </Show>
            <div class="what">
                <span class="title" dir="auto">{move || task.read(|task| task.title.clone())}</span>
                <Marks task/>
            </div>
            <Show
                when=move || deleted.get()
                fallback=move || {
                    let fields = vec![("id", id.to_string())];
                    view! {
                        <Act
                            action=Delete::PATH fields on_press=move |()| store.delete(id)
                            class="ghost remove" label=Signal::derive(move || Some(task.label("Delete"))) title="Delete"
                        >
                            <Icon name="trash"/>
                        </Act>
                    }
                }
            >
                <Act
                    action=Restore::PATH fields=vec![("id", id.to_string())] on_press=move |()| store.restore(id)
                    label=Signal::derive(move || Some(task.label("Restore")))
                >
                    "Restore"
                </Act>
            </Show>
        </li>
    }
}

/// The box that closes a task, or opens it again.
#[component]
fn Tick(id: Uuid, task: Shown) -> impl IntoView {
    let store = expect_context::<Store>();
    let press = move |()| {
        if task.0.with_untracked(|task| {
            task.as_ref()
                .is_some_and(|task| task.completed_at.is_some())
        }) {
            store.reopen(id);
        } else {
            store.complete(id);
        }
    };
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
        Some(task.label(if task.is_done() { "Reopen" } else { "Complete" }))
    });
    view! {
        <Act action fields=vec![("id", id.to_string())] on_press=press class label>
            <Icon name="check"/>
        </Act>
    }
}

/// When, how urgent, where.
#[component]
fn Marks(task: Shown) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let due = Memo::new(move |_| {
        let open = !task.is_done() && !task.is_deleted();
        let due = task.read(|task| task.due.clone())?;
        let late = open && words::overdue(&due, &clock.now());
        Some((words::due(&due, clock.today()), late))
    });
    let priority = Memo::new(move |_| task.read(|task| task.priority));
    let list = Memo::new(move |_| {
        let id = task.read(|task| Some(task.list_id))?;
        let lists = store.lists();
        let list = lists.iter().find(|list| list.id == id && !list.is_inbox)?;
        Some(list.name.clone())
    });
    let tags = Memo::new(move |_| task.read(|task| task.tags.clone()));
    view! {
        <span class="marks">
            {move || due.get().map(|(text, late)| {
                let late_word = late.then(|| view! { <span class="hidden">", overdue"</span> });
                view! { <span class="mark" class:late=late>{text}{late_word}</span> }
            })}
            {move || (priority.get() != Priority::None).then(|| {
                let name = priority.get().as_str();
                view! { <span class=format!("mark {name}")><Icon name="flag"/>{name}" priority"</span> }
            })}
            {move || list.get().map(|name| view! { <span class="mark" dir="auto">{name}</span> })}
            {move || tags.get().into_iter().map(|tag| view! { <span class="mark" dir="auto">"#"{tag}</span> }).collect_view()}
        </span>
    }
}
