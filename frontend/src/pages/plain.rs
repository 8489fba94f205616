//! What is shown to who is not signed in, and when something is not there.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::{CodesKept, TryIt},
    server::document::{self, refused, signed_out},
};

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <main class="narrow notice">
            <h1>"There is no such page"</h1>
            <p class="lead">"It may have been moved, or the address has a slip in it."</p>
            <p><a class="button" href="/">"To your tasks"</a></p>
        </main>
    }
}

/// A form that another site's page sent.
#[component]
pub(crate) fn Foreign() -> impl IntoView {
    view! {
        <main class="narrow notice">
            <h1>"That is not allowed from there"</h1>
            <p class="lead">"Another site asked for this in your name. Nothing was changed."</p>
            <p><a class="button" href="/">"To your tasks"</a></p>
        </main>
    }
}

/// A browser with scripts looks by itself whether the service is back.
#[component]
pub(crate) fn Down(reason: String) -> impl IntoView {
    view! {
        <main class="narrow notice" data-retry>
            <h1>"Not right now"</h1>
            <p class="lead" role="alert">{reason}</p>
            <p><a class="button" href="">"Try again"</a></p>
        </main>
    }
}

#[component]
pub(crate) fn Welcome() -> impl IntoView {
    let ended = signed_out().then(|| {
        view! {
            <p class="banner" role="status">
                "You are signed out, and nothing was changed. What you typed is kept for ten minutes: sign in, and it is there again."
            </p>
        }
    });
    view! {
        <main class="narrow welcome">
            {ended}
            <h1>"Say it, and it is on your list."</h1>
            <p class="lead">
                "Type the way you talk: "
                <q>"buy milk tomorrow at 5pm #home, and what's left today?"</q>
            </p>
            <form method="post" action=TryIt::PATH>
                <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                <Problem text=refused(TryIt::PATH)/>
                <button class="primary">"Try it"</button>
            </form>
            <p class="quiet">
                "No account needed. Have one, or want one? " <a href="/sign-in">"Sign in or register"</a>
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
                <h1>"Recovery codes"</h1>
                <p class="lead">"They were shown already, and are shown once. You can make new ones in the settings."</p>
                <p><a class="button" href="/settings#codes">"To the settings"</a></p>
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
            <h1>"Keep these codes"</h1>
            <p class="lead">"Should you forget your password, each of them lets you choose a new one, once. They are not shown again."</p>
            <section aria-label="Recovery codes">
                <ol class="codes">{codes.collect_view()}</ol>
                <div class="row">
                    <a class="button" href=file download="recovery-codes.txt">"Save as a file"</a>
                    <form method="post" action=CodesKept::PATH>
                        <button class="primary">"I have kept them"</button>
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
            <p><a href=form.back>"Back"</a></p>
            <section class="sheet">
                <Problem text=form.problem/>
                <h1 class="hidden">"todo-chatbot"</h1>
                <div class="fragment" inner_html=form.html></div>
            </section>
        </main>
    }
}
