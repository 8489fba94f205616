//! Taking over the page that the server rendered, part by part. In one go it would keep a phone from painting and from
//! answering for a third of a second: browsers compile each function of the app when it is first called.
//!
//! Until the last part is taken over, every part must find the page as it was rendered. So nothing else of the app runs
//! in between: effects and requests wait, and what the person does goes to the page as if the app were not there yet.

use std::{cell::RefCell, mem};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use js_sys::Reflect;
use leptos::{
    prelude::*,
    tachys::{
        hydration::Cursor,
        view::{Position, PositionState},
    },
};
use web_sys::{
    Element, Event, EventInit,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};

use crate::{
    components::{chat::Chat, detail::Detail, sidebar::Sidebar, tasks::Tasks},
    contexts::{browser::Alive, device, page::PageData},
    pages::home::{self, Around, Banners, Skip},
};

thread_local! {
    /// What is to run once the page is taken over; `None` from then on.
    static WAITING: RefCell<Option<Vec<PinnedLocalFuture<()>>>> = const { RefCell::new(Some(Vec::new())) };
}

/// Runs nothing before the page is taken over.
struct Patient;

impl CustomExecutor for Patient {
    fn spawn(&self, future: PinnedFuture<()>) {
        self.spawn_local(future);
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        let ready = WAITING.with_borrow_mut(|waiting| match waiting {
            Some(waiting) => {
                waiting.push(future);
                None
            }
            None => Some(future),
        });
        if let Some(future) = ready {
            wasm_bindgen_futures::spawn_local(future);
        }
    }

    fn poll_local(&self) {}
}

/// What a person does that the app answers.
const HANDLED: [&str; 14] = [
    "change",
    "click",
    "close",
    "dblclick",
    "dragstart",
    "focusin",
    "focusout",
    "input",
    "keydown",
    "mouseenter",
    "pointerdown",
    "pointermove",
    "pointerup",
    "submit",
];

/// Keeps events from the parts that are there already, until it is dropped.
struct Deaf(Closure<dyn FnMut(Event)>);

impl Deaf {
    fn listen() -> Self {
        let stop = Closure::new(|event: Event| event.stop_immediate_propagation());
        for name in HANDLED {
            let _ = window().add_event_listener_with_callback_and_bool(
                name,
                stop.as_ref().unchecked_ref(),
                true,
            );
        }
        Self(stop)
    }
}

impl Drop for Deaf {
    fn drop(&mut self) {
        for name in HANDLED {
            let _ = window().remove_event_listener_with_callback_and_bool(
                name,
                self.0.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}

/// A place in the page, from which one part after the other is taken over.
struct Place<'a> {
    owner: &'a Owner,
    cursor: Cursor,
    position: PositionState,
}

impl<'a> Place<'a> {
    fn new(owner: &'a Owner, element: &str, position: Position) -> Option<Self> {
        let element = document().query_selector(element).ok()??;
        Some(Self {
            owner,
            cursor: Cursor::new(element),
            position: PositionState::new(position),
        })
    }

    /// Takes over what comes next, for as long as the page is there.
    fn take<V: IntoView>(&self, part: impl FnOnce() -> V) {
        let state = self.owner.with(|| {
            let view = part().into_view();
            view.hydrate::<true>(&self.cursor, &self.position)
        });
        mem::forget(state);
    }
}

/// What was typed into a field before the app could hear of it.
struct Typed {
    field: Element,
    was: JsValue,
    value: JsValue,
}

impl Typed {
    /// All of that in the open task: the app writes into these fields what it knows.
    fn all() -> Vec<Self> {
        let Ok(fields) = document().query_selector_all("#detail :is(input, textarea)") else {
            return Vec::new();
        };
        let fields = (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into().ok());
        let typed = fields.filter_map(|field: Element| {
            let was = Reflect::get(&field, &"defaultValue".into()).ok()?;
            let value = Reflect::get(&field, &"value".into()).ok()?;
            (was != value).then_some(Self { field, was, value })
        });
        typed.collect()
    }

    /// Does it once more, from coming to the field to leaving it.
    fn again(&self) {
        let _ = Reflect::set(&self.field, &"value".into(), &self.was);
        tell("focusin", &self.field);
        let _ = Reflect::set(&self.field, &"value".into(), &self.value);
        tell("change", &self.field);
    }
}

fn tell(name: &str, element: &Element) {
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(name, &bubbles) {
        let _ = element.dispatch_event(&event);
    }
}

/// Takes over the page. Of one that is not as expected nothing is taken over: it goes on as it is.
pub(crate) async fn take_over() -> Option<()> {
    let _ = Executor::init_local_custom_executor(Patient);
    let deaf = Deaf::listen();
    // Making the program run was one piece of work, reading what the page says is another.
    device::pause().await;
    let page = PageData::read()?;
    device::pause().await;
    let owner = Owner::new_root(None);
    let (view, open) = owner.with(|| {
        Alive::provide();
        home::begin(page)
    });
    device::pause().await;
    let body = Place::new(&owner, "body", Position::FirstChild)?;
    body.take(|| view! { <Skip/> });
    device::pause().await;
    let app = Place::new(&owner, ".app", Position::FirstChild)?;
    app.take(|| view! { <Sidebar view/> });
    device::pause().await;
    let main = Place::new(&owner, ".app > main", Position::FirstChild)?;
    main.take(|| view! { <Banners/> });
    device::pause().await;
    main.take(|| view! { <Tasks view/> });
    device::pause().await;
    let beside = Place::new(&owner, ".app > main", Position::NextChild)?;
    beside.take(|| view! { <Chat view/> });
    device::pause().await;
    let typed = Typed::all();
    beside.take(|| view! { <Detail view open/> });
    device::pause().await;
    let behind = Place::new(&owner, ".app", Position::NextChild)?;
    behind.take(|| view! { <Around view open/> });
    device::pause().await;
    mem::forget(owner);
    drop(deaf);
    let waiting = WAITING.take().unwrap_or_default();
    for future in waiting {
        wasm_bindgen_futures::spawn_local(future);
    }
    typed.iter().for_each(Typed::again);
    // Where one is already, one does not come to.
    if let Some(active) = document().active_element() {
        tell("focusin", &active);
    }
    Some(())
}
