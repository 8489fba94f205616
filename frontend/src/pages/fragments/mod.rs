//! Pieces of pages that only the server renders: forms in dialogs, what an open task has besides its fields, and what
//! is read rather than worked with. The app puts them in place, a browser without it sees them in its pages, and
//! their forms work for both.

mod feed;
mod filters;
mod help;
mod leave;
mod lists;
pub(crate) mod markdown;
mod task;
mod when;

use leptos::{prelude::*, tachys::view::RenderHtml};
use uuid::Uuid;

use crate::{
    contexts::{
        browser,
        clock::{Clock, Zone},
        route::parameter,
        words::Format,
    },
    functions::Failure,
    server::{backend::Backend, typed::shown},
};

/// What is at an address, as HTML; `None` where nothing is.
pub(crate) async fn read(backend: &Backend, address: &str) -> Result<Option<String>, Failure> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let said = |name| parameter(query, name);
    let id = |text: &str| text.parse::<Uuid>().ok();
    let piece = match parts[..] {
        ["activity"] => Some(feed::activity(backend, said("before")).await?),
        ["notifications"] => Some(feed::notifications(backend).await?),
        ["help"] => Some(help::sayings()),
        ["leave"] => leave::leave(backend).await?,
        ["trash"] => Some(lists::trashed(backend).await?),
        ["list", "new"] => Some(lists::form(None)),
        ["list", list, "edit"] => lists::edit(backend, id(list)).await?,
        ["filter", "new"] => Some(filters::form(None, &said("filter").unwrap_or_default())),
        ["filter", filter, "edit"] => filters::edit(backend, id(filter)).await?,
        ["task", task, piece] => match id(task) {
            Some(id) => task::piece(backend, id, piece, said("month").as_deref()).await?,
            None => None,
        },
        _ => None,
    };
    Ok(piece)
}

/// As text.
fn html(view: impl IntoView) -> String {
    view.into_view().to_html()
}

/// The person's clock.
async fn clock(backend: &Backend) -> Result<Clock, Failure> {
    let user = backend.get::<shared::api::User>("/me").await?;
    let zone = Zone::named(&user.time_zone);
    Ok(Clock::provide(browser::now(), zone, Format::of(&user)))
}

/// What names an intent, so that a form that is sent twice is done once.
#[component]
fn Key() -> impl IntoView {
    view! { <input type="hidden" name="key" value=Uuid::new_v4().to_string()/> }
}

/// What a field of a form shows: what was typed before the form was refused, or what is stored.
fn stored(form: &str, field: &str, stored: Option<&str>) -> String {
    shown(form, field, stored.unwrap_or_default())
}

/// A value that a form carries along.
fn hidden(name: &'static str, value: &str) -> AnyView {
    let value = value.to_owned();
    view! { <input type="hidden" name=name value=value/> }.into_any()
}
