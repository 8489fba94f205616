//! Changes that wait for a connection. They show as they will be, wherever they were made: in this window, in another
//! one, or in one that was closed. What cannot be made in the end is told, with what was typed.

use jiff::{Timestamp, civil::Date};
use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::{
    api::{Due, List, Recurrence, RecurrenceMode, Status, Task, text::Text as _},
    language::{self, Command, Range},
};
use uuid::Uuid;
use web_sys::{UrlSearchParams, wasm_bindgen::JsValue};

use super::{
    browser, device,
    draft::Draft,
    fields::Fields,
    post::{self, Form, ask_or_keep},
    store::Store,
};
use crate::{
    functions::{
        Changed, Failure,
        tasks::{AddPart, Bulk, Quick},
    },
    texts::text,
};

/// A change that waited and could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) key: Uuid,
    /// Of the task that it was about, as far as that is known here.
    pub(crate) title: Option<String>,
    /// What was typed.
    pub(crate) said: String,
    pub(crate) failure: Failure,
    action: String,
    form: String,
}

/// What is to come of changes that were made without a connection.
#[derive(Clone, Copy, Default)]
pub(super) struct Later {
    /// The keys of those that wait.
    kept: RwSignal<Vec<Uuid>>,
    /// Those that waited, and could not be made.
    refusals: RwSignal<Vec<Refusal>>,
}

/// The path of a server function without its prefix: what it does.
fn verb(action: &str) -> &str {
    action.trim_start_matches("/fn/")
}

impl Store {
    /// How many changes wait.
    pub(crate) fn waiting(self) -> usize {
        self.kept().with(Vec::len)
    }

    pub(super) fn kept(self) -> RwSignal<Vec<Uuid>> {
        self.hands.get_value().later.kept
    }

    pub(crate) fn refusals(self) -> RwSignal<Vec<Refusal>> {
        self.hands.get_value().later.refusals
    }

    /// Shows a change that waits.
    pub(crate) fn keep(self, action: &str, form: &str) {
        let Some((key, fields)) = read(form) else {
            return;
        };
        if self.kept().with_untracked(|kept| kept.contains(&key)) {
            return;
        }
        self.kept().update(|kept| kept.push(key));
        if self.tasks.with_untracked(|tasks| tasks.is_begun(key)) {
            return;
        }
        let foreseen = self.foresee(action, &fields);
        self.tasks.update(|tasks| {
            for task in foreseen {
                let id = task.id;
                tasks.begin(key, task);
                tasks.leave(id);
            }
        });
    }

    /// Takes over what became of a change that waited.
    pub(crate) fn answered(self, done: bool, text: &str, action: &str, form: &str) {
        let Some((key, fields)) = read(form) else {
            return;
        };
        self.kept()
            .update(|kept| kept.retain(|other| *other != key));
        match post::read::<Changed>(done, text) {
            Ok(changed) => self.tasks.update(|tasks| tasks.confirm(key, changed.tasks)),
            Err(failure) => {
                let task = uuid(&fields, "id").and_then(|id| untrack(|| self.task(id)));
                self.tasks.update(|tasks| tasks.revert(key));
                let refusal = Refusal {
                    key,
                    title: task.map(|task| task.title.clone()),
                    said: said(&fields),
                    failure,
                    action: action.to_owned(),
                    form: form.to_owned(),
                };
                self.refusals().update(|refusals| {
                    refusals.retain(|other| other.key != key);
                    refusals.push(refusal);
                });
            }
        }
    }

    /// Lets a refusal go.
    pub(crate) fn drop_refusal(self, refusal: &Refusal) {
        let _ = device::call("drop", &refusal.form.as_str().into(), &JsValue::NULL);
        self.forget_refusal(&refusal.form);
    }

    /// A refusal was let go, here or in another window.
    pub(crate) fn forget_refusal(self, form: &str) {
        let key = read(form).map(|(key, _)| key);
        self.refusals()
            .update(|refusals| refusals.retain(|other| Some(other.key) != key));
    }

    /// Makes an edit that was refused all the same.
    pub(crate) fn insist(self, refusal: &Refusal) {
        let form = Form::again(&refusal.action, &refusal.form, Uuid::new_v4());
        let refusal = refusal.clone();
        spawn_local(async move {
            match ask_or_keep::<Changed>(form).await {
                Ok(changed) => {
                    self.drop_refusal(&refusal);
                    if let Some(changed) = changed {
                        self.done(changed, text!(notices::SAVED));
                    }
                }
                // One's own text stays where it can be read.
                Err(failure) => self.toasts.problem(failure.to_string()),
            }
        });
    }

    /// The tasks as a change will leave them.
    fn foresee(self, action: &str, form: &UrlSearchParams) -> Vec<Task> {
        let known = |id| untrack(|| self.task(id)).map(|task| Task::clone(&task));
        if action == Quick::PATH {
            return self.planned(form).into_iter().collect();
        }
        let id = uuid(form, "id");
        if action == AddPart::PATH {
            let parent = uuid(form, "parent").and_then(known);
            let part = id.zip(parent).map(|(id, parent)| Task {
                parent_id: Some(parent.id),
                ..new_task(id, form.get("title").unwrap_or_default(), parent.list_id)
            });
            return part.into_iter().collect();
        }
        if action != Bulk::PATH {
            let task = id.and_then(known).map(|mut task| {
                let field = |name: &str| form.get(&format!("fields[{name}]"));
                apply(verb(action), &mut task, &Fields::read(field));
                self.relocate(&mut task, form);
                task
            });
            return task.into_iter().collect();
        }
        let done = form.get("action").unwrap_or_default();
        let items =
            (0..).map_while(|at| uuid(form, &format!("items[{at}][id]")).map(|id| (at, id)));
        let items = items.filter_map(|(at, id)| {
            let mut task = known(id)?;
            let field = |name: &str| form.get(&format!("items[{at}][fields][{name}]"));
            apply(&done, &mut task, &Fields::read(field));
            Some(task)
        });
        items.collect()
    }

    /// The task that a line will add, read as the server reads it.
    fn planned(self, form: &UrlSearchParams) -> Option<Task> {
        let text = form.get("text")?;
        let literal = (0..).map_while(|at| {
            let offset = |end: &str| form.get(&format!("literal[{at}][{end}]"))?.parse().ok();
            Some(Range {
                start: offset("start")?,
                end: offset("end")?,
            })
        });
        let draft = Draft {
            literal: literal.collect(),
            text,
        };
        let said_at = form.get("said_at").and_then(|at| Timestamp::read(&at));
        let said_at = said_at.unwrap_or_else(browser::now);
        let understood = self.with_context(said_at, 0, |context| {
            language::understand_add(&draft.text, &draft.literal, context)
        });
        let commands = understood.map_or_else(|_| Vec::new(), |understood| understood.commands);
        let Some(Command::Add(plan)) = commands.into_iter().next() else {
            return None;
        };
        let lists = untrack(|| self.lists());
        let named = |list: &&List| Some(&list.name) == plan.list.as_ref();
        let list = lists.iter().find(named).map(|list| list.id);
        let list = list.or_else(|| uuid(form, "place[list_id]")).or_else(|| {
            let user = self.user();
            let inbox = lists.iter().find(|list| list.is_inbox).map(|list| list.id);
            user.default_list_id.or(inbox)
        });
        let day = form.get("place[due]").and_then(|day| Date::read(&day));
        let mut task = Task {
            priority: plan.priority,
            due: plan.due.or_else(|| day.map(on)),
            recurrence: plan.recurrence,
            tags: plan.tags,
            ..new_task(uuid(form, "id")?, plan.title, list?)
        };
        let tag = form
            .get("place[tag]")
            .filter(|tag| !task.tags.contains(tag));
        task.tags.extend(tag);
        Some(task)
    }

    /// Puts a task where a move puts it. Its exact place among the others is the server's to find.
    fn relocate(self, task: &mut Task, form: &UrlSearchParams) {
        if let Some(list) = uuid(form, "list_id") {
            task.list_id = list;
        }
        let place = |name: &str| {
            let other = uuid(form, name).and_then(|id| untrack(|| self.task(id)))?;
            Some((other.list_id, other.position.clone()))
        };
        if let Some((list, position)) = place("after") {
            task.list_id = list;
            task.position = format!("{position}!");
        } else if let Some((list, mut position)) = place("before") {
            task.list_id = list;
            let last = position.pop().map_or(0, u32::from);
            position.extend(char::from_u32(last.saturating_sub(1)));
            task.position = format!("{position}~");
        }
    }
}

/// The key of a change, and its fields.
fn read(form: &str) -> Option<(Uuid, UrlSearchParams)> {
    let fields = UrlSearchParams::new_with_str(form).ok()?;
    Some((uuid(&fields, "key")?, fields))
}

fn uuid(form: &UrlSearchParams, name: &str) -> Option<Uuid> {
    form.get(name)?.parse().ok()
}

/// What was typed, as far as anything was.
fn said(form: &UrlSearchParams) -> String {
    let fields = Fields::default();
    let names = fields.named().map(|(name, _)| format!("fields[{name}]"));
    let names = names.iter().map(String::as_str).chain(["text", "title"]);
    names
        .filter_map(|name| form.get(name))
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

fn on(date: Date) -> Due {
    Due {
        date,
        time: None,
        time_zone: None,
    }
}

/// A task that the server does not know of yet: at the end of its list, and older than every version that it tells of.
fn new_task(id: Uuid, title: String, list_id: Uuid) -> Task {
    let now = browser::now();
    Task {
        id,
        series_id: None,
        list_id,
        parent_id: None,
        title,
        notes: String::new(),
        tags: Vec::new(),
        priority: shared::api::Priority::None,
        start_date: None,
        due: None,
        deadline: None,
        duration_minutes: None,
        recurrence: None,
        reminders: Vec::new(),
        status: Status::Open,
        position: "~".to_owned(),
        completed_at: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
        version: 0,
        anchor: None,
    }
}

/// Does to a task what the server will do.
fn apply(done: &str, task: &mut Task, fields: &Fields) {
    match done {
        "complete" => task.completed_at = Some(browser::now()),
        "reopen" => task.completed_at = None,
        "delete" => task.deleted_at = Some(browser::now()),
        "restore" => task.deleted_at = None,
        _ => set(task, fields),
    }
}

/// What is left out stays, what is empty is cleared, and what cannot be read is left to the server.
fn set(task: &mut Task, fields: &Fields) {
    for (name, value) in fields.named() {
        let Some(value) = value else {
            continue;
        };
        match name {
            "title" => value.clone_into(&mut task.title),
            "notes" => value.clone_into(&mut task.notes),
            "due_date" => {
                let time = task.due.take().and_then(|due| due.time);
                task.due = Date::read(value).map(|date| Due { time, ..on(date) });
            }
            "due_time" => {
                if let Some(due) = &mut task.due {
                    due.time = value.parse().ok();
                }
            }
            "start_date" => task.start_date = Date::read(value),
            "deadline" => task.deadline = Date::read(value),
            "priority" => task.priority = value.parse().unwrap_or(task.priority),
            "list_id" => task.list_id = value.parse().unwrap_or(task.list_id),
            "tags" => task.tags = Fields::tags(value),
            _ => {
                task.recurrence = (!value.is_empty()).then(|| Recurrence {
                    rule: value.to_owned(),
                    mode: RecurrenceMode::Schedule,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tasks::tests::task, *};

    #[test]
    fn an_edit_that_waits_shows_as_it_will_be() {
        let mut task = task(&json!({
            "due": {"date": "2026-11-24", "time": "17:00"}, "tags": ["home"], "deadline": "2026-12-01",
        }));
        let one = |name: &str, value: &str| {
            Fields::read(|field| (field == name).then(|| value.to_owned()))
        };
        apply("edit", &mut task, &one("due_date", "2026-11-25"));
        let due = task.due.clone().unwrap();
        assert_eq!(
            (due.date.to_string(), due.time.unwrap().to_string()),
            ("2026-11-25".to_owned(), "17:00".to_owned())
        );
        apply("edit", &mut task, &one("due_date", ""));
        apply("edit", &mut task, &one("due_time", "18:00"));
        assert_eq!(task.due, None);
        apply("edit", &mut task, &one("tags", "#work, urgent "));
        assert_eq!(task.tags, ["work", "urgent"]);
        apply("edit", &mut task, &one("priority", "high"));
        apply("edit", &mut task, &one("deadline", ""));
        apply("edit", &mut task, &one("repeat", "FREQ=DAILY"));
        assert_eq!((task.priority.as_str(), task.deadline), ("high", None));
        assert_eq!(task.recurrence.unwrap().rule, "FREQ=DAILY");
    }

    #[test]
    fn what_waits_to_be_done_is_done_to_what_is_shown() {
        let mut task = task(&json!({}));
        let none = Fields::default();
        apply("complete", &mut task, &none);
        assert!(task.completed_at.is_some());
        apply("reopen", &mut task, &none);
        apply("delete", &mut task, &none);
        assert!(task.completed_at.is_none() && task.deleted_at.is_some());
        apply("restore", &mut task, &none);
        assert!(task.deleted_at.is_none());
    }
}
