//! Pieces that the server renders, in place and in a dialog. Their forms are sent without leaving the page.

use leptos::{ev, html, prelude::*, server_fn::ServerFn as _, task::spawn_local};

use super::Icon;
use crate::{
    contexts::{
        browser,
        live::{Connection, Live},
        post::{self, Form, ask},
        route::{Address, Route, name_of_sheet, when_of},
        store::Store,
    },
    functions::{Changed, fragment::ReadFragment},
    texts::text,
};

/// The piece at an address; it is read again when `version` changes, and after each of its forms.
#[component]
pub(crate) fn Fragment(
    #[prop(into)] address: Signal<Option<String>>,
    #[prop(optional, into)] version: Signal<i64>,
    /// Whether something stands there until it came.
    #[prop(optional)]
    skeleton: bool,
    /// Called when there is something to show.
    #[prop(optional)]
    on_show: Option<Callback<()>>,
    /// Called after a form was sent, with where to go on.
    #[prop(optional)]
    on_done: Option<Callback<Option<String>>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let first = address.get_untracked();
    let piece = first.and_then(|first| store.piece(&first));
    let came = piece.is_some();
    let html = RwSignal::new(piece.unwrap_or_default());
    // What went wrong, and whether that was reading it.
    let problem = RwSignal::new(None::<(String, bool)>);
    let reading = RwSignal::new(!came);
    let busy = StoredValue::new(false);
    let place = NodeRef::<html::Div>::new();
    let read = move |wanted: String, own: bool| {
        spawn_local(async move {
            let form = Form::to(ReadFragment::PATH).map(|form| form.with("address", &wanted));
            let found = ask::<String>(form).await;
            // What it is for may be gone by now.
            let place = place.try_get_untracked().flatten();
            let typing = place.as_deref().is_some_and(post::is_typing_in);
            let current = address.try_get_untracked().flatten();
            if current.as_ref() != Some(&wanted) || (typing && !own) {
                return;
            }
            reading.set(false);
            match found {
                Ok(text) => {
                    // What changed elsewhere closes nothing that one is in.
                    if let Some(place) = place.filter(|_| !own) {
                        browser::keep_open(&place);
                    }
                    browser::keep_focus(|| html.set(text));
                    problem.set(None);
                }
                Err(failure) => problem.set(Some((failure.to_string(), true))),
            }
            if let Some(show) = on_show {
                // Not before it is drawn: what is to have the focus must be there.
                request_animation_frame(move || _ = show.try_run(()));
            }
        });
    };
    Effect::new(move |before: Option<(Option<String>, i64)>| {
        let now = (address.get(), version.get());
        let begins = before.as_ref().is_some_and(|before| before.0.is_none());
        if begins {
            html.set(String::new());
            problem.set(None);
            reading.set(true);
        }
        let elsewhere = before.as_ref().is_some_and(|before| before.0 != now.0);
        let known = before.map_or(came, |before| before == now);
        if let Some(wanted) = now.0.clone().filter(|_| !known) {
            read(wanted, elsewhere);
        }
        now
    });
    let submit = move |event: ev::SubmitEvent| {
        let Some(form) = Form::of(&event) else {
            return;
        };
        event.prevent_default();
        // A second press while the first is on its way is the same intent.
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let answer = form.send::<Changed>().await;
            busy.set_value(false);
            match answer {
                Ok(changed) => {
                    problem.set(None);
                    let go = changed.go.clone();
                    // What the form says of itself, or else that it can be taken back.
                    let said = if changed.undo.is_some() {
                        text!(notices::CHANGED)
                    } else {
                        ""
                    };
                    store.done(changed, said);
                    store.read_extras();
                    match on_done {
                        Some(done) => _ = done.try_run(go),
                        None => {
                            if let Some(wanted) = address.try_get_untracked().flatten() {
                                read(wanted, true);
                            }
                        }
                    }
                }
                Err(failure) => problem.set(Some((failure.to_string(), false))),
            }
        });
    };
    view! {
        <p class="problem" role="alert">{move || problem.get().map(|(words, _)| words)}</p>
        {move || problem.get().is_some_and(|(_, unread)| unread).then(|| view! {
            <button on:click=move |_| if let Some(wanted) = address.get_untracked() { read(wanted, true) }>
                {text!(acts::TRY_AGAIN)}
            </button>
        })}
        {move || (skeleton && reading.get() && address.with(Option::is_some))
            .then(|| view! { <p class="skeleton">{text!(views::LOADING)}</p> })}
        <div
            class="fragment" aria-busy=move || reading.get().to_string() node_ref=place on:submit=submit
            inner_html=move || html.get()
        ></div>
    }
}

/// The dialog that shows a form; its address is the one of the page that the form has without the app.
#[component]
pub(crate) fn SheetDialog() -> impl IntoView {
    let route = expect_context::<Route>();
    let live = expect_context::<Live>();
    let view = route.view();
    let address = route.sheet();
    let name = move || address.with(|address| address.as_deref().map(name_of_sheet));
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // It opens at once; its field has the focus as soon as it is there.
    let fresh = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = address.get();
        // The words for a day are the server's; the field of the open task takes one without a connection.
        let day_of = wanted.as_deref().and_then(when_of);
        if let Some(id) = day_of.filter(|_| untrack(|| live.connection()) == Connection::Lost) {
            address.set(None);
            route.go(&Address::with_task(&view.get_untracked(), id));
            return browser::focus_soon("due");
        }
        if let Some(dialog) = dialog
            .get()
            .filter(|dialog| wanted.is_some() && !dialog.open())
        {
            fresh.set_value(true);
            let _ = dialog.show_modal();
        }
    });
    let show = Callback::new(move |()| {
        if fresh.get_value() && browser::focus_on("dialog.sheet [autofocus]") {
            fresh.set_value(false);
        }
    });
    let done = Callback::new(move |go: Option<String>| {
        close();
        // The row from which it was opened may be elsewhere by now.
        browser::focus_list_if_lost();
        if let Some(go) = go {
            route.go(&go);
        }
    });
    view! {
        <dialog
            class="sheet" aria-label=name node_ref=dialog closedby="any" on:close=move |_| address.set(None)
        >
            <button class="ghost close" aria-label=text!(acts::CLOSE) on:click=move |_| close()>
                <Icon name="close"/>
            </button>
            <Fragment address skeleton=true on_show=show on_done=done/>
        </dialog>
    }
}
