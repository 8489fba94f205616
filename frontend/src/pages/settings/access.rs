//! Who can get in: the person by address, password and recovery codes, their browsers, programs with a token.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Scope, Session, Token};

use super::{Part, Saved, options};
use crate::{
    components::Problem,
    functions::{
        access::{CreateToken, RevokeToken},
        account::{ChangeSignIn, EndSession, MakeCodes},
    },
    server::{document::refused, secret::Secret, typed::shown},
};

#[component]
pub(super) fn SigningIn(email: Option<String>) -> impl IntoView {
    let Some(email) = email else {
        return view! {
            <section class="card" id="account" aria-labelledby="signing-in">
                <h2 id="signing-in">"Signing in"</h2>
                <p class="quiet">"You are a guest: without an account, only this browser can get at your tasks."</p>
                <a class="button" href="/sign-in">"Make an account"</a>
            </section>
        }
        .into_any();
    };
    let email = shown(ChangeSignIn::PATH, "email", email);
    view! {
        <form class="card" id="account" method="post" action=ChangeSignIn::PATH>
            <Part name="account"/>
            <h2>"Signing in"</h2>
            <label>"E-mail" <input type="email" name="email" autocomplete="email" required value=email/></label>
            <label>
                "New password, empty to keep the old one"
                <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="200"/>
            </label>
            <label>
                "Current password"
                <input type="password" name="current_password" autocomplete="current-password" required/>
            </label>
            <p class="quiet">"A change ends all other sessions."</p>
            <Problem text=refused(ChangeSignIn::PATH)/>
            <div class="row"><button>"Change"</button><Saved part="account"/></div>
        </form>
    }
    .into_any()
}

#[component]
pub(super) fn RecoveryCodes() -> impl IntoView {
    view! {
        <form class="card" id="codes" method="post" action=MakeCodes::PATH>
            <Part name="codes"/>
            <h2>"Recovery codes"</h2>
            <p class="quiet">
                "Each of them replaces a forgotten password, once. New ones are shown once, and make those from before void."
            </p>
            <label>
                "Password, to make new codes"
                <input type="password" name="password" autocomplete="current-password" required/>
            </label>
            <Problem text=refused(MakeCodes::PATH)/>
            <button>"Make new codes"</button>
        </form>
    }
}

#[component]
pub(super) fn Sessions(sessions: Vec<Session>) -> impl IntoView {
    let sessions = sessions.into_iter().map(one_session);
    view! {
        <section class="card" id="sessions" aria-labelledby="signed-in">
            <h2 id="signed-in">"Where you are signed in"</h2>
            <ul class="keyring">{sessions.collect_view()}</ul>
            <Problem text=refused(EndSession::PATH)/>
        </section>
    }
}

fn one_session(session: Session) -> impl IntoView {
    let agent = session.user_agent.as_deref().map(browser);
    let name = agent.unwrap_or_else(|| "A program".to_owned());
    let since = session.created_at.strftime("since %-d %b %Y").to_string();
    let label = format!("End the session of {name}, {since}");
    let end = if session.current {
        view! { <small class="quiet">"This one"</small> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::PATH>
                <Part name="sessions"/>
                <input type="hidden" name="id" value=session.id.to_string()/>
                <button aria-label=label>"End"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <span title=session.user_agent>{name} " " <small class="quiet">{since}</small></span>
            {end}
        </li>
    }
}

/// "Firefox on Linux": what a browser calls itself, as a person would; its own words where these are not known.
fn browser(agent: &str) -> String {
    // Each names those before it as well, for the sake of old pages.
    let programs = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (find(&programs), find(&systems)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

#[component]
pub(super) fn Tokens(tokens: Vec<Token>) -> impl IntoView {
    let tokens = tokens.into_iter().map(one_token);
    let made = Secret::Token.take().map(|secret| {
        view! {
            <p class="secret" role="status">"Copy the new token now, it is not shown again: " <code>{secret}</code></p>
        }
    });
    let name = shown(CreateToken::PATH, "name", "");
    let scope = shown(CreateToken::PATH, "scope", "read");
    let scopes = options(&[("read", "read"), ("write", "read and write")], &scope);
    view! {
        <section class="card" id="tokens" aria-labelledby="api-tokens">
            <h2 id="api-tokens">"API tokens"</h2>
            <p class="quiet">
                "For programs of yours, which send one as " <code>"Authorization: Bearer"</code> ". "
                <a href="/api/docs">"What they can do"</a>
            </p>
            {made}
            <ul class="keyring">{tokens.collect_view()}</ul>
            <form method="post" action=CreateToken::PATH>
                <Part name="tokens"/>
                <label>"Name of the token" <input name="name" maxlength="100" required autocomplete="off" value=name/></label>
                <label>"It may" <select name="scope">{scopes}</select></label>
                <Problem text=refused(CreateToken::PATH)/>
                <button>"Make a token"</button>
            </form>
        </section>
    }
}

fn one_token(token: Token) -> impl IntoView {
    let may = match token.scope {
        Scope::Read => "may read",
        Scope::Write => "may read and write",
    };
    let used = token.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| at.strftime("last used on %-d %b %Y").to_string(),
    );
    let label = format!("Revoke {}", token.name);
    view! {
        <li>
            <span dir="auto">{token.name} " " <small class="quiet">{may}", "{used}</small></span>
            <form method="post" action=RevokeToken::PATH>
                <Part name="tokens"/>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <button aria-label=label>"Revoke"</button>
            </form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_as_a_person_would() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
        for (agent, name) in [
            (chrome, "Chrome on Linux"),
            (iphone, "Safari on an iPhone"),
            ("curl/8.5.0", "curl/8.5.0"),
        ] {
            assert_eq!(browser(agent), name);
        }
    }
}
