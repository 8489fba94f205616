//! What only the browser knows. Nothing here may be called while the server renders, but [`now`].

use jiff::Timestamp;
use js_sys::Function;
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::{
    Element, EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent,
    wasm_bindgen::{JsCast as _, JsValue},
};

/// Tells that the page has come alive; what depends on the browser is derived from it.
#[derive(Clone, Copy)]
pub(crate) struct Alive(ReadSignal<bool>);

impl Alive {
    /// Provided once, by the app.
    pub(crate) fn provide() {
        let (alive, set_alive) = signal(false);
        provide_context(Self(alive));
        // An effect runs only in a browser, and after the page has been taken over.
        Effect::new(move |_| {
            set_alive.set(true);
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-alive", "");
            }
            if let Some(performance) = window().performance() {
                let _ = performance.mark("alive");
            }
        });
    }

    pub(crate) fn get() -> bool {
        use_context::<Self>().is_some_and(|alive| alive.0.get())
    }
}

#[cfg(feature = "ssr")]
#[expect(
    clippy::disallowed_methods,
    reason = "a page is rendered for the moment at which it is asked for"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

#[cfg(not(feature = "ssr"))]
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds are whole numbers, far below 2^53"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The id of something that is made here: the same one, however often it is sent.
pub(crate) fn new_id() -> Uuid {
    let at = now();
    let seconds = at.as_second().unsigned_abs();
    let nanoseconds = at.subsec_nanosecond().unsigned_abs();
    Uuid::new_v7(uuid::Timestamp::from_unix(
        uuid::NoContext,
        seconds,
        nanoseconds,
    ))
}

/// The IANA name of the browser's zone, "Europe/Berlin".
pub(crate) fn time_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::default();
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()?
        .as_string()
}

/// Whether its keyboard has ⌘; the server reads the same words of the browser about itself.
#[cfg(feature = "ssr")]
pub(crate) fn is_a_mac() -> bool {
    let parts = use_context::<axum::http::request::Parts>();
    let agent = parts.and_then(|parts| {
        let agent = parts.headers.get(axum::http::header::USER_AGENT)?;
        Some(agent.to_str().ok()?.contains(MAC))
    });
    agent.unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn is_a_mac() -> bool {
    let agent = window().navigator().user_agent();
    agent.is_ok_and(|agent| agent.contains(MAC))
}

const MAC: &str = "Mac OS X";

/// What was typed into a form that the server refused, while it renders the page that the browser goes back to.
#[cfg(feature = "ssr")]
pub(crate) fn typed(form: &str, field: &str) -> Option<String> {
    crate::server::typed::typed(form, field)
}

/// The page came with it.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn typed(_: &str, _: &str) -> Option<String> {
    None
}

pub(crate) fn focus_is_within(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    document()
        .active_element()
        .is_some_and(|active| element.contains(Some(&active)))
}

/// Scrolls so far that an element is seen.
pub(crate) fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Some(scroll) = method(&element, "scrollIntoView")
        && let Ok(options) = js_sys::JSON::parse(r#"{"block":"nearest"}"#)
    {
        let _ = scroll.call1(&element, &options);
    }
}

pub(crate) fn scroll_to_end(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.set_scroll_top(element.scroll_height());
    }
}

/// What this browser was told to remember under a name.
pub(crate) fn remembered(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

pub(crate) fn remember(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(name, value);
    }
}

/// The id of the row after this one, or before it: in its chunk or in the one beside that.
pub(crate) fn row_beside(id: &str, before: bool) -> Option<String> {
    let beside = |element: &Element| {
        if before {
            element.previous_element_sibling()
        } else {
            element.next_element_sibling()
        }
    };
    let row = document().get_element_by_id(id)?;
    let other = beside(&row).or_else(|| {
        let chunk = beside(&row.parent_element()?)?;
        if before {
            chunk.last_element_child()
        } else {
            chunk.first_element_child()
        }
    });
    Some(other?.id())
}

/// Whether the focus fell back to the page, because what had it is gone.
pub(crate) fn focus_is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.tag_name().eq_ignore_ascii_case("body"))
}

pub(crate) fn focus_first_in(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let first = element.query_selector("a, button").ok().flatten();
    if let Ok(element) = first.unwrap_or(element).dyn_into::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Types into the line that has the focus.
pub(crate) fn type_into_line(text: &str) -> bool {
    let active = document().active_element();
    let Some(input) = active.and_then(|active| active.dyn_into::<HtmlInputElement>().ok()) else {
        return false;
    };
    if input.value().is_empty() {
        input.set_value(text);
        let _ = web_sys::Event::new("input").map(|event| input.dispatch_event(&event));
    }
    true
}

/// Has the browser's own bars in the colour that the page has now.
pub(crate) fn colour_bars() {
    let main = document().query_selector("main").ok().flatten();
    let style = main.and_then(|main| window().get_computed_style(&main).ok().flatten());
    let colour = style.and_then(|style| style.get_property_value("background-color").ok());
    let (Some(colour), Ok(bars)) = (colour, document().query_selector_all("[name=theme-color]"))
    else {
        return;
    };
    let bars = (0..bars.length()).filter_map(|at| bars.item(at)?.dyn_into::<Element>().ok());
    for bar in bars {
        let _ = bar.set_attribute("content", &colour);
    }
}

/// Presses a button.
pub(crate) fn press(selector: &str) -> bool {
    let button = document().query_selector(selector).ok().flatten();
    let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}

pub(crate) fn focus_title_of(row: &str) -> bool {
    focus_on(&format!("#{row} .title"))
}

/// The element with this id, or the title in it, once it is there: what is shown is drawn a moment after it was asked
/// for.
pub(crate) fn focus_soon(id: &str) {
    after_drawing(id, |selectors| {
        let _ = selectors.iter().any(|selector| focus_on(selector));
    });
}

/// The same, unless something has the focus by then.
pub(crate) fn focus_soon_if_lost(id: &str) {
    after_drawing(id, |selectors| {
        let _ = focus_is_lost() && selectors.iter().any(|selector| focus_on(selector));
    });
}

/// The list of tasks, unless something has the focus once what was done is drawn.
pub(crate) fn focus_list_if_lost() {
    after_drawing("tasks", |[_, list]| {
        let _ = focus_is_lost() && focus_on(&list);
    });
}

fn after_drawing(id: &str, act: impl FnOnce([String; 2]) + 'static) {
    let selectors = [format!("#{id} .title"), format!("#{id}")];
    request_animation_frame(move || request_animation_frame(move || act(selectors)));
}

pub(crate) fn focus_on(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    element.focus().is_ok()
}

pub(crate) fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(name);
    }
}

/// Leaves a field of the open task, so that what was typed is saved: not every browser does that for a field that goes.
pub(crate) fn leave_field() {
    if !focus_is_within("detail") {
        return;
    }
    let active = document().active_element();
    if let Some(active) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) {
        let _ = active.blur();
    }
}

/// Opens a closed list of choices for an arrow key, which would otherwise choose at once: not every system has them open,
/// and to pass by a choice is not to choose it. Browsers that cannot open it choose.
pub(crate) fn open_choices(event: &KeyboardEvent) {
    let chooses = event.key().starts_with("Arrow") && !event.alt_key();
    let Some(list) = event.current_target().filter(|_| chooses) else {
        return;
    };
    if method(&list, "showPicker").is_some_and(|open| open.call0(&list).is_ok()) {
        event.prevent_default();
    }
}

/// A method that not every browser has, or whose types weigh more than it.
fn method(of: &JsValue, name: &str) -> Option<Function> {
    let method = js_sys::Reflect::get(of, &name.into()).ok()?;
    method.dyn_into().ok()
}

/// Whether a field is one of a day or of a time of day.
pub(crate) fn is_of_time(target: Option<EventTarget>) -> bool {
    matches(target, "[type=date], [type=time]")
}

/// Whether what a field says can be read as what it is for.
pub(crate) fn is_valid(target: Option<EventTarget>) -> bool {
    matches(target, ":valid")
}

fn matches(target: Option<EventTarget>, selector: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.matches(selector).unwrap_or_default())
}

/// Closes what was opened over the page by its button.
pub(crate) fn close_popover() {
    let open = document().query_selector(":popover-open").ok().flatten();
    if let Some(open) = open.and_then(|open| open.dyn_into::<HtmlElement>().ok()) {
        let _ = open.hide_popover();
    }
}

/// Puts the focus back on the element of the same id, or of the same label, after what holds it was drawn anew.
pub(crate) fn keep_focus(draw: impl FnOnce()) {
    let active = document().active_element();
    let known = active.and_then(|active| {
        let label = active
            .get_attribute("aria-label")
            .map(|label| label.replace('"', "\\\""));
        let id = Some(active.id()).filter(|id| !id.is_empty());
        id.map(|id| format!("#{id}"))
            .or_else(|| label.map(|label| format!("[aria-label=\"{label}\"]")))
    });
    draw();
    request_animation_frame(move || {
        if focus_is_lost()
            && let Some(selector) = known
        {
            focus_on(&selector);
        }
    });
}

/// Opens the sections of an element that are open now once more, after it was drawn anew.
pub(crate) fn keep_open(element: &Element) {
    let is_open = |section: &Element| section.has_attribute("open");
    let open: Vec<_> = sections(element).iter().map(is_open).collect();
    let element = element.clone();
    request_animation_frame(move || {
        for (section, open) in sections(&element).iter().zip(open) {
            if open {
                let _ = section.set_attribute("open", "");
            }
        }
    });
}

fn sections(element: &Element) -> Vec<Element> {
    let Ok(all) = element.query_selector_all("details") else {
        return Vec::new();
    };
    (0..all.length())
        .filter_map(|at| all.item(at)?.dyn_into().ok())
        .collect()
}

/// Keeps what is typed and not sent, until the window is closed.
pub(crate) fn keep(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = if text.is_empty() {
            storage.remove_item(name)
        } else {
            storage.set_item(name, text)
        };
    }
}

pub(crate) fn kept(name: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(name).ok()?
}

/// The name of a field.
pub(crate) fn name_of(target: Option<EventTarget>) -> String {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element
        .and_then(|element| element.get_attribute("name"))
        .unwrap_or_default()
}
