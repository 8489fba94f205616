//! `/settings`: the profile, who can get in, who is told, and what goes in and out. Every part is a form of its own.

mod access;
mod data;
mod push;
mod told;

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{List, TimesOfDay, User, WeekStart};

use crate::{
    components::Problem,
    functions::account::{SaveLook, SaveProfile},
    server::{
        backend::cookie,
        document::refused,
        profile::Profile,
        typed::{saved, shown},
    },
};
use access::{RecoveryCodes, Sessions, SigningIn, Tokens};
use data::{Farewell, InAndOut};
use push::Push;
use told::{CalendarFeed, Webhooks};

/// The parts of the page, by their anchors.
const PARTS: [(&str, &str); 10] = [
    ("you", "You"),
    ("look", "Look"),
    ("account", "Signing in"),
    ("codes", "Recovery codes"),
    ("sessions", "Where you are signed in"),
    ("data", "Import and export"),
    ("calendar", "Calendar feed"),
    ("tokens", "API tokens"),
    ("webhooks", "Webhooks"),
    ("farewell", "Delete everything"),
];

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
    let guest = user.guest;
    let email = user.email.clone();
    let parts = PARTS
        .into_iter()
        .filter(|(id, _)| !guest || *id != "codes")
        .map(|(id, name)| view! { <li><a href=format!("#{id}")>{name}</a></li> });
    view! {
        <main class="settings">
            <header>
                <p><a href="/">"Back to your tasks"</a></p>
                <h1>"Settings"</h1>
                <nav aria-label="Settings"><ul>{parts.collect_view()}</ul></nav>
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
    saved(part).then(|| view! { <p class="saved" role="status">"Saved."</p> })
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
    let name = shown("name", user.name.unwrap_or_default());
    let zone = shown("time_zone", user.time_zone);
    let start = match user.week_start {
        WeekStart::Monday => "monday",
        WeekStart::Saturday => "saturday",
        WeekStart::Sunday => "sunday",
    };
    let starts = [
        ("monday", "Monday"),
        ("saturday", "Saturday"),
        ("sunday", "Sunday"),
    ];
    let starts = options(&starts, &shown("week_start", start.to_owned()));
    let minutes = user.default_reminder_minutes;
    let minutes = minutes.map_or_else(String::new, |minutes| minutes.to_string());
    let reminders = [
        ("", "Never"),
        ("0", "At its time"),
        ("10", "10 minutes before"),
        ("60", "1 hour before"),
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
            <h2>"You"</h2>
            <label>"Name" <input name="name" maxlength="100" autocomplete="name" required=called value=name/></label>
            <label>"Time zone" <input name="time_zone" required value=zone list="zones" autocomplete="off"/></label>
            <datalist id="zones" data-time-zones></datalist>
            <label>"The week starts on" <select name="week_start">{starts}</select></label>
            <label>"New tasks go to" <select name="default_list_id">{lists.collect_view()}</select></label>
            <label>
                "A task with a time reminds"
                <select name="default_reminder_minutes">{reminders}</select>
            </label>
            <Times times=user.times_of_day/>
            <Problem text=refused(SaveProfile::PATH)/>
            <div class="row"><button class="primary">"Save"</button><Saved part="you"/></div>
        </form>
    }
}

#[component]
fn Times(times: TimesOfDay) -> impl IntoView {
    let times = [
        ("morning", "Morning", times.morning),
        ("afternoon", "Afternoon", times.afternoon),
        ("evening", "Evening", times.evening),
    ];
    let times = times.map(|(name, label, time)| {
        let name = format!("times[{name}]");
        let stored = time.map_or_else(String::new, |time| time.to_string());
        let value = shown(SaveProfile::PATH, &name, stored);
        view! { <label>{label} <input type="time" name=name value=value/></label> }
    });
    view! {
        <fieldset>
            <legend>"What “in the morning” means, and the like; empty for what it means to most"</legend>
            <div class="times">{times.into_iter().collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Look() -> impl IntoView {
    let chosen = |name: &str, usual: &str| cookie(name).unwrap_or_else(|| usual.to_owned());
    let themes = [
        ("system", "As the system says"),
        ("light", "Light"),
        ("dark", "Dark"),
    ];
    let themes = options(&themes, &chosen("theme=", "system"));
    let clocks = options(
        &[("24", "17:00"), ("12", "5:00 PM")],
        &chosen("hours=", "24"),
    );
    view! {
        <form class="card" id="look" method="post" action=SaveLook::PATH>
            <Part name="look"/>
            <h2>"Look"</h2>
            <p class="quiet">"Remembered by this browser."</p>
            <label>"Theme" <select name="theme">{themes}</select></label>
            <label>"Times" <select name="hours">{clocks}</select></label>
            <Problem text=refused(SaveLook::PATH)/>
            <div class="row"><button>"Use this look"</button><Saved part="look"/></div>
        </form>
    }
}
