//! The frame of every page, and which page a path shows.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

use crate::{
    contexts::browser::Alive,
    pages::{home::Home, sign_in::SignIn},
};

#[cfg(feature = "ssr")]
pub(crate) fn shell() -> impl IntoView {
    use leptos::nonce::use_nonce;
    use leptos_meta::MetaTags;

    allow_own_scripts();
    let site = expect_context::<crate::server::site::Site>();
    let (module, program) = (site.url("browser.js"), site.url("browser_bg.wasm"));
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="Say what you have to do, and it is on your list."/>
                <link rel="icon" href=site.url("icon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=site.url("main.css")/>
                <link rel="modulepreload" href=module.clone()/>
                <link rel="preload" href=program.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script
                    type="module" src=site.url("boot.js") nonce=use_nonce()
                    data-module=module data-program=program
                ></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Lets the scripts that carry this page's nonce run, and compile the app.
#[cfg(feature = "ssr")]
fn allow_own_scripts() {
    use crate::server::guard;
    use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};

    let nonce = leptos::nonce::use_nonce();
    let Some((nonce, response)) = nonce.zip(use_context::<leptos_axum::ResponseOptions>()) else {
        return;
    };
    let policy = guard::policy(&format!(" 'nonce-{nonce}' 'wasm-unsafe-eval'"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    Alive::provide();
    view! {
        <Title text="todo-chatbot"/>
        <Router>
            // Every path is a page; which one it is, the page itself reads.
            <Routes fallback=|| ()>
                <Route path=path!("/sign-in") view=SignIn/>
                <Route path=path!("/*rest") view=Home/>
            </Routes>
        </Router>
    }
}
