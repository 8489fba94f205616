//! `/settings`: the profile, who can get in, who is told, and what goes in and out. Every part is a form of its own.

mod access;
mod data;
mod push;
mod told;

use jiff::Timestamp;
use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{List, TimesOfDay, User, WallTime, WeekStart};

use crate::{
    components::Problem,
    contexts::{
        browser,
        clock::{Clock, Zone},
        words::{self, Format},
    },
    functions::account::{SaveLook, SaveProfile},
    server::{
        backend::cookie,
        document::refused,
        profile::Profile,
        typed::{saved, shown},
    },
    texts::text,
};
use access::{RecoveryCodes, Sessions, SigningIn, Tokens};
use data::{Farewell, InAndOut};
use push::Push;
use told::{CalendarFeed, Webhooks};

/// The parts of the page, by their anchors.
fn parts() -> [(&'static str, &'static str); 11] {
    [
        ("you", text!(settings::YOU)),
        ("look", text!(settings::LOOK)),
        ("push", text!(settings::DEVICE)),
        ("account", text!(settings::SIGNING_IN)),
        ("codes", text!(pages::CODES)),
        ("sessions", text!(settings::SESSIONS)),
        ("data", text!(settings::IN_AND_OUT)),
        ("calendar", text!(settings::FEED)),
        ("tokens", text!(settings::TOKENS)),
        ("webhooks", text!(settings::WEBHOOKS)),
        ("farewell", text!(settings::DELETE_EVERYTHING)),
    ]
}

#[component]
pub(crate) fn Settings(profile: Profile) -> impl IntoView {
    let Profile {
        user,
        lists,
        sessions,
        tokens,
        webhooks,
        calendar,
    } = profile;
    let zone = Zone::named(&user.time_zone);
    Clock::provide(browser::now(), zone, Format::of(&user));
    let guest = user.guest;
    let email = user.email.clone();
    let parts = parts()
        .into_iter()
        .filter(|(id, _)| !guest || *id != "codes")
        // `public/push.js` shows it with its part.
        .map(
            |(id, name)| view! { <li hidden=id == "push"><a href=format!("#{id}")>{name}</a></li> },
        );
    view! {
        <main class="settings">
            <header>
                <p><a href="/">{text!(settings::BACK)}</a></p>
                <h1>{text!(views::SETTINGS)}</h1>
                <nav aria-label=text!(views::SETTINGS)><ul>{parts.collect_view()}</ul></nav>
            </header>
            <div class="cards-column">
                <You user lists/>
                <Look/>
                <Push/>
                <SigningIn email/>
                {(!guest).then(|| view! { <RecoveryCodes/> })}
                <Sessions sessions/>
                <InAndOut/>
                <CalendarFeed calendar/>
                <Tokens tokens/>
                <Webhooks webhooks guest/>
                <Farewell guest/>
            </div>
        </main>
    }
}

/// Which part of the page the browser shows again after a form of it.
#[component]
fn Part(name: &'static str) -> impl IntoView {
    view! { <input type="hidden" name="part" value=name/> }
}

/// Says that a part was saved.
#[component]
fn Saved(part: &'static str) -> impl IntoView {
    saved(part).then(|| view! { <p class="saved" role="status">{text!(notices::SAVED)}</p> })
}

/// "24 Nov 2026", where the person is.
fn day(at: Timestamp) -> String {
    let clock = expect_context::<Clock>();
    text!(dates::full(clock.day_of(at), clock.format().month_first))
}

fn option(value: &str, name: &str, chosen: &str) -> impl IntoView + use<> {
    let selected = value == chosen;
    view! { <option value=value.to_owned() selected=selected>{name.to_owned()}</option> }
}

fn options(known: &[(&str, &str)], chosen: &str) -> impl IntoView + use<> {
    let options = known.iter();
    options
        .map(|(value, name)| option(value, name, chosen))
        .collect_view()
}

#[component]
fn You(user: User, lists: Vec<List>) -> impl IntoView {
    let shown = |name: &str, stored: String| shown(SaveProfile::PATH, name, stored);
    let called = user.name.is_some();
    let month_first = user.month_first();
    let name = shown("name", user.name.unwrap_or_default());
    let zone = shown("time_zone", user.time_zone);
    let start = match user.week_start {
        WeekStart::Monday => "monday",
        WeekStart::Saturday => "saturday",
        WeekStart::Sunday => "sunday",
    };
    let starts = [
        ("monday", text!(settings::week_start(WeekStart::Monday))),
        ("saturday", text!(settings::week_start(WeekStart::Saturday))),
        ("sunday", text!(settings::week_start(WeekStart::Sunday))),
    ];
    // Whoever is to read days as the British do keeps the tag that they have.
    let (british, american) = if month_first {
        ("en", user.language.as_str())
    } else {
        (user.language.as_str(), "en-US")
    };
    let written = [
        (british, text!(settings::DAY_FIRST)),
        (american, text!(settings::MONTH_FIRST)),
    ];
    let written = options(&written, &shown("language", user.language.clone()));
    let starts = options(&starts, &shown("week_start", start.to_owned()));
    let minutes = user.default_reminder_minutes;
    let minutes = minutes.map_or_else(String::new, |minutes| minutes.to_string());
    let (ten_minutes, an_hour) = (words::before(10), words::before(60));
    let reminders = [
        ("", text!(settings::NEVER)),
        ("0", text!(settings::AT_ITS_TIME)),
        ("10", &ten_minutes),
        ("60", &an_hour),
    ];
    let reminders = options(&reminders, &shown("default_reminder_minutes", minutes));
    let list = user.default_list_id.map(|id| id.to_string());
    let list = shown("default_list_id", list.unwrap_or_default());
    let lists = lists.into_iter().map(|one| {
        let value = if one.is_inbox {
            String::new()
        } else {
            one.id.to_string()
        };
        option(&value, &one.name, &list)
    });
    view! {
        <form class="card" id="you" method="post" action=SaveProfile::PATH>
            <Part name="you"/>
            <h2>{text!(settings::YOU)}</h2>
            <label>
                {text!(settings::NAME)}
                <input name="name" maxlength="100" autocomplete="name" required=called value=name/>
            </label>
            <label>
                {text!(notices::TIME_ZONE)}
                <input name="time_zone" required value=zone list="zones" autocomplete="off"/>
            </label>
            <datalist id="zones" data-time-zones></datalist>
            <label>{text!(settings::DATES)} <select name="language">{written}</select></label>
            <label>{text!(settings::WEEK_STARTS)} <select name="week_start">{starts}</select></label>
            <label>
                {text!(settings::TASKS_GO_TO)} <select name="default_list_id">{lists.collect_view()}</select>
            </label>
            <label>
                {text!(settings::REMINDS)}
                <select name="default_reminder_minutes">{reminders}</select>
            </label>
            <Times times=user.times_of_day/>
            <Problem text=refused(SaveProfile::PATH)/>
            <div class="row"><button class="primary">{text!(acts::SAVE)}</button><Saved part="you"/></div>
        </form>
    }
}

#[component]
fn Times(times: TimesOfDay) -> impl IntoView {
    let times = [
        ("morning", text!(settings::MORNING), times.morning),
        ("afternoon", text!(settings::AFTERNOON), times.afternoon),
        ("evening", text!(settings::EVENING), times.evening),
    ];
    let times = times.map(|(name, label, time)| {
        let name = format!("times[{name}]");
        let stored = time.map_or_else(String::new, |time| time.to_string());
        let value = shown(SaveProfile::PATH, &name, stored);
        view! { <label>{label} <input type="time" name=name value=value/></label> }
    });
    view! {
        <fieldset>
            <legend>{text!(settings::TIMES_OF_DAY)}</legend>
            <div class="times">{times.into_iter().collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Look() -> impl IntoView {
    let chosen = |name: &str, usual: &str| cookie(name).unwrap_or_else(|| usual.to_owned());
    let themes = [
        ("system", text!(settings::THEME_SYSTEM)),
        ("light", text!(settings::THEME_LIGHT)),
        ("dark", text!(settings::THEME_DARK)),
    ];
    let themes = options(&themes, &chosen("theme=", "system"));
    let five = WallTime::new(jiff::civil::time(17, 0, 0, 0));
    let [full_day, half_day] = [false, true].map(|twelve_hours| {
        let format = Format {
            twelve_hours,
            ..Format::default()
        };
        words::clock(five, format)
    });
    let clocks = [("24", full_day.as_str()), ("12", half_day.as_str())];
    let clocks = options(&clocks, &chosen("hours=", "24"));
    view! {
        <form class="card" id="look" method="post" action=SaveLook::PATH>
            <Part name="look"/>
            <h2>{text!(settings::LOOK)}</h2>
            <p class="quiet">{text!(settings::LOOK_REMEMBERED)}</p>
            <label>{text!(settings::THEME)} <select name="theme">{themes}</select></label>
            <label>{text!(settings::TIMES)} <select name="hours">{clocks}</select></label>
            <Problem text=refused(SaveLook::PATH)/>
            <div class="row"><button>{text!(settings::USE_LOOK)}</button><Saved part="look"/></div>
        </form>
    }
}
