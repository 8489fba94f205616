//! Every view of the tasks, with the chat beside it.

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    components::{
        chat::Chat,
        detail::Detail,
        fragment::SheetDialog,
        gestures::Gestures,
        keys::Keys,
        notices::{ConnectionBanner, ZoneBanner},
        refusals::Refusals,
        sidebar::Sidebar,
        tasks::Tasks,
        toasts::ToastStack,
    },
    contexts::{live::Live, page::PageData, route::Route, store::Store, view::View},
    texts::text,
};

/// What the window is called: with the number of unread notifications ahead of it.
fn badged(page: &str, unread: usize) -> String {
    let title = text!(views::titled(page));
    if unread == 0 {
        title
    } else {
        format!("({unread}) {title}")
    }
}

/// What every part of the page shares: the view, and the task that is open.
pub(crate) fn begin(page: PageData) -> (Memo<View>, Memo<Option<Uuid>>) {
    let route = Route::provide(page.address.clone());
    let (view, open) = (route.view(), route.open());
    let store = Store::provide(page);
    Live::provide(store);
    Effect::new(move |_| document().set_title(&badged(&store.title(&view.get()), store.unread())));
    store.follow_filter(view);
    Gestures::listen(view);
    (view, open)
}

/// The page as a whole. A browser takes over its parts one by one: `takeover`.
#[component]
pub(crate) fn Home(page: PageData) -> impl IntoView {
    let (view, open) = begin(page);
    view! {
        <Skip/>
        <div class="app">
            <Sidebar view/>
            <main>
                <Banners/>
                <Tasks view/>
            </main>
            <Chat view/>
            <Detail view open/>
        </div>
        <Around view open/>
    }
}

#[component]
pub(crate) fn Skip() -> impl IntoView {
    view! { <a class="skip" href="#tasks" rel="external">{text!(views::SKIP)}</a> }
}

#[component]
pub(crate) fn Banners() -> impl IntoView {
    view! {
        // The sidebar's name of the app is not there on a phone.
        <h1 class="hidden">{text!(views::TASKS_AND_CHAT)}</h1>
        <ConnectionBanner/>
        <Refusals/>
        <ZoneBanner/>
    }
}

/// What comes up over the page.
#[component]
pub(crate) fn Around(view: Memo<View>, open: Memo<Option<Uuid>>) -> impl IntoView {
    view! {
        <ToastStack/>
        <SheetDialog/>
        <Keys view open/>
    }
}
