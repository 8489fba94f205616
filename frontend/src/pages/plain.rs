//! What is shown to who is not signed in, and when something is not there.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::TryIt,
    server::document::{self, refused},
};

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <main class="narrow">
            <h1>"There is no such page"</h1>
            <p class="lead">"It may have been moved, or the address has a slip in it."</p>
            <a class="button" href="/">"To your tasks"</a>
        </main>
    }
}

#[component]
pub(crate) fn Down(reason: String) -> impl IntoView {
    view! {
        <main class="narrow">
            <h1>"todo-chatbot"</h1>
            <Problem text=Some(reason)/>
            <a class="button" href="">"Try again"</a>
        </main>
    }
}

#[component]
pub(crate) fn Welcome() -> impl IntoView {
    view! {
        <main class="narrow welcome">
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
