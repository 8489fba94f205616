//! `/settings`: the profile, and who can get in.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{List, Session, Token, User, WeekStart};

use crate::{
    components::Problem,
    functions::account::{
        ChangeSignIn, CreateToken, DeleteAccount, EndSession, RevokeToken, SaveLook, SaveProfile,
    },
    server::{
        backend::{cookie, new_token},
        document::{Profile, refused},
    },
};

/// The parts of the page, by their anchors.
const PARTS: [(&str, &str); 6] = [
    ("you", "You"),
    ("look", "Look"),
    ("account", "Signing in"),
    ("sessions", "Where you are signed in"),
    ("tokens", "API tokens"),
    ("farewell", "Delete everything"),
];

#[component]
pub(crate) fn Settings(profile: Profile) -> impl IntoView {
    let Profile {
        user,
        lists,
        sessions,
        tokens,
    } = profile;
    let guest = user.guest;
    let email = user.email.clone();
    let parts = PARTS.map(|(id, name)| view! { <li><a href=format!("#{id}")>{name}</a></li> });
    view! {
        <main class="settings">
            <header>
                <p><a href="/">"Back to your tasks"</a></p>
                <h1>"Settings"</h1>
                <nav aria-label="Settings"><ul>{parts.into_iter().collect_view()}</ul></nav>
            </header>
            <div class="cards-column">
                <You user lists/>
                <Look/>
                <SigningIn email/>
                <Access sessions tokens/>
                <Farewell guest/>
            </div>
        </main>
    }
}

#[component]
fn You(user: User, lists: Vec<List>) -> impl IntoView {
    let starts = [
        (WeekStart::Monday, "monday", "Monday"),
        (WeekStart::Saturday, "saturday", "Saturday"),
        (WeekStart::Sunday, "sunday", "Sunday"),
    ];
    let starts = starts.map(|(start, value, name)| option(value, name, start == user.week_start));
    let chosen = user
        .default_reminder_minutes
        .map_or_else(String::new, |minutes| minutes.to_string());
    let reminders = [
        ("", "Never"),
        ("0", "At its time"),
        ("10", "10 minutes before"),
        ("60", "1 hour before"),
    ];
    let reminders = reminders.map(|(value, name)| option(value, name, value == chosen));
    let lists = lists.into_iter().map(|list| {
        let chosen = user
            .default_list_id
            .map_or(list.is_inbox, |id| id == list.id);
        let value = if list.is_inbox {
            String::new()
        } else {
            list.id.to_string()
        };
        option(&value, &list.name, chosen)
    });
    let times = user.times_of_day;
    let times = [
        ("morning", "Morning", times.morning),
        ("afternoon", "Afternoon", times.afternoon),
        ("evening", "Evening", times.evening),
    ];
    let times = times.map(|(name, label, time)| {
        let value = time.map_or_else(String::new, |time| time.to_string());
        view! { <label>{label} <input type="time" name=format!("times[{name}]") value=value/></label> }
    });
    view! {
        <form class="card" id="you" method="post" action=SaveProfile::PATH>
            <h2>"You"</h2>
            <label>"Name" <input name="name" maxlength="100" autocomplete="name" value=user.name/></label>
            <label>"Time zone" <input name="time_zone" required value=user.time_zone/></label>
            <label>"The week starts on" <select name="week_start">{starts.into_iter().collect_view()}</select></label>
            <label>"New tasks go to" <select name="default_list_id">{lists.collect_view()}</select></label>
            <label>
                "A task with a time reminds"
                <select name="default_reminder_minutes">{reminders.into_iter().collect_view()}</select>
            </label>
            <fieldset>
                <legend>"What “in the morning” means, and the like; empty for what it means to most"</legend>
                <div class="times">{times.into_iter().collect_view()}</div>
            </fieldset>
            <Problem text=refused(SaveProfile::PATH)/>
            <button class="primary">"Save"</button>
        </form>
    }
}

#[component]
fn Look() -> impl IntoView {
    let theme = cookie("theme=").unwrap_or_else(|| "system".to_owned());
    let hours = cookie("hours=").unwrap_or_else(|| "24".to_owned());
    let themes = [
        ("system", "As the system says"),
        ("light", "Light"),
        ("dark", "Dark"),
    ];
    let themes = themes.map(|(value, name)| option(value, name, value == theme));
    let clocks = [("24", "17:00"), ("12", "5:00 PM")];
    let clocks = clocks.map(|(value, name)| option(value, name, value == hours));
    view! {
        <form class="card" id="look" method="post" action=SaveLook::PATH>
            <h2>"Look"</h2>
            <p class="quiet">"Remembered by this browser."</p>
            <label>"Theme" <select name="theme">{themes.into_iter().collect_view()}</select></label>
            <label>"Times" <select name="hours">{clocks.into_iter().collect_view()}</select></label>
            <Problem text=refused(SaveLook::PATH)/>
            <button>"Use this look"</button>
        </form>
    }
}

#[component]
fn SigningIn(email: Option<String>) -> impl IntoView {
    let Some(email) = email else {
        return view! {
            <section class="card" id="account">
                <h2>"Signing in"</h2>
                <p class="quiet">"You are a guest: without an account, only this browser can get at your tasks."</p>
                <a class="button" href="/sign-in">"Make an account"</a>
            </section>
        }
        .into_any();
    };
    view! {
        <form class="card" id="account" method="post" action=ChangeSignIn::PATH>
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
            <button>"Change"</button>
        </form>
    }
    .into_any()
}

fn option(value: &str, name: &str, selected: bool) -> impl IntoView + use<> {
    view! { <option value=value.to_owned() selected=selected>{name.to_owned()}</option> }
}

#[component]
fn Access(sessions: Vec<Session>, tokens: Vec<Token>) -> impl IntoView {
    let sessions = sessions.into_iter().map(one_session);
    let tokens = tokens.into_iter().map(one_token);
    let made = new_token().map(|secret| {
        view! {
            <p role="status">"Copy the new token now, it is not shown again: " <code>{secret}</code></p>
        }
    });
    view! {
        <section class="card" id="sessions" aria-labelledby="signed-in">
            <h2 id="signed-in">"Where you are signed in"</h2>
            <ul class="keyring">{sessions.collect_view()}</ul>
        </section>
        <section class="card" id="tokens" aria-labelledby="api-tokens">
            <h2 id="api-tokens">"API tokens"</h2>
            <p class="quiet">"For programs of yours, which send one as " <code>"Authorization: Bearer"</code> "."</p>
            {made}
            <ul class="keyring">{tokens.collect_view()}</ul>
            <form method="post" action=CreateToken::PATH>
                <label>"Name of the token" <input name="name" maxlength="100" required autocomplete="off"/></label>
                <label>
                    "It may"
                    <select name="scope">
                        <option value="read">"read"</option>
                        <option value="write">"read and write"</option>
                    </select>
                </label>
                <Problem text=refused(CreateToken::PATH)/>
                <button>"Make a token"</button>
            </form>
        </section>
    }
}

fn one_session(session: Session) -> impl IntoView {
    let name = session.user_agent.unwrap_or_else(|| "A browser".to_owned());
    let since = session.created_at.strftime("since %-d %b %Y").to_string();
    let label = format!("End the session of {name}, {since}");
    let end = if session.current {
        view! { <small class="quiet">"This one"</small> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::PATH>
                <input type="hidden" name="id" value=session.id.to_string()/>
                <button aria-label=label>"End"</button>
            </form>
        }
        .into_any()
    };
    view! { <li><span>{name} " " <small class="quiet">{since}</small></span> {end}</li> }
}

fn one_token(token: Token) -> impl IntoView {
    let since = token.created_at.strftime("since %-d %b %Y").to_string();
    let label = format!("Revoke {}", token.name);
    view! {
        <li>
            <span dir="auto">{token.name} " " <small class="quiet">{since}</small></span>
            <form method="post" action=RevokeToken::PATH>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <button aria-label=label>"Revoke"</button>
            </form>
        </li>
    }
}

#[component]
fn Farewell(guest: bool) -> impl IntoView {
    let (label, kind) = if guest {
        ("Write “delete” to go on", "text")
    } else {
        ("Your password", "password")
    };
    view! {
        <form class="card" id="farewell" method="post" action=DeleteAccount::PATH>
            <h2>"Delete everything"</h2>
            <p class="quiet">"Your account, your tasks and your conversations, for good. Nobody can bring them back."</p>
            <label>{label} <input type=kind name="proof" required autocomplete="off"/></label>
            <Problem text=refused(DeleteAccount::PATH)/>
            <button class="danger">"Delete my account"</button>
        </form>
    }
}
