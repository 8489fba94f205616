//! What went wrong, and what is going on.

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};

use crate::{
    contexts::{
        browser::{self, Alive},
        clock::{Clock, Zone},
        live::{Connection, Live},
        post::{Form, ask},
        store::Store,
        toasts::Toasts,
    },
    functions::account::MoveTo,
    texts::text,
};

#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Problem(text: Option<String>) -> impl IntoView {
    text.map(|text| view! { <p class="problem" role="alert">{text}</p> })
}

#[component]
pub(crate) fn ConnectionBanner() -> impl IntoView {
    let live = expect_context::<Live>();
    let store = expect_context::<Store>();
    let words = Memo::new(move |_| match (live.connection(), store.waiting()) {
        (Connection::Lost, 0) => Some(text!(notices::NO_CONNECTION).to_owned()),
        (Connection::Lost, waiting) => Some(text!(notices::sent_later(waiting))),
        (Connection::Live, waiting @ 1..) => Some(text!(notices::on_the_way(waiting))),
        _ => None,
    });
    view! {
        <div role="status">
            {move || words.get().map(|words| view! { <p class="banner">{words}</p> })}
            {move || (live.connection() == Connection::SignedOut).then(|| {
                view! {
                    <p class="banner">
                        {text!(notices::SIGNED_OUT)} <a href="/" rel="external">{text!(notices::SIGN_IN_AGAIN)}</a>
                    </p>
                }
            })}
        </div>
    }
}

const KEPT_ZONE: &str = "kept-zone";

/// Offers to switch the profile to the zone of this browser.
#[component]
pub(crate) fn ZoneBanner() -> impl IntoView {
    let clock = expect_context::<Clock>();
    let toasts = expect_context::<Toasts>();
    let kept = RwSignal::new(None::<String>);
    let other = move || {
        let here = Alive::get().then(browser::time_zone).flatten()?;
        let kept = kept.get().or_else(|| browser::remembered(KEPT_ZONE));
        (here != clock.zone().name() && kept.as_deref() != Some(&here)).then_some(here)
    };
    let switch = move |zone: String| {
        let form = Form::to(MoveTo::PATH).map(|form| form.with("time_zone", &zone));
        spawn_local(async move {
            match ask::<Zone>(form).await {
                Ok(zone) => clock.move_to(zone),
                Err(failure) => toasts.problem(failure.to_string()),
            }
        });
    };
    view! {
        {move || other().map(|here| {
            let (to, keep) = (here.clone(), here.clone());
            let [before, between, after] = text!(notices::OTHER_ZONE);
            view! {
                <div class="banner" role="region" aria-label=text!(notices::TIME_ZONE)>
                    <p>{before} <b>{here}</b> {between} {clock.zone().name().to_owned()} {after}</p>
                    <button class="primary" on:click=move |_| switch(to.clone())>{text!(notices::SWITCH_ZONE)}</button>
                    <button
                        class="ghost"
                        on:click=move |_| {
                            browser::remember(KEPT_ZONE, &keep);
                            kept.set(Some(keep.clone()));
                        }
                    >
                        {text!(notices::KEEP_ZONE)}
                    </button>
                </div>
            }
        })}
    }
}
