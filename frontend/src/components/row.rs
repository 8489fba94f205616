//! One task in a list.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::api::Priority;
use uuid::Uuid;

use super::{Act, Icon};
use crate::{
    contexts::{
        browser, clock::Clock, fields::Fields, route::Address, shown::Shown, store::Store,
        view::View, words,
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
                    <a class="title" dir="auto" href=move || Address::with_task(&view.get(), id)>
                        {move || task.read(|task| task.title.clone())}
                    </a>
                })}
                <Marks id task view/>
            </div>
            <Show when=move || !deleted.get()>
                <a
                    class="button ghost later" href=format!("/task/{id}/when") title=text!(tasks::WHEN_BY_KEY)
                    aria-label=move || task.label(text!(tasks::when))
                >
                    <Icon name="clock"/>
                </a>
                <Act
                    action=Delete::PATH fields=vec![("id", id.to_string())] on_press=move |()| store.delete(id)
                    class="ghost remove" label=Signal::derive(move || Some(task.label(text!(tasks::delete))))
                    title=text!(tasks::DELETE_BY_KEY)
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
    let place = StoredValue::new(place);
    let save = move || {
        // The field that goes because it was saved loses the focus once more.
        if !untrack(|| place.with_value(|place| store.renames(place))) {
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
            let place = place.get_value();
            save();
            browser::focus_soon(&place);
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
        <Act action fields=vec![("id", id.to_string())] on_press=press class label>
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
fn marks(id: Uuid, task: Shown, view: &View, store: Store, clock: Clock) -> Vec<Mark> {
    let open = !task.is_done() && !task.is_deleted();
    let due = task.read(|task| task.due.clone()).map(|due| {
        let late = open && words::overdue(&due, &clock.now());
        Mark::new(None, clock.due(&due)).late(late, text!(tasks::OVERDUE))
    });
    let start = task.read(|task| task.start_date);
    let start = start.filter(|start| open && *start > clock.today());
    let start = start.map(|start| Mark::new(None, text!(tasks::starts(&clock.day(start)))));
    let deadline = task.read(|task| task.deadline).map(|deadline| {
        let late = open && deadline < clock.today();
        let words = text!(tasks::deadline(&clock.day(deadline)));
        Mark::new(None, words).late(late, text!(tasks::PASSED))
    });
    let said = |there: bool, icon, hidden| {
        there.then(|| Mark {
            hidden,
            ..Mark::new(Some(icon), String::new())
        })
    };
    let noted = task.read(|task| !task.notes.trim().is_empty());
    let notes = said(noted, "pencil", text!(tasks::HAS_NOTES));
    let reminds = task.read(|task| !task.reminders.is_empty());
    let reminder = said(reminds, "bell", text!(tasks::REMINDS));
    let priority = task.read(|task| task.priority);
    let priority = (priority != Priority::None).then(|| Mark {
        class: priority.as_str(),
        ..Mark::new(Some("flag"), text!(tasks::urgency(priority)).to_owned())
    });
    let repeat = task.read(|task| task.recurrence.as_ref().map(|repeat| repeat.rule.clone()));
    let repeat = repeat.map(|rule| Mark::new(Some("repeat"), words::repeat(&rule, store.format())));
    let parts = store.progress_of(id).map(|(done, all)| Mark {
        hidden: text!(tasks::SUBTASKS_DONE),
        ..Mark::new(Some("done"), text!(tasks::part_of(done, all)))
    });
    let parent = store.parent_of(task);
    let parent = parent.map(|(_, title)| Mark::new(None, text!(tasks::part_of_task(&title))));
    let list = task.read(|task| Some(task.list_id)).and_then(|id| {
        let lists = store.lists().into_iter();
        let mut lists = lists.filter(|list| !list.is_inbox && *view != View::List(id));
        lists.find(|list| list.id == id)
    });
    let list = list.map(|list| Mark::new(None, list.name));
    let tags = task.read(|task| task.tags.clone()).into_iter();
    let tags = tags.map(|tag| Mark::new(None, format!("#{tag}")));
    let first = [
        due, deadline, start, priority, repeat, parts, notes, reminder, parent, list,
    ];
    first.into_iter().flatten().chain(tags).collect()
}

#[component]
fn Marks(id: Uuid, task: Shown, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let clock = expect_context::<Clock>();
    let all = Memo::new(move |_| view.with(|view| marks(id, task, view, store, clock)));
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
