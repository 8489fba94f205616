//! "Notify this device". `public/push.js` shows it where it can be done.

use leptos::prelude::*;

use crate::{server::site::Site, texts::text};

#[component]
pub(super) fn Push() -> impl IntoView {
    let module = expect_context::<Site>().url("push.js");
    view! {
        <div
            hidden data-push=module data-on=text!(settings::DEVICE_ON) data-off=text!(settings::DEVICE_OFF)
            data-denied=text!(settings::DEVICE_DENIED) data-down=text!(settings::DEVICE_DOWN)
        >
            <section class="card" id="push" aria-labelledby="push-name">
                <h2 id="push-name">{text!(settings::DEVICE)}</h2>
                <label class="switch"><input type="checkbox" autocomplete="off"/> {text!(settings::NOTIFY_DEVICE)}</label>
                <p class="quiet" role="status"></p>
                <p class="quiet">{text!(settings::DEVICE_WHEN)}</p>
            </section>
        </div>
    }
}
