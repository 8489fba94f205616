//! The tasks of one shelf, each with what can be done to it.

use leptos::{form::ActionForm, prelude::*};
use shared::api::{List, Priority, Task};

use super::{Problem, problem_of, words};
use crate::functions::{Complete, Delete, Reopen, Restore};

/// Which tasks are shown; the URL says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Open,
    Done,
    Trash,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Trash];

    pub(super) fn read(name: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|shelf| Some(shelf.as_str()) == name)
            .unwrap_or(Self::Open)
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Trash => "trash",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Open => "Tasks",
            Self::Done => "Done",
            Self::Trash => "Trash",
        }
    }

    const fn empty(self) -> &'static str {
        match self {
            Self::Open => "Nothing to do. Tell the chat what comes to your mind.",
            Self::Done => "Nothing done yet.",
            Self::Trash => "The trash is empty. What you delete stays here.",
        }
    }
}

#[component]
pub(super) fn Tasks(
    mut tasks: Vec<Task>,
    lists: Vec<List>,
    shelf: Shelf,
    zone: String,
) -> impl IntoView {
    if shelf == Shelf::Open {
        words::sort(&mut tasks);
    }
    let empty = tasks
        .is_empty()
        .then(|| view! { <p class="quiet">{shelf.empty()}</p> });
    let rows = tasks
        .into_iter()
        .map(|task| {
            let list = lists
                .iter()
                .find(|list| list.id == task.list_id && !list.is_inbox);
            let list = list.map(|list| list.name.clone());
            view! { <Row task list zone=zone.clone()/> }
        })
        .collect_view();
    let tabs = Shelf::ALL
        .map(|tab| {
            let current = (tab == shelf).then_some("page");
            let href = format!("/?view={}", tab.as_str());
            view! { <a href=href aria-current=current>{tab.title()}</a> }
        })
        .into_iter()
        .collect_view();
    view! {
        <section id="tasks" class="tasks" aria-labelledby="shelf" data-live>
            <nav aria-label="Tasks">{tabs}</nav>
            <h2 id="shelf">{shelf.title()}</h2>
            {empty}
            <ul>{rows}</ul>
        </section>
    }
}

#[component]
fn Row(task: Task, list: Option<String>, zone: String) -> impl IntoView {
    let now = words::now(&zone);
    let due = task.due.as_ref().map(|due| {
        let late = task.completed_at.is_none() && words::overdue(due, &now);
        let text = words::due(due, now.date());
        let text = if late {
            format!("{text}, overdue")
        } else {
            text
        };
        view! { <span class="chip" class:late=late>{text}</span> }
    });
    let done = task.completed_at.is_some();
    let priority = (task.priority != Priority::None)
        .then(|| view! { <span class="chip priority">{task.priority.as_str()}" priority"</span> });
    let tags = task
        .tags
        .iter()
        .map(|tag| view! { <span class="chip">"#"{tag.clone()}</span> })
        .collect_view();
    view! {
        <li class="task" class:done=done>
            <Tick task=task.clone()/>
            <div class="what">
                <span class="title" dir="auto">{task.title.clone()}</span>
                <span class="chips">
                    {due} {priority} {list.map(|list| view! { <span class="chip">{list}</span> })} {tags}
                </span>
            </div>
            <Removal task/>
        </li>
    }
}

/// The box that closes a task, or opens it again.
#[component]
fn Tick(task: Task) -> impl IntoView {
    let complete = ServerAction::<Complete>::new();
    let reopen = ServerAction::<Reopen>::new();
    let id = task.id.to_string();
    if task.deleted_at.is_some() {
        return ().into_any();
    }
    if task.completed_at.is_some() {
        let label = format!("Reopen {}", task.title);
        return view! {
            <ActionForm action=reopen>
                <input type="hidden" name="id" value=id/>
                <Problem text=problem_of(reopen)/>
                <button class="tick ticked" aria-label=label>"✓"</button>
            </ActionForm>
        }
        .into_any();
    }
    let label = format!("Complete {}", task.title);
    view! {
        <ActionForm action=complete>
            <input type="hidden" name="id" value=id/>
            <button class="tick" aria-label=label>""</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Removal(task: Task) -> impl IntoView {
    let delete = ServerAction::<Delete>::new();
    let restore = ServerAction::<Restore>::new();
    let id = task.id.to_string();
    if task.deleted_at.is_some() {
        let label = format!("Restore {}", task.title);
        return view! {
            <ActionForm action=restore>
                <input type="hidden" name="id" value=id/>
                <button aria-label=label>"Restore"</button>
            </ActionForm>
        }
        .into_any();
    }
    let label = format!("Delete {}", task.title);
    view! {
        <ActionForm action=delete>
            <input type="hidden" name="id" value=id/>
            <button class="ghost" aria-label=label title="Delete">"×"</button>
        </ActionForm>
    }
    .into_any()
}
