//! `/sign-in`: an account, or a new one.

use leptos::{form::ActionForm, prelude::*};

use super::{Problem, problem_of};
use crate::functions::{Register, SignIn as SignInAction};

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let login = ServerAction::<SignInAction>::new();
    let register = ServerAction::<Register>::new();
    view! {
        <main class="narrow">
            <h1><a href="/">"todo-chatbot"</a></h1>
            <section aria-labelledby="sign-in">
                <h2 id="sign-in">"Sign in"</h2>
                <ActionForm action=login>
                    <label>"E-mail" <input type="email" name="email" autocomplete="email" required/></label>
                    <label>
                        "Password"
                        <input type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    <Problem text=problem_of(login)/>
                    <button class="primary">"Sign in"</button>
                </ActionForm>
            </section>
            <section aria-labelledby="register">
                <h2 id="register">"New here?"</h2>
                <p class="quiet">"If you are trying it as a guest, your tasks come along."</p>
                <ActionForm action=register>
                    <label>"E-mail" <input type="email" name="email" autocomplete="email" required/></label>
                    <label>
                        "Password, at least 8 characters"
                        <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="200" required/>
                    </label>
                    <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                    <Problem text=problem_of(register)/>
                    <button>"Make an account"</button>
                </ActionForm>
            </section>
        </main>
    }
}
