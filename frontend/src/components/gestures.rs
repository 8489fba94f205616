//! Dragging, swiping and picking of rows. What is done by them can be done by keys and buttons too.

use leptos::{ev, prelude::*};
use uuid::Uuid;
use web_sys::{
    DragEvent, Element, EventTarget, HtmlElement, PointerEvent, wasm_bindgen::JsCast as _,
};

use crate::{
    contexts::{fields::Fields, route::Route, store::Store, view::View},
    texts::text,
};

/// How far a row is swiped until that means something, in pixels.
const FAR: i32 = 80;
const BACK: i32 = -FAR;
/// How far a finger may tremble.
const STEADY: i32 = 12;

/// What is being dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dragged {
    Task(Uuid),
    List(Uuid),
}

/// Where a touch began, and on which task.
#[derive(Debug, Clone, Copy)]
struct Touched {
    task: Uuid,
    x: i32,
    y: i32,
}

#[derive(Clone, Copy)]
pub(crate) struct Gestures {
    store: Store,
    route: Route,
    view: Memo<View>,
    dragged: StoredValue<Option<Dragged>>,
    touched: StoredValue<Option<Touched>>,
    /// The task that was picked last: a range begins there.
    anchor: StoredValue<Option<Uuid>>,
    /// The id of the row, or of the card, whose title was clicked last.
    clicked: StoredValue<Option<String>>,
}

impl Gestures {
    /// Listens to the whole window: a row costs nothing.
    pub(crate) fn listen(view: Memo<View>) {
        let gestures = Self {
            store: expect_context(),
            route: expect_context(),
            view,
            dragged: StoredValue::new(None),
            touched: StoredValue::new(None),
            anchor: StoredValue::new(None),
            clicked: StoredValue::new(None),
        };
        Effect::new(move |_| {
            let listeners = [
                window_event_listener(ev::click, move |event| gestures.pick(&event)),
                window_event_listener(ev::dblclick, move |_| gestures.rename()),
                window_event_listener(ev::dragstart, move |event| gestures.lift(&event)),
                window_event_listener(ev::dragover, move |event| gestures.hover(&event)),
                window_event_listener(ev::dragend, move |_| gestures.let_go()),
                window_event_listener(ev::drop, move |event| gestures.drop(&event)),
                window_event_listener(ev::pointerdown, move |event| gestures.touch(&event)),
                window_event_listener(ev::pointermove, move |event| gestures.swipe(&event)),
                window_event_listener(ev::pointerup, move |_| gestures.release()),
                window_event_listener(ev::pointercancel, move |_| _ = gestures.forget()),
            ];
            on_cleanup(move || {
                for listener in listeners {
                    listener.remove();
                }
            });
        });
    }

    /// A click with Shift held picks a row, and all between it and the one that was picked before.
    fn pick(self, event: &ev::MouseEvent) {
        // The second click of a double click may fall on the task that the first one opened.
        if event.detail() < 2 {
            let title = closest(event.target(), "a.title");
            let place = title.and_then(|title| title.closest("[id]").ok()?);
            self.clicked.set_value(place.map(|place| place.id()));
        }
        let Some(id) = closest(event.target(), ".task").and_then(|row| task_of(&row)) else {
            return;
        };
        if !event.shift_key() {
            return;
        }
        event.prevent_default();
        let rows = all(".task", task_of);
        let place = |id| rows.iter().position(|row| *row == id);
        let range = self.anchor.get_value().and_then(place).zip(place(id));
        self.store.selected().update(|selected| match range {
            Some((from, to)) => {
                for row in &rows[from.min(to)..=from.max(to)] {
                    if !selected.contains(row) {
                        selected.push(*row);
                    }
                }
            }
            None if selected.contains(&id) => {}
            None => selected.push(id),
        });
        self.anchor.set_value(Some(id));
    }

    /// A double click on a title edits it in place; what its first click opened is closed.
    fn rename(self) {
        if let Some(place) = self.clicked.get_value() {
            self.route.go(&self.view.get_untracked().href());
            self.store.renaming().set(Some(place));
        }
    }

    fn lift(self, event: &DragEvent) {
        let task = closest(event.target(), ".task").and_then(|row| task_of(&row));
        let list = closest(event.target(), "[data-list]").and_then(|entry| list_of(&entry));
        let dragged = task.map(Dragged::Task).or_else(|| list.map(Dragged::List));
        self.dragged.set_value(dragged);
    }

    /// Marks where what is dragged would go.
    fn hover(self, event: &DragEvent) {
        unmark();
        let Some(dragged) = self.dragged.get_value() else {
            return;
        };
        let Some((place, side)) = self.place(event, dragged) else {
            return;
        };
        event.prevent_default();
        let _ = place.set_attribute("data-drop", side);
    }

    /// The element that it would be dropped on, and on which side of it.
    fn place(self, event: &DragEvent, dragged: Dragged) -> Option<(Element, &'static str)> {
        let list = closest(event.target(), "[data-list]");
        match dragged {
            Dragged::List(own) => {
                let list = list.filter(|list| list_of(list).is_some_and(|id| id != own))?;
                let side = towards(own, list_of(&list)?, &all("[data-list]", list_of));
                Some((list, side))
            }
            Dragged::Task(own) => {
                let into = list.or_else(|| closest(event.target(), "[data-day]"));
                if let Some(into) = into {
                    return Some((into, "into"));
                }
                let ordered = self
                    .view
                    .with_untracked(|view| matches!(view, View::List(_) | View::Inbox));
                let row = closest(event.target(), ".task").filter(|_| ordered)?;
                let other = task_of(&row).filter(|other| *other != own)?;
                let side = towards(own, other, &all(".task", task_of));
                Some((row, side))
            }
        }
    }

    fn drop(self, event: &DragEvent) {
        let Some(dragged) = self.dragged.get_value() else {
            return;
        };
        let place = self.place(event, dragged);
        self.let_go();
        let Some((place, side)) = place else {
            return;
        };
        event.prevent_default();
        let before = side == "before";
        match dragged {
            Dragged::List(id) => {
                if let Some(other) = list_of(&place) {
                    self.store.move_list(id, other, before);
                }
            }
            Dragged::Task(id) => {
                if let Some(other) = task_of(&place) {
                    self.store.move_beside(id, other, before);
                } else if let Some(list) = list_of(&place) {
                    self.store.move_to_list(id, list);
                } else if let Some(day) = place.get_attribute("data-day") {
                    let fields = Fields {
                        due_date: Some(day),
                        ..Fields::default()
                    };
                    self.store.edit(id, &fields, &Fields::default(), |_| ());
                }
            }
        }
    }

    fn let_go(self) {
        unmark();
        self.dragged.set_value(None);
    }

    fn touch(self, event: &PointerEvent) {
        let finger = event.is_primary() && event.pointer_type() == "touch";
        let task = closest(event.target(), ".task").and_then(|row| task_of(&row));
        self.touched
            .set_value(task.filter(|_| finger).map(|task| Touched {
                task,
                x: event.client_x(),
                y: event.client_y(),
            }));
    }

    /// The row follows the finger.
    fn swipe(self, event: &PointerEvent) {
        let Some(touched) = self.touched.get_value() else {
            return;
        };
        let (across, down) = (event.client_x() - touched.x, event.client_y() - touched.y);
        if down.abs() > across.abs() || across.abs() < STEADY {
            return;
        }
        let far = match across {
            FAR.. => "done",
            i32::MIN..=BACK => "when",
            _ => "",
        };
        if let Some(row) = row_of(touched.task) {
            let _ = row.set_attribute("data-swipe", far);
            let _ = row.set_attribute("data-done", text!(tasks::DONE));
            let _ = row.set_attribute("data-when", text!(tasks::SWIPED_WHEN));
            let _ = row
                .style()
                .set_property("translate", &format!("{across}px"));
        }
    }

    /// Swiped far to the right, the task is done; to the left, one picks another day.
    fn release(self) {
        match self.forget() {
            Some((task, far)) if far == "done" => self.store.toggle(task),
            Some((task, far)) if far == "when" => self.route.go(&format!("/task/{task}/when")),
            _ => {}
        }
    }

    /// Lets the row go back, and tells how far it was swiped.
    fn forget(self) -> Option<(Uuid, String)> {
        let task = self.touched.try_update_value(Option::take).flatten()?.task;
        let row = row_of(task)?;
        let far = row.get_attribute("data-swipe")?;
        let _ = row.remove_attribute("data-swipe");
        let _ = row.style().remove_property("translate");
        Some((task, far))
    }
}

fn closest(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    let element = target?.dyn_into::<Element>().ok()?;
    element.closest(selector).ok()?
}

fn task_of(row: &Element) -> Option<Uuid> {
    row.id().strip_prefix("task-")?.parse().ok()
}

fn list_of(entry: &Element) -> Option<Uuid> {
    entry.get_attribute("data-list")?.parse().ok()
}

fn row_of(task: Uuid) -> Option<HtmlElement> {
    let row = document().get_element_by_id(&format!("task-{task}"))?;
    row.dyn_into().ok()
}

/// What the elements of a kind stand for, from top to bottom.
fn all(selector: &str, read: fn(&Element) -> Option<Uuid>) -> Vec<Uuid> {
    let Ok(found) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    let found =
        (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Element>().ok());
    found.filter_map(|element| read(&element)).collect()
}

/// What is dropped on another one takes its place: from above it goes behind it, from below ahead of it.
fn towards(own: Uuid, other: Uuid, order: &[Uuid]) -> &'static str {
    let place = |id| order.iter().position(|known| *known == id);
    if place(own) < place(other) {
        "after"
    } else {
        "before"
    }
}

fn unmark() {
    if let Ok(Some(marked)) = document().query_selector("[data-drop]") {
        let _ = marked.remove_attribute("data-drop");
    }
}
