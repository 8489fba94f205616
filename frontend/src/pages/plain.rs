//! What is shown to who is not signed in, and when something is not there.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::{CodesKept, TryIt},
    server::document::{self, refused, signed_out},
    texts::text,
};

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <main class="narrow notice">
            <h1>{text!(views::UNKNOWN)}</h1>
            <p class="lead">{text!(pages::NOT_FOUND_WHY)}</p>
            <p><a class="button" href="/">{text!(pages::TO_TASKS)}</a></p>
        </main>
    }
}

/// A form that another site's page sent.
#[component]
pub(crate) fn Foreign() -> impl IntoView {
    view! {
        <main class="narrow notice">
            <h1>{text!(pages::FOREIGN)}</h1>
            <p class="lead">{text!(pages::FOREIGN_WHY)}</p>
            <p><a class="button" href="/">{text!(pages::TO_TASKS)}</a></p>
        </main>
    }
}

/// A browser with scripts looks by itself whether the service is back.
#[component]
pub(crate) fn Down(reason: String) -> impl IntoView {
    view! {
        <main class="narrow notice" data-retry>
            <h1>{text!(pages::DOWN)}</h1>
            <p class="lead" role="alert">{reason}</p>
            <p><a class="button" href="">{text!(pages::TRY_AGAIN)}</a></p>
        </main>
    }
}

#[component]
pub(crate) fn Welcome() -> impl IntoView {
    let ended = signed_out().then(|| {
        view! {
            <p class="banner" role="status">
                {text!(pages::SIGNED_OUT)}
            </p>
        }
    });
    view! {
        <main class="narrow welcome">
            {ended}
            <h1>{text!(pages::WELCOME)}</h1>
            <p class="lead">
                {text!(pages::TYPE_AS_YOU_TALK)}
                <q>{text!(pages::EXAMPLE)}</q>
            </p>
            <form method="post" action=TryIt::PATH>
                <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                <Problem text=refused(TryIt::PATH)/>
                <button class="primary">{text!(pages::TRY_IT)}</button>
            </form>
            <p class="quiet">
                {text!(pages::NO_ACCOUNT_NEEDED)} <a href="/sign-in">{text!(pages::SIGN_IN_OR_REGISTER)}</a>
            </p>
        </main>
    }
}

/// What replaces a forgotten password, to be written down.
#[component]
pub(crate) fn Codes(codes: Vec<String>) -> impl IntoView {
    if codes.is_empty() {
        return view! {
            <main class="narrow notice">
                <h1>{text!(pages::CODES)}</h1>
                <p class="lead">{text!(pages::CODES_SHOWN)}</p>
                <p><a class="button" href="/settings#codes">{text!(pages::TO_SETTINGS)}</a></p>
            </main>
        }
        .into_any();
    }
    let text = codes.join("\n");
    let file = format!("data:text/plain,{}", text.replace('\n', "%0A"));
    let codes = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> });
    view! {
        <main class="narrow">
            <h1>{text!(pages::KEEP_CODES)}</h1>
            <p class="lead">{text!(pages::KEEP_CODES_WHY)}</p>
            <section aria-label=text!(pages::CODES)>
                <ol class="codes">{codes.collect_view()}</ol>
                <div class="row">
                    <a class="button" href=file download=text!(pages::CODES_FILE)>{text!(pages::SAVE_AS_FILE)}</a>
                    <form method="post" action=CodesKept::PATH>
                        <button class="primary">{text!(pages::CODES_KEPT)}</button>
                    </form>
                </div>
            </section>
        </main>
    }
    .into_any()
}

/// What the app shows in a dialog.
#[component]
pub(crate) fn Form(form: document::Form) -> impl IntoView {
    view! {
        <main class="narrow">
            <p><a href=form.back>{text!(pages::BACK)}</a></p>
            <section class="sheet">
                <Problem text=form.problem/>
                <h1 class="hidden">{text!(APP)}</h1>
                <div class="fragment" inner_html=form.html></div>
            </section>
        </main>
    }
}
