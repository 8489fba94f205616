//! Where one is. The address is the state: which view, what is looked for, and which task is open.

use leptos::{ev, prelude::*};
use uuid::Uuid;
use web_sys::{Element, History, HtmlAnchorElement, MouseEvent, wasm_bindgen::JsCast as _};

use super::{
    browser,
    view::{View, decoded},
};
use crate::texts::text;

/// What an address says, "/search?q=milk&task=…".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) view: View,
    pub(crate) open: Option<Uuid>,
}

impl Address {
    pub(crate) fn read(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self {
            view: View::read(path, query),
            open: parameter(query, "task").and_then(|id| id.parse().ok()),
        }
    }

    /// The same view with a task open beside it.
    pub(crate) fn with_task(view: &View, id: Uuid) -> String {
        let view = view.href();
        let mark = if view.contains('?') { '&' } else { '?' };
        format!("{view}{mark}task={id}")
    }
}

/// What a piece of its own is called.
pub(crate) fn name_of_sheet(address: &str) -> &'static str {
    match address {
        "/help" => text!(views::HELP),
        "/leave" => text!(views::LEAVE),
        _ => text!(views::CHANGE),
    }
}

/// The task of which a form asks for the day.
pub(crate) fn when_of(address: &str) -> Option<Uuid> {
    let task = address.strip_prefix("/task/")?.strip_suffix("/when")?;
    task.parse().ok()
}

/// The value of a parameter of a query, decoded.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    Some(decoded(&value.replace('+', " ")))
}

#[derive(Clone, Copy)]
pub(crate) struct Route {
    address: RwSignal<String>,
    /// The address of the piece that a dialog shows.
    sheet: RwSignal<Option<String>>,
}

impl Route {
    pub(crate) fn provide(address: String) -> Self {
        let route = Self {
            address: RwSignal::new(address),
            sheet: RwSignal::new(None),
        };
        provide_context(route);
        Effect::new(move |_| {
            let click = window_event_listener(ev::click, move |event| route.follow(&event));
            let back = window_event_listener(ev::popstate, move |_| {
                browser::leave_field();
                route.address.set(current());
            });
            on_cleanup(move || {
                click.remove();
                back.remove();
            });
        });
        route
    }

    pub(crate) fn view(self) -> Memo<View> {
        Memo::new(move |_| self.address.with(|address| Address::read(address).view))
    }

    pub(crate) fn open(self) -> Memo<Option<Uuid>> {
        Memo::new(move |_| self.address.with(|address| Address::read(address).open))
    }

    pub(crate) const fn sheet(self) -> RwSignal<Option<String>> {
        self.sheet
    }

    /// Shows another place of the app, or a form in its dialog; a document of its own is loaded.
    pub(crate) fn go(self, address: &str) {
        let view = Address::read(address).view;
        if view == View::Form {
            return self.sheet.set(Some(address.to_owned()));
        }
        if view.is_plain() {
            let _ = location().set_href(address);
            return;
        }
        browser::close_popover();
        browser::leave_field();
        if address == self.address.get_untracked() {
            return;
        }
        let Ok(history) = window().history() else {
            return;
        };
        let steps = self
            .address
            .with_untracked(|now| steps(now, address, depth(&history)));
        let went = match steps {
            Steps::Back(steps) => {
                let _ = history.go_with_delta(-steps);
                return;
            }
            Steps::On(depth) => history.push_state_with_url(&depth.into(), "", Some(address)),
        };
        if went.is_ok() {
            self.address.set(address.to_owned());
        }
    }

    /// Follows a link in place, where that is what a plain click would do.
    fn follow(self, event: &MouseEvent) {
        let held = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) =
            link.filter(|_| event.button() == 0 && !held && !event.default_prevented())
        else {
            return;
        };
        let here = location()
            .origin()
            .is_ok_and(|origin| origin == link.origin());
        let address = format!("{}{}", link.pathname(), link.search());
        let view = Address::read(&address).view;
        let inside = link.hash().is_empty() && (view == View::Form || !view.is_plain());
        if here && inside {
            event.prevent_default();
            self.go(&address);
        }
    }
}

/// How one gets to another address.
#[derive(Debug, PartialEq, Eq)]
enum Steps {
    /// On, to what is so many steps behind the view in which a task was opened; 0: to what is no such step.
    On(i32),
    /// Back to where one came from.
    Back(i32),
}

/// A task that was opened here is closed by going back: what is gone to next is not behind it. `depth`: of what is
/// shown `now`.
fn steps(now: &str, to: &str, depth: i32) -> Steps {
    let (now, to) = (Address::read(now), Address::read(to));
    match (now.open, to.open) {
        _ if now.view != to.view => Steps::On(0),
        (None, Some(_)) => Steps::On(1),
        (Some(_), Some(_)) if depth > 0 => Steps::On(depth + 1),
        (Some(_), None) if depth > 0 => Steps::Back(depth),
        _ => Steps::On(0),
    }
}

/// How many steps behind its view the task is that is open, as the history of the window knows it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is a small number, which was put there"
)]
fn depth(history: &History) -> i32 {
    let state = history.state().ok().and_then(|state| state.as_f64());
    state.map_or(0, |depth| depth as i32)
}

fn current() -> String {
    let location = location();
    let (path, query) = (location.pathname(), location.search());
    format!("{}{}", path.unwrap_or_default(), query.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_shown() {
        let id = Uuid::from_u128(7);
        for view in [
            View::All,
            View::Today,
            View::Search("oat milk & 100 %".to_owned()),
        ] {
            let address = Address::with_task(&view, id);
            let open = Some(id);
            assert_eq!(Address::read(&address), Address { view, open }, "{address}");
        }
        for (now, to, depth, by) in [
            (
                "/today",
                "/today?task=00000000-0000-0000-0000-000000000007",
                0,
                Steps::On(1),
            ),
            (
                "/today?task=00000000-0000-0000-0000-000000000007",
                "/today?task=00000000-0000-0000-0000-000000000008",
                1,
                Steps::On(2),
            ),
            (
                "/today?task=00000000-0000-0000-0000-000000000008",
                "/today",
                2,
                Steps::Back(2),
            ),
            (
                "/today?task=00000000-0000-0000-0000-000000000008",
                "/today",
                0,
                Steps::On(0),
            ),
            (
                "/today?task=00000000-0000-0000-0000-000000000008",
                "/inbox",
                2,
                Steps::On(0),
            ),
        ] {
            assert_eq!(steps(now, to, depth), by, "{now} {to}");
        }
        let typed = Address::read("/search?x=1&q=oat+milk%26");
        assert_eq!(typed.view, View::Search("oat milk&".to_owned()));
        assert_eq!(Address::read("/today?task=none").open, None);
    }
}
