//! `/sign-in`: an account, or a new one.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::{Register, SignIn as SignInForm},
    server::document::refused,
};

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    view! {
        <main class="narrow">
            <h1><a href="/">"todo-chatbot"</a></h1>
            <section aria-labelledby="sign-in">
                <h2 id="sign-in">"Sign in"</h2>
                <form method="post" action=SignInForm::PATH>
                    <label>"E-mail" <input type="email" name="email" autocomplete="email" required/></label>
                    <label>
                        "Password"
                        <input type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    <Problem text=refused(SignInForm::PATH)/>
                    <button class="primary">"Sign in"</button>
                </form>
            </section>
            <section aria-labelledby="register">
                <h2 id="register">"New here?"</h2>
                <p class="quiet">"If you are trying it as a guest, your tasks come along."</p>
                <form method="post" action=Register::PATH>
                    <label>"E-mail" <input type="email" name="email" autocomplete="email" required/></label>
                    <label>
                        "Password, at least 8 characters"
                        <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="200" required/>
                    </label>
                    <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                    <Problem text=refused(Register::PATH)/>
                    <button>"Make an account"</button>
                </form>
            </section>
        </main>
    }
}
