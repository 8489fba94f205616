//! Who can get in: the person by address, password and recovery codes, their browsers, programs with a token.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Scope, Session, Token};

use super::{Part, Saved, day, options};
use crate::{
    components::Problem,
    functions::{
        access::{CreateToken, RevokeToken},
        account::{ChangeSignIn, EndSession, MakeCodes},
    },
    server::{document::refused, secret::Secret, typed::shown},
    texts::text,
};

#[component]
pub(super) fn SigningIn(email: Option<String>) -> impl IntoView {
    let Some(email) = email else {
        return view! {
            <section class="card" id="account" aria-labelledby="signing-in">
                <h2 id="signing-in">{text!(settings::SIGNING_IN)}</h2>
                <p class="quiet">{text!(settings::GUEST)}</p>
                <a class="button" href="/sign-in">{text!(acts::MAKE_ACCOUNT)}</a>
            </section>
        }
        .into_any();
    };
    let email = shown(ChangeSignIn::PATH, "email", email);
    view! {
        <form class="card" id="account" method="post" action=ChangeSignIn::PATH>
            <Part name="account"/>
            <h2>{text!(settings::SIGNING_IN)}</h2>
            <label>
                {text!(pages::EMAIL)} <input type="email" name="email" autocomplete="email" required value=email/>
            </label>
            <label>
                {text!(settings::NEW_PASSWORD)}
                <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="200"/>
            </label>
            <label>
                {text!(settings::CURRENT_PASSWORD)}
                <input type="password" name="current_password" autocomplete="current-password" required/>
            </label>
            <p class="quiet">{text!(settings::ENDS_SESSIONS)}</p>
            <Problem text=refused(ChangeSignIn::PATH)/>
            <div class="row"><button>{text!(settings::CHANGE)}</button><Saved part="account"/></div>
        </form>
    }
    .into_any()
}

#[component]
pub(super) fn RecoveryCodes() -> impl IntoView {
    view! {
        <form class="card" id="codes" method="post" action=MakeCodes::PATH>
            <Part name="codes"/>
            <h2>{text!(pages::CODES)}</h2>
            <p class="quiet">{text!(settings::CODES_WHY)}</p>
            <label>
                {text!(settings::PASSWORD_FOR_CODES)}
                <input type="password" name="password" autocomplete="current-password" required/>
            </label>
            <Problem text=refused(MakeCodes::PATH)/>
            <button>{text!(settings::MAKE_CODES)}</button>
        </form>
    }
}

#[component]
pub(super) fn Sessions(sessions: Vec<Session>) -> impl IntoView {
    let sessions = sessions.into_iter().map(one_session);
    view! {
        <section class="card" id="sessions" aria-labelledby="signed-in">
            <h2 id="signed-in">{text!(settings::SESSIONS)}</h2>
            <ul class="keyring">{sessions.collect_view()}</ul>
            <Problem text=refused(EndSession::PATH)/>
        </section>
    }
}

fn one_session(session: Session) -> impl IntoView {
    let agent = session.user_agent.as_deref().map(browser);
    let name = agent.unwrap_or_else(|| text!(settings::A_PROGRAM).to_owned());
    let since = text!(settings::since(&day(session.created_at)));
    let label = text!(settings::end_session(&name, &since));
    let end = if session.current {
        view! { <small class="quiet">{text!(settings::THIS_ONE)}</small> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::PATH>
                <Part name="sessions"/>
                <input type="hidden" name="id" value=session.id.to_string()/>
                <button aria-label=label>{text!(settings::END)}</button>
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
        ("iPhone", text!(settings::AN_IPHONE)),
        ("iPad", text!(settings::AN_IPAD)),
        ("Android", "Android"),
        ("Mac OS X", text!(settings::A_MAC)),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (find(&programs), find(&systems)) {
        (Some(program), Some(system)) => text!(settings::program_on(program, system)),
        (Some(program), None) => program.to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

#[component]
pub(super) fn Tokens(tokens: Vec<Token>) -> impl IntoView {
    let tokens = tokens.into_iter().map(one_token);
    let made = Secret::Token.take().map(|secret| {
        view! {
            <p class="secret" role="status">{text!(settings::COPY_TOKEN)} <code>{secret}</code></p>
        }
    });
    let name = shown(CreateToken::PATH, "name", "");
    let scope = shown(CreateToken::PATH, "scope", "read");
    let scopes = [
        ("read", text!(settings::READ)),
        ("write", text!(settings::READ_AND_WRITE)),
    ];
    let scopes = options(&scopes, &scope);
    let [before, after] = text!(settings::TOKENS_WHY);
    view! {
        <section class="card" id="tokens" aria-labelledby="api-tokens">
            <h2 id="api-tokens">{text!(settings::TOKENS)}</h2>
            <p class="quiet">
                {before} <code>"Authorization: Bearer"</code> {after}
                <a href="/api/docs">{text!(settings::WHAT_THEY_CAN_DO)}</a>
            </p>
            {made}
            <ul class="keyring">{tokens.collect_view()}</ul>
            <form method="post" action=CreateToken::PATH>
                <Part name="tokens"/>
                <label>
                    {text!(settings::TOKEN_NAME)} <input name="name" maxlength="100" required autocomplete="off" value=name/>
                </label>
                <label>{text!(settings::IT_MAY)} <select name="scope">{scopes}</select></label>
                <Problem text=refused(CreateToken::PATH)/>
                <button>{text!(settings::MAKE_TOKEN)}</button>
            </form>
        </section>
    }
}

fn one_token(token: Token) -> impl IntoView {
    let may = match token.scope {
        Scope::Read => text!(settings::MAY_READ),
        Scope::Write => text!(settings::MAY_WRITE),
    };
    let used = token.last_used_at.map_or_else(
        || text!(settings::NEVER_USED).to_owned(),
        |at| text!(settings::last_used(&day(at))),
    );
    let label = text!(settings::revoke(&token.name));
    view! {
        <li>
            <span dir="auto">{token.name} " " <small class="quiet">{may}", "{used}</small></span>
            <form method="post" action=RevokeToken::PATH>
                <Part name="tokens"/>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <button aria-label=label>{text!(settings::REVOKE)}</button>
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
