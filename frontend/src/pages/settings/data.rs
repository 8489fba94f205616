//! What comes in, what goes out, and the end of it all.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::Part;
use crate::{
    components::Problem, functions::account::DeleteAccount, server::document::refused, texts::text,
};

#[component]
pub(super) fn InAndOut() -> impl IntoView {
    view! {
        <section class="card" id="data" aria-labelledby="in-and-out">
            <h2 id="in-and-out">{text!(settings::IN_AND_OUT)}</h2>
            <p class="quiet">{text!(settings::IN_AND_OUT_WHY)}</p>
            <div class="offers">
                <a class="button" href="/import">{text!(settings::IMPORT)}</a>
                // With scripts it counts what has come, and can be cancelled.
                <a class="button" href="/api/v1/export" download="tasks.json" data-download>
                    {text!(settings::DOWNLOAD)}
                </a>
            </div>
            <div
                data-progress role="status" data-name=text!(settings::DOWNLOADING) data-cancel=text!(acts::CANCEL)
                data-one=text!(settings::DOWNLOADED_ONE) data-other=text!(settings::DOWNLOADED_OTHER)
                data-done=text!(settings::DOWNLOAD_DONE) data-cancelled=text!(settings::DOWNLOAD_CANCELLED)
                data-failed=text!(settings::DOWNLOAD_FAILED)
            ></div>
        </section>
    }
}

#[component]
pub(super) fn Farewell(guest: bool) -> impl IntoView {
    let (label, kind) = if guest {
        (text!(settings::WRITE_DELETE), "text")
    } else {
        (text!(settings::YOUR_PASSWORD), "password")
    };
    let [before, after] = text!(settings::DELETE_WARNING);
    view! {
        <form class="card" id="farewell" method="post" action=DeleteAccount::PATH>
            <Part name="farewell"/>
            <h2>{text!(settings::DELETE_EVERYTHING)}</h2>
            <p class="quiet">
                {before} <a href="/api/v1/export" download="tasks.json">{text!(settings::DOWNLOAD_FIRST)}</a> {after}
            </p>
            <label>{label} <input type=kind name="proof" required autocomplete="off"/></label>
            <Problem text=refused(DeleteAccount::PATH)/>
            <button class="danger">{text!(settings::DELETE_ACCOUNT)}</button>
        </form>
    }
}
