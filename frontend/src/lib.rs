//! The web app and the only public door: pages rendered on the server, forms that need no script, an app that
//! takes over in the browser, and a proxy to the API.

// A page is one nested type; it is longer than the default depth allows.
#![recursion_limit = "256"]

mod app;
mod components;
#[cfg(feature = "ssr")]
pub mod config;
mod contexts;
mod functions;
mod pages;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "hydrate")]
mod takeover;
mod texts;

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|info| {
        leptos::logging::error!("{info}");
    }));
    if !contexts::device::is_shell() {
        wasm_bindgen_futures::spawn_local(async {
            takeover::take_over().await;
        });
        return;
    }
    let Some(page) = contexts::page::PageData::read() else {
        return;
    };
    if !contexts::route::Address::read(&page.address)
        .view
        .is_plain()
    {
        leptos::mount::mount_to_body(move || {
            use leptos::prelude::*;
            view! { <app::App page/> }
        });
    }
}
