//! `/sign-in`: an account, or a new one; `/reset`: a new password where the old one is forgotten.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::{ForgotPassword, Register, ResetPassword, SignIn as SignInForm},
    server::{document::refused, typed::shown},
};

/// An address as it was typed into a form that was refused.
fn email(action: &'static str) -> impl IntoView {
    let value = shown(action, "email", "");
    view! {
        <label>"E-mail" <input type="email" name="email" autocomplete="email" required value=value/></label>
    }
}

#[component]
fn NewPassword(label: &'static str) -> impl IntoView {
    view! {
        <label>
            {label}
            <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="200" required/>
        </label>
    }
}

/// `begun`: whether the visitor is a guest with something to take along.
#[component]
pub(crate) fn SignIn(begun: bool) -> impl IntoView {
    let take_along = begun.then(|| {
        view! {
            <label class="switch">
                <input type="checkbox" name="merge" value="true" checked/>
                "Take along what I began as a guest; unticked, it stays behind"
            </label>
        }
    });
    view! {
        <main class="narrow">
            <h1><a href="/">"todo-chatbot"</a></h1>
            <section aria-labelledby="sign-in">
                <h2 id="sign-in">"Sign in"</h2>
                <form method="post" action=SignInForm::PATH>
                    {email(SignInForm::PATH)}
                    <label>
                        "Password"
                        <input type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    {take_along}
                    <Problem text=refused(SignInForm::PATH)/>
                    <div class="row">
                        <button class="primary">"Sign in"</button>
                        <a href="/reset">"Forgot your password?"</a>
                    </div>
                </form>
            </section>
            <section aria-labelledby="register">
                <h2 id="register">"New here?"</h2>
                <p class="quiet">"If you are trying it as a guest, your tasks come along."</p>
                <form method="post" action=Register::PATH>
                    {email(Register::PATH)}
                    <NewPassword label="Password, at least 8 characters"/>
                    <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                    <Problem text=refused(Register::PATH)/>
                    <button>"Make an account"</button>
                </form>
            </section>
        </main>
    }
}

/// `token`: of a link that was sent by e-mail. `sent`: whether such a letter was just asked for.
#[component]
pub(crate) fn Reset(token: Option<String>, sent: bool) -> impl IntoView {
    let Some(token) = token else {
        return view! { <WithoutLink sent/> }.into_any();
    };
    view! {
        <main class="narrow">
            <h1>"A new password"</h1>
            <section aria-label="A new password">
                <form method="post" action=ResetPassword::PATH>
                    <input type="hidden" name="token" value=token/>
                    <NewPassword label="New password, at least 8 characters"/>
                    <p class="quiet">"It ends all sessions, and signs you in here."</p>
                    <Problem text=refused(ResetPassword::PATH)/>
                    <div class="row">
                        <button class="primary">"Set the password"</button>
                        <a href="/reset">"Ask for another link"</a>
                    </div>
                </form>
            </section>
        </main>
    }
    .into_any()
}

#[component]
fn WithoutLink(sent: bool) -> impl IntoView {
    let sent = sent.then(|| {
        view! {
            <p class="banner" role="status">
                "If there is an account with this address, a letter is on its way. Its link works for 30 minutes."
            </p>
        }
    });
    let code = shown(ResetPassword::PATH, "recovery_code", "");
    view! {
        <main class="narrow">
            <h1>"Forgot your password?"</h1>
            {sent}
            <section aria-labelledby="by-code">
                <h2 id="by-code">"With a recovery code"</h2>
                <p class="quiet">"You were given ten of them when you made your account."</p>
                <form method="post" action=ResetPassword::PATH>
                    {email(ResetPassword::PATH)}
                    <label>
                        "Recovery code"
                        <input class="code" name="recovery_code" required autocomplete="off" spellcheck="false" value=code/>
                    </label>
                    <NewPassword label="New password, at least 8 characters"/>
                    <Problem text=refused(ResetPassword::PATH)/>
                    <button class="primary">"Set the password"</button>
                </form>
            </section>
            <section aria-labelledby="by-mail">
                <h2 id="by-mail">"By e-mail"</h2>
                <form method="post" action=ForgotPassword::PATH>
                    {email(ForgotPassword::PATH)}
                    <Problem text=refused(ForgotPassword::PATH)/>
                    <button>"Send a link"</button>
                </form>
            </section>
            <p><a href="/sign-in">"Back to signing in"</a></p>
        </main>
    }
}
