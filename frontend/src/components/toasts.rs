//! What just happened, at the edge of the page: it stays ten seconds, and as long as someone is at it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, server_fn::ServerFn as _};

use super::{Act, Icon};
use crate::{
    contexts::{
        browser,
        shortcut::Shortcut,
        store::Store,
        toasts::{Toast, Toasts},
    },
    functions::tasks::Undo,
    texts::text,
};

/// What can be at a message.
const POINTER: usize = 0;
const FOCUS: usize = 1;

const STAYS: Duration = Duration::from_secs(10);

#[component]
pub(crate) fn ToastStack() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts" role="status">
            <For each=move || toasts.all() key=|toast| toast.id let:toast>
                <OneToast toast/>
            </For>
        </div>
    }
}

#[component]
fn OneToast(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let store = expect_context::<Store>();
    let id = toast.id;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let start = move || {
        stop();
        timer.set_value(set_timeout_with_handle(move || toasts.dismiss(id), STAYS).ok());
    };
    // The pointer is on it, and the focus is in it.
    let held = StoredValue::new([false; 2]);
    let hold = move |by: usize, holds: bool| {
        held.update_value(|held| held[by] = holds);
        if held.get_value().contains(&true) {
            stop();
        } else {
            start();
        }
    };
    Effect::new(move |_| start());
    on_cleanup(stop);
    // The button that was pressed goes with it.
    let gone = move || {
        toasts.dismiss(id);
        browser::focus_list_if_lost();
    };
    let undo = toast.undo.map(|token| {
        let press = {
            let token = token.clone();
            move |()| {
                gone();
                store.undo(&token);
            }
        };
        view! {
            <Act action=Undo::PATH fields=vec![("token", token)] on_press=press title=Shortcut::Undo.on(text!(acts::UNDO)) shortcut=Shortcut::Undo>
                {text!(acts::UNDO)}
            </Act>
        }
    });
    let again = toast.again.map(|again| {
        let press = move |_| {
            gone();
            store.again(again.clone());
        };
        view! { <button on:click=press>{text!(acts::TRY_AGAIN)}</button> }
    });
    let open = toast.open.map(|href| {
        view! { <a class="button" href=href on:click=move |_| gone()>{text!(acts::OPEN)}</a> }
    });
    view! {
        <div
            class="toast" class:problem=toast.problem
            on:mouseenter=move |_| hold(POINTER, true) on:mouseleave=move |_| hold(POINTER, false)
            on:focusin=move |_| hold(FOCUS, true) on:focusout=move |_| hold(FOCUS, false)
        >
            <p dir="auto">{toast.text}</p>
            {open} {again}
            {undo}
            <button class="ghost" aria-label=text!(notices::DISMISS) on:click=move |_| gone()>
                <Icon name="close"/>
            </button>
        </div>
    }
}
