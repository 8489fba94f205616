//! `/sign-in`: an account, or a new one; `/reset`: a new password where the old one is forgotten.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    components::Problem,
    functions::account::{ForgotPassword, Register, ResetPassword, SignIn as SignInForm},
    server::{document::refused, typed::shown},
    texts::text,
};

/// An address as it was typed into a form that was refused.
fn email(action: &'static str) -> impl IntoView {
    let value = shown(action, "email", "");
    view! {
        <label>
            {text!(pages::EMAIL)} <input type="email" name="email" autocomplete="email" required value=value/>
        </label>
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
                {text!(pages::TAKE_ALONG)}
            </label>
        }
    });
    view! {
        <main class="narrow">
            <h1><a href="/">{text!(APP)}</a></h1>
            <section aria-labelledby="sign-in">
                <h2 id="sign-in">{text!(acts::SIGN_IN)}</h2>
                <form method="post" action=SignInForm::PATH>
                    {email(SignInForm::PATH)}
                    <label>
                        {text!(pages::PASSWORD)}
                        <input type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    {take_along}
                    <Problem text=refused(SignInForm::PATH)/>
                    <div class="row">
                        <button class="primary">{text!(acts::SIGN_IN)}</button>
                        <a href="/reset">{text!(pages::FORGOT_PASSWORD)}</a>
                    </div>
                </form>
            </section>
            <section aria-labelledby="register">
                <h2 id="register">{text!(pages::NEW_HERE)}</h2>
                <p class="quiet">{text!(pages::TASKS_COME_ALONG)}</p>
                <form method="post" action=Register::PATH>
                    {email(Register::PATH)}
                    <NewPassword label=text!(pages::PASSWORD_LENGTH)/>
                    <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                    <Problem text=refused(Register::PATH)/>
                    <button>{text!(acts::MAKE_ACCOUNT)}</button>
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
            <h1>{text!(pages::A_NEW_PASSWORD)}</h1>
            <section aria-label=text!(pages::A_NEW_PASSWORD)>
                <form method="post" action=ResetPassword::PATH>
                    <input type="hidden" name="token" value=token/>
                    <NewPassword label=text!(pages::NEW_PASSWORD_LENGTH)/>
                    <p class="quiet">{text!(pages::NEW_PASSWORD_ENDS)}</p>
                    <Problem text=refused(ResetPassword::PATH)/>
                    <div class="row">
                        <button class="primary">{text!(pages::SET_PASSWORD)}</button>
                        <a href="/reset">{text!(pages::ANOTHER_LINK)}</a>
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
                {text!(pages::LETTER_SENT)}
            </p>
        }
    });
    let code = shown(ResetPassword::PATH, "recovery_code", "");
    view! {
        <main class="narrow">
            <h1>{text!(pages::FORGOT_PASSWORD)}</h1>
            {sent}
            <section aria-labelledby="by-code">
                <h2 id="by-code">{text!(pages::BY_CODE)}</h2>
                <p class="quiet">{text!(pages::BY_CODE_WHY)}</p>
                <form method="post" action=ResetPassword::PATH>
                    {email(ResetPassword::PATH)}
                    <label>
                        {text!(pages::CODE)}
                        <input class="code" name="recovery_code" required autocomplete="off" spellcheck="false" value=code/>
                    </label>
                    <NewPassword label=text!(pages::NEW_PASSWORD_LENGTH)/>
                    <Problem text=refused(ResetPassword::PATH)/>
                    <button class="primary">{text!(pages::SET_PASSWORD)}</button>
                </form>
            </section>
            <section aria-labelledby="by-mail">
                <h2 id="by-mail">{text!(pages::BY_MAIL)}</h2>
                <form method="post" action=ForgotPassword::PATH>
                    {email(ForgotPassword::PATH)}
                    <Problem text=refused(ForgotPassword::PATH)/>
                    <button>{text!(pages::SEND_LINK)}</button>
                </form>
            </section>
            <p><a href="/sign-in">{text!(pages::BACK_TO_SIGN_IN)}</a></p>
        </main>
    }
}
