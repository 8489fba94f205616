//! Everything by keyboard, but for what is typed into a field.

use leptos::{ev, html, prelude::*};
use uuid::Uuid;
use web_sys::{Element, HtmlElement, KeyboardEvent, wasm_bindgen::JsCast as _};

use super::{Icon, palette::Palette};
use crate::{
    contexts::{
        browser::{self, Alive},
        bulk::Bulk,
        route::{Address, Route},
        shortcut::Shortcut,
        store::Store,
        view::View,
    },
    texts::text,
};

/// Where a browser remembers that the keys are switched off.
const OFF: &str = "keys-off";

#[component]
pub(crate) fn Keys(view: Memo<View>, open: Memo<Option<Uuid>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let route = expect_context::<Route>();
    let (palette, help) = (
        NodeRef::<html::Dialog>::new(),
        NodeRef::<html::Dialog>::new(),
    );
    let searching = RwSignal::new(false);
    let keyboard = Keyboard { store, route, view };
    let press = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        if command && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            searching.set(true);
            return show(palette);
        }
        if event.key() == "Escape" {
            return leave(store, open.get_untracked(), &view.get_untracked(), route);
        }
        let off = event.key() != "?" && browser::remembered(OFF).is_some();
        if off || command || is_typing(&event) || is_in_dialog() {
            return;
        }
        let (key, task) = (event.key(), focused_task());
        let handled = match task {
            _ if event.alt_key() => task.is_some_and(|id| keyboard.shift(id, &key)),
            _ if key == "?" => {
                show(help);
                true
            }
            _ if keyboard.anywhere(&key) => true,
            Some(id) => keyboard.on_task(&key, id),
            None => false,
        };
        if handled {
            event.prevent_default();
        }
    };
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, press);
        on_cleanup(move || listener.remove());
    });
    view! {
        <Palette dialog=palette view open=searching/>
        <dialog class="help" aria-labelledby="help" node_ref=help closedby="any">
            <header>
                <h2 id="help">{text!(keyboard::KEYBOARD)}</h2>
                <form method="dialog">
                    <button class="ghost" autofocus aria-label=text!(acts::CLOSE)><Icon name="close"/></button>
                </form>
            </header>
            <dl inner_html=table()></dl>
            <p><a href="/help">{text!(keyboard::SAYINGS)}</a></p>
            <Switch/>
        </dialog>
    }
}

/// All keys and what they do, as HTML: it never changes, and code that could change it weighs more.
fn table() -> String {
    let mut html = String::new();
    for shortcut in Shortcut::ALL {
        html.push_str("<div><dt>");
        for key in shortcut.keys() {
            html.push_str("<kbd>");
            html.push_str(&key);
            html.push_str("</kbd> ");
        }
        html.push_str("</dt><dd>");
        html.push_str(text!(keyboard::what(shortcut)));
        html.push_str("</dd></div>");
    }
    html
}

/// What single keys do; each tells whether it knows the key.
#[derive(Clone, Copy)]
struct Keyboard {
    store: Store,
    route: Route,
    view: Memo<View>,
}

impl Keyboard {
    fn anywhere(self, key: &str) -> bool {
        let selected = self.store.selected();
        let picked = selected.with_untracked(|selected| !selected.is_empty());
        match key {
            "q" => browser::focus_on("#message"),
            "/" => browser::focus_on("#message") && browser::type_into_line("/"),
            "a" => browser::focus_on("#quick"),
            "[" => browser::press(".collapse"),
            "j" => step(1),
            "k" => step(-1),
            // Elsewhere they scroll.
            "ArrowDown" if among_rows() => step(1),
            "ArrowUp" if among_rows() => step(-1),
            "z" => {
                self.store.undo_last();
                true
            }
            "c" if picked => {
                self.store.bulk(Bulk::Complete);
                true
            }
            "#" | "Delete" if picked => {
                self.store.bulk(Bulk::Delete);
                true
            }
            _ => false,
        }
    }

    fn on_task(self, key: &str, id: Uuid) -> bool {
        match key {
            "x" => self.store.select(id),
            "c" => self.store.toggle(id),
            "e" => self.store.renaming().set(Some(format!("task-{id}"))),
            "d" => self.route.go(&format!("/task/{id}/when")),
            "#" | "Delete" => self.store.delete(id),
            "p" | "t" => {
                self.route
                    .go(&Address::with_task(&self.view.get_untracked(), id));
                let field = if key == "p" {
                    "priority"
                } else {
                    "tags-of-task"
                };
                browser::focus_soon(field);
            }
            _ => return false,
        }
        true
    }

    /// Moves a task one place up or down, where tasks stand in an order that the person gave them.
    fn shift(self, id: Uuid, key: &str) -> bool {
        let ordered = |view: &View| matches!(view, View::List(_) | View::Inbox);
        let up = key == "ArrowUp";
        let moves = (up || key == "ArrowDown") && self.view.with_untracked(ordered);
        let other = moves.then(|| browser::row_beside(&format!("task-{id}"), up));
        let other = other.flatten();
        let other = other.and_then(|other| other.strip_prefix("task-")?.parse().ok());
        if let Some(other) = other {
            self.store.move_beside(id, other, up);
        }
        other.is_some()
    }
}

/// Keys of one letter can be in the way of those who speak to their machine.
#[component]
fn Switch() -> impl IntoView {
    let on = move || !Alive::get() || browser::remembered(OFF).is_none();
    let turn = move |event| {
        if event_target_checked(&event) {
            browser::forget(OFF);
        } else {
            browser::remember(OFF, "true");
        }
    };
    view! {
        <label class="switch">
            <input type="checkbox" prop:checked=on on:change=turn/>
            {text!(keyboard::SHORTCUTS)}
        </label>
    }
}

fn show(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Escape goes one step out: from a field to its page, from an open task to its row.
fn leave(store: Store, open: Option<Uuid>, view: &View, route: Route) {
    if is_in_dialog() {
        return;
    }
    if let Some(place) = store.renaming().get_untracked() {
        store.renaming().set(None);
        return browser::focus_soon(&place);
    }
    let active = document()
        .active_element()
        .and_then(|active| active.dyn_into::<HtmlElement>().ok());
    if open.is_some() {
        route.go(&view.href());
    } else if store
        .selected()
        .with_untracked(|selected| !selected.is_empty())
    {
        store.selected().set(Vec::new());
    } else if let Some(active) = active {
        let _ = active.blur();
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let typed = target.closest("input, textarea, select, [contenteditable]");
        typed.is_ok_and(|field| field.is_some())
    })
}

fn is_in_dialog() -> bool {
    let open = document().query_selector("dialog[open]");
    open.is_ok_and(|dialog| dialog.is_some())
}

/// The row that has the focus.
fn focused_row() -> Option<Element> {
    document().active_element()?.closest(".task").ok()?
}

/// Whether the arrows go from row to row: nothing else has the focus.
fn among_rows() -> bool {
    focused_row().is_some() || browser::focus_is_lost()
}

fn focused_task() -> Option<Uuid> {
    focused_row()?.id().strip_prefix("task-")?.parse().ok()
}

/// Moves the focus to the next row, or the previous one.
fn step(by: i32) -> bool {
    let Ok(rows) = document().query_selector_all(".task") else {
        return false;
    };
    let now = focused_row().map(|row| row.id());
    let ids: Vec<_> = (0..rows.length())
        .filter_map(|index| rows.item(index)?.dyn_into::<Element>().ok())
        .map(|row| row.id())
        .collect();
    let at = now.and_then(|now| ids.iter().position(|id| *id == now));
    let next = match (at, by) {
        (None, _) => 0,
        (Some(at), 1) => (at + 1).min(ids.len().saturating_sub(1)),
        (Some(at), _) => at.saturating_sub(1),
    };
    if let Some(id) = ids.get(next) {
        browser::focus_title_of(id);
    }
    true
}
