//! The frame of every page.

use leptos::prelude::*;

use crate::{
    contexts::{browser::Alive, page::PageData},
    pages::home::Home,
};

/// What the browser takes over.
#[component]
pub(crate) fn App(page: PageData) -> impl IntoView {
    Alive::provide();
    view! { <Home page/> }
}

#[cfg(feature = "ssr")]
pub(crate) use server::shell;

#[cfg(feature = "ssr")]
mod server {
    use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
    use leptos::{nonce::use_nonce, prelude::*};
    use leptos_axum::ResponseOptions;

    use super::App;
    use crate::{
        contexts::page::PageData,
        pages::{
            import::Import,
            plain::{Codes, Down, Foreign, Form, NotFound, Welcome},
            settings::Settings,
            sign_in::{Reset, SignIn},
        },
        server::{backend::cookie, document::Document, guard, offline::SURFACE, site::Site},
        texts::text,
    };

    pub(crate) fn shell() -> impl IntoView {
        allow_own_scripts();
        let site = expect_context::<Site>();
        let document = expect_context::<Document>();
        let theme = cookie("theme=").filter(|theme| theme != "system");
        let plain = !matches!(document, Document::App(_));
        view! {
            <!DOCTYPE html>
            <html lang=text!(LANGUAGE) data-plain=plain data-theme=theme.clone()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    {bars(theme.as_deref())}
                    <meta name="description" content=text!(pages::DESCRIPTION)/>
                    <link rel="icon" href=site.url("icon.svg") type="image/svg+xml"/>
                    <link rel="apple-touch-icon" href=site.url("icon-192.png")/>
                    <link rel="manifest" href="/manifest.webmanifest"/>
                    <link rel="stylesheet" href=site.url("main.css")/>
                    <Scripts document=document.clone()/>
                    <title>{text!(views::titled(&document.title()))}</title>
                </head>
                <body>{body(document)}</body>
            </html>
        }
    }

    /// The colour of the bars around the page, of the theme that was chosen or of that of the system.
    fn bars(theme: Option<&str>) -> impl IntoView + use<> {
        let [light, dark] = SURFACE;
        let of = |scheme: &str| format!("(prefers-color-scheme: {scheme})");
        let bars = match theme {
            Some("dark") => vec![(None, dark)],
            Some(_) => vec![(None, light)],
            None => vec![(Some(of("light")), light), (Some(of("dark")), dark)],
        };
        let bars = bars.into_iter();
        bars.map(|(media, colour)| {
            let bar = view! { <meta name="theme-color" content=colour/> };
            bar.attr("media", media)
        })
        .collect_view()
    }

    fn body(document: Document) -> AnyView {
        match document {
            Document::App(page) => view! { <App page=*page/> }.into_any(),
            Document::Settings(profile) => view! { <Settings profile=*profile/> }.into_any(),
            Document::Form(form) => view! { <Form form=*form/> }.into_any(),
            Document::Import(step) => view! { <Import step=*step/> }.into_any(),
            Document::SignIn { begun } => view! { <SignIn begun/> }.into_any(),
            Document::Reset { token, sent } => view! { <Reset token sent/> }.into_any(),
            Document::Codes(codes) => view! { <Codes codes/> }.into_any(),
            Document::Foreign => view! { <Foreign/> }.into_any(),
            Document::Welcome => view! { <Welcome/> }.into_any(),
            Document::NotFound => view! { <NotFound/> }.into_any(),
            Document::Down(failure) => view! { <Down reason=failure.to_string()/> }.into_any(),
        }
    }

    /// In the page itself: another file would come before the first paint on a slow connection.
    const BOOT: &str = include_str!("../public/boot.js");

    /// The app with what it starts with; a plain document has a few lines that make it more comfortable.
    #[component]
    fn Scripts(document: Document) -> impl IntoView {
        let site = expect_context::<Site>();
        let again = document.goes_on().then(|| {
            view! { <noscript><meta http-equiv="refresh" content="2"/></noscript> }
        });
        let Document::App(page) = document else {
            let plain = site.url("plain.js");
            return view! { <script type="module" src=plain nonce=use_nonce()></script> {again} }
                .into_any();
        };
        let (module, program) = (site.url("browser.js"), site.url("browser_bg.wasm"));
        let device = site.url("device.js");
        view! {
            <script
                type="module" nonce=use_nonce() inner_html=BOOT
                data-module=module data-program=program data-device=device data-person=page.user.id.to_string()
            ></script>
            <script
                type="application/json" id=PageData::ID nonce=use_nonce()
                inner_html=page.embedded()
            ></script>
        }
        .into_any()
    }

    /// Lets the scripts that carry this page's nonce run, and compile the app.
    fn allow_own_scripts() {
        let Some((nonce, response)) = use_nonce().zip(use_context::<ResponseOptions>()) else {
            return;
        };
        let policy = guard::policy(&format!(" 'nonce-{nonce}' 'wasm-unsafe-eval'"));
        if let Ok(policy) = HeaderValue::try_from(policy) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}
