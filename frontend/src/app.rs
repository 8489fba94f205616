//! The frame of every page, and which page a path shows.

use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    pages::{home::Home, sign_in::SignIn},
    server::guard,
};

pub(crate) fn shell(_: LeptosOptions) -> impl IntoView {
    allow_own_scripts();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/static/icon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/static/main.css"/>
                <script src="/static/live.js" defer></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Lets the scripts that carry this page's nonce run.
fn allow_own_scripts() {
    let Some((nonce, response)) = use_nonce().zip(use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::try_from(guard::policy(&format!(" 'nonce-{nonce}'"))) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="todo-chatbot"/>
        <Router>
            <Routes fallback=|| view! { <main class="narrow"><h1>"There is no such page"</h1></main> }>
                <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
