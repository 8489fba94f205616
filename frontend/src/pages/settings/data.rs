//! What comes in, what goes out, and the end of it all.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::Part;
use crate::{components::Problem, functions::account::DeleteAccount, server::document::refused};

#[component]
pub(super) fn InAndOut() -> impl IntoView {
    view! {
        <section class="card" id="data" aria-labelledby="in-and-out">
            <h2 id="in-and-out">"Import and export"</h2>
            <p class="quiet">
                "Everything of yours as one file, and files of Todoist, of TickTick, or any table of tasks. "
                "You see what would come before it does, and one undo takes all of it back."
            </p>
            <div class="offers">
                <a class="button" href="/import">"Import a file…"</a>
                // With scripts it counts what has come, and can be cancelled.
                <a class="button" href="/api/v1/export" download="tasks.json" data-download>"Download everything"</a>
            </div>
            <div data-progress role="status"></div>
        </section>
    }
}

#[component]
pub(super) fn Farewell(guest: bool) -> impl IntoView {
    let (label, kind) = if guest {
        ("Write “delete” to go on", "text")
    } else {
        ("Your password", "password")
    };
    view! {
        <form class="card" id="farewell" method="post" action=DeleteAccount::PATH>
            <Part name="farewell"/>
            <h2>"Delete everything"</h2>
            <p class="quiet">
                "Your account, your tasks and your conversations, for good. Nobody can bring them back, "
                "so you may want to " <a href="/api/v1/export" download="tasks.json">"download everything"</a> " first."
            </p>
            <label>{label} <input type=kind name="proof" required autocomplete="off"/></label>
            <Problem text=refused(DeleteAccount::PATH)/>
            <button class="danger">"Delete my account"</button>
        </form>
    }
}
