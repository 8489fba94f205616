//! The pages. Each reads what it shows once, and changes things only by forms.

mod chat;
pub(crate) mod home;
pub(crate) mod sign_in;
mod tasks;
mod words;

use leptos::prelude::*;

/// What a form's answer said went wrong, for whoever cannot see where.
#[component]
fn Problem(text: Option<String>) -> impl IntoView {
    text.map(|text| {
        let text = text
            .trim_start_matches("error running server function: ")
            .to_owned();
        view! { <p class="problem" role="alert">{text}</p> }
    })
}

/// The problem of an action whose form was posted without a script.
fn problem_of<S>(action: ServerAction<S>) -> Option<String>
where
    S: leptos::server_fn::ServerFn<Error = ServerFnError, Output = ()>
        + Clone
        + Send
        + Sync
        + 'static,
{
    action
        .value()
        .get()
        .and_then(Result::err)
        .map(|error| error.to_string())
}
