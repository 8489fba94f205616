//! "Notify this device". `public/push.js` shows it where it can be done.

use leptos::prelude::*;

use crate::server::site::Site;

#[component]
pub(super) fn Push() -> impl IntoView {
    let module = expect_context::<Site>().url("push.js");
    view! {
        <div hidden data-push=module>
            <section class="card" id="push" aria-labelledby="push-name">
                <h2 id="push-name">"Reminders on this device"</h2>
                <label><input type="checkbox" autocomplete="off"/> "Notify this device"</label>
                <p class="quiet" role="status"></p>
                <p class="quiet">"Also while this page is closed, for as long as you are signed in here."</p>
            </section>
        </div>
    }
}
