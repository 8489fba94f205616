//! What a guest loses who leaves, and how not to.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::User;

use super::html;
use crate::{
    functions::{Failure, account::SignOut},
    server::{backend::Backend, document::tasks_of},
    texts::text,
};

/// `None` for who has an account: nothing is lost by signing out of it.
pub(super) async fn leave(backend: &Backend) -> Result<Option<String>, Failure> {
    if !backend.get::<User>("/me").await?.guest {
        return Ok(None);
    }
    let tasks = tasks_of(backend, "all", "").await?.len();
    // It is sent by the page itself: with the session goes what the browser keeps.
    Ok(Some(html(view! {
        <h2>{text!(views::LEAVE)}</h2>
        <p>{text!(pages::leave_why(tasks))}</p>
        <div class="offers">
            <a class="button primary" href="/sign-in" autofocus>{text!(acts::MAKE_ACCOUNT)}</a>
            <form
                method="post" action=SignOut::PATH data-page data-offline=text!(notices::SIGN_OUT_OFFLINE)
                data-one=text!(notices::LOST_ONE) data-other=text!(notices::LOST_OTHER)
            >
                <button>{text!(views::LEAVE)}</button>
            </form>
        </div>
    })))
}
