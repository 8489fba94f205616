//! One task in a list.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::api::{Priority, Task};
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
    let place = format!("task-{id}");
    let here = place.clone();
    let renaming = Memo::new(move |_| store.renames(&here) && !deleted.get());
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
                {move || renaming.get().then(|| view! { <Rename id task place=place.clone()/> })}
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
pub(super) fn Rename(
    id: Uuid,
    task: Shown,
    /// The id of the element that it is in.
    place: String,
) -> impl IntoView {
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
    let here = place.clone();
    let save = move || {
        // The field that goes because it was saved loses the focus once more, when nothing of it is left but this.
        if !untrack(|| store.renames(&here)) {
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
    let left = save.clone();
    let key = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        if event.key() == "Enter" {
            event.prevent_default();
            save();
            browser::focus_soon(&place);
        }
    };
    view! {
        <input
            class="rename" aria-label=text!(tasks::TITLE) maxlength="500" dir="auto" autocomplete="off" node_ref=input
            value=before on:keydown=key on:blur=move |_| left()
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

/// Something that a row tells of its task.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    class: &'static str,
    icon: Option<&'static str>,
    text: String,
    /// What the looks of it say, for those who do not see them.
    hidden: &'static str,
}

impl Mark {
    const fn new(icon: Option<&'static str>, text: String) -> Self {
        Self {
            class: "",
            icon,
            text,
            hidden: "",
        }
    }

    fn late(self, late: bool, word: &'static str) -> Self {
        if late {
            Self {
                class: "late",
                hidden: word,
                ..self
            }
        } else {
            self
        }
    }
}

/// When, how urgent, where.
fn marks(id: Uuid, task: &Task, view: &View, store: Store, clock: Clock) -> Vec<Mark> {
    let open = task.completed_at.is_none() && task.deleted_at.is_none();
    let (now, today) = (store.now(), clock.today());
    let mut marks = Vec::new();
    if let Some(due) = &task.due {
        let late = open && words::overdue(due, &now);
        // The day of a row is said by what it stands under, unless that is "Overdue".
        let headed = matches!(view, View::Upcoming(_)) && !words::overdue(due, &now);
        let words = if headed {
            due.time.map(|time| words::clock(time, clock.format()))
        } else {
            Some(clock.due(due))
        };
        if let Some(words) = words {
            marks.push(Mark::new(None, words).late(late, text!(tasks::OVERDUE)));
        }
    }
    if let Some(deadline) = task.deadline {
        let words = text!(tasks::deadline(&clock.day(deadline)));
        let late = open && deadline < today;
        marks.push(Mark::new(None, words).late(late, text!(tasks::PASSED)));
    }
    if let Some(start) = task.start_date.filter(|start| open && *start > today) {
        marks.push(Mark::new(None, text!(tasks::starts(&clock.day(start)))));
    }
    if task.priority != Priority::None {
        let words = text!(tasks::urgency(task.priority)).to_owned();
        marks.push(Mark {
            class: task.priority.as_str(),
            ..Mark::new(Some("flag"), words)
        });
    }
    if let Some(repeat) = &task.recurrence {
        let words = words::repeat(&repeat.rule, store.format());
        marks.push(Mark::new(Some("repeat"), words));
    }
    if let Some((done, all)) = store.progress_of(id) {
        marks.push(Mark {
            hidden: text!(tasks::SUBTASKS_DONE),
            ..Mark::new(Some("done"), text!(tasks::part_of(done, all)))
        });
    }
    for (there, icon, hidden) in [
        (
            !task.notes.trim().is_empty(),
            "pencil",
            text!(tasks::HAS_NOTES),
        ),
        (!task.reminders.is_empty(), "bell", text!(tasks::REMINDS)),
    ] {
        if there {
            marks.push(Mark {
                hidden,
                ..Mark::new(Some(icon), String::new())
            });
        }
    }
    if let Some(parent) = task.parent_id.and_then(|parent| store.task(parent)) {
        marks.push(Mark::new(None, text!(tasks::part_of_task(&parent.title))));
    }
    let lists = store.lists();
    let list = lists
        .iter()
        .find(|list| list.id == task.list_id && !list.is_inbox);
    if let Some(list) = list.filter(|list| *view != View::List(list.id)) {
        marks.push(Mark::new(None, list.name.clone()));
    }
    for tag in &task.tags {
        if !matches!(view, View::Tag(shown) if shown == tag) {
            marks.push(Mark {
                class: words::hue(tag),
                ..Mark::new(None, format!("#{tag}"))
            });
        }
    }
    marks
}

#[component]
fn Marks(id: Uuid, task: Shown, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let all =
        Memo::new(move |_| view.with(|view| task.read(|task| marks(id, task, view, store, clock))));
    view! {
        <span class="marks">
            {move || all.get().into_iter().map(|mark| {
                let hidden = (!mark.hidden.is_empty()).then(|| view! { <span class="hidden">{mark.hidden}</span> });
                view! {
                    <span class=format!("mark {}", mark.class) dir="auto">
                        {mark.icon.map(|name| view! { <Icon name/> })}
                        {mark.text}
                        {hidden}
                    </span>
                }
            }).collect_view()}
        </span>
    }
}
