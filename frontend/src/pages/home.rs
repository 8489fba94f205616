//! Every view of the tasks, with the chat beside it; for who is not signed in, what this is.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::{
    components::{
        Problem,
        chat::Chat,
        notices::{ConnectionBanner, ZoneBanner, refused},
        sidebar::Sidebar,
        tasks::Tasks,
        toasts::ToastStack,
    },
    contexts::{live::Live, store::Store, view::View},
    functions::{
        Failure,
        account::TryIt,
        page::{self, PageData},
    },
};

#[component]
pub(crate) fn Home() -> impl IntoView {
    let path = use_location().pathname;
    let view = Memo::new(move |_| View::read(&path.get()));
    let also = match view.get_untracked() {
        View::Completed => Some("done".to_owned()),
        View::Trash => Some("trash".to_owned()),
        _ => None,
    };
    let page = Resource::new_blocking(|| (), move |()| page::read_page(also.clone()));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(_) if view.get_untracked() == View::Unknown => view! { <NotFound/> }.into_any(),
                    Ok(page) => view! { <SignedIn page view/> }.into_any(),
                    Err(Failure::SignedOut) => view! { <Welcome/> }.into_any(),
                    Err(failure) => view! { <Down failure/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    set_status(404);
    view! {
        <main class="narrow">
            <h1>"There is no such page"</h1>
            <p class="lead">"It may have been moved, or the address has a slip in it."</p>
            <a class="button" href="/" rel="external">"To your tasks"</a>
        </main>
    }
}

#[component]
fn Down(failure: Failure) -> impl IntoView {
    set_status(503);
    view! {
        <main class="narrow">
            <h1>"todo-chatbot"</h1>
            <Problem text=Some(failure.to_string())/>
            <a class="button" href="" rel="external">"Try again"</a>
        </main>
    }
}

/// The status of the answer that this page is.
#[cfg(feature = "ssr")]
fn set_status(code: u16) {
    let status = axum::http::StatusCode::from_u16(code);
    if let (Some(response), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), status) {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn set_status(_: u16) {}

#[component]
fn Welcome() -> impl IntoView {
    view! {
        <main class="narrow welcome">
            <h1>"Say it, and it is on your list."</h1>
            <p class="lead">
                "Type the way you talk: "
                <q>"buy milk tomorrow at 5pm #home, and what's left today?"</q>
            </p>
            <form method="post" action=TryIt::PATH>
                <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                <Problem text=refused(|path| path == TryIt::PATH)/>
                <button class="primary">"Try it"</button>
            </form>
            <p class="quiet">
                "No account needed. Have one, or want one? " <a href="/sign-in">"Sign in or register"</a>
            </p>
        </main>
    }
}

#[component]
fn SignedIn(page: PageData, view: Memo<View>) -> impl IntoView {
    let store = Store::provide(page);
    Live::provide(store);
    view! {
        <Title text=move || format!("{} · todo-chatbot", view.get().title(&store.lists()))/>
        <a class="skip" href="#tasks" rel="external">"Skip to the tasks"</a>
        <div class="app">
            <Sidebar view/>
            <main>
                <ConnectionBanner/>
                <ZoneBanner/>
                <Tasks view/>
            </main>
            <Chat view/>
        </div>
        <ToastStack/>
    }
}
