//! Who is told of what happens: addresses of programs, and calendars.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Calendar, EVENT_TYPES, Webhook};

use super::Part;
use crate::{
    components::Problem,
    functions::access::{
        CreateWebhook, MakeCalendar, RemoveWebhook, RevokeCalendar, RotateSecret, TestWebhook,
        TurnWebhook,
    },
    server::{
        document::refused,
        secret::Secret,
        typed::{shown, ticked},
    },
};

#[component]
pub(super) fn CalendarFeed(calendar: Option<Calendar>) -> impl IntoView {
    let made = Secret::Calendar.take().map(|url| {
        view! {
            <p class="secret" role="status">
                "Give this address to your calendar now, it is not shown again: " <code>{url}</code>
            </p>
        }
    });
    let there = calendar.is_some();
    let state = calendar.map(|calendar| {
        let made = calendar
            .created_at
            .strftime("Made on %-d %b %Y")
            .to_string();
        let read = calendar.last_read_at.map_or_else(
            || "never read yet".to_owned(),
            |at| at.strftime("last read on %-d %b %Y").to_string(),
        );
        view! {
            <ul class="keyring">
                <li>
                    <span>{made} ", " {read}</span>
                    <form method="post" action=RevokeCalendar::PATH>
                        <Part name="calendar"/>
                        <button aria-label="Revoke the calendar feed">"Revoke"</button>
                    </form>
                </li>
            </ul>
        }
    });
    let verb = if there {
        "Make another address"
    } else {
        "Make an address"
    };
    view! {
        <section class="card" id="calendar" aria-labelledby="feed">
            <h2 id="feed">"Calendar feed"</h2>
            <p class="quiet">
                "An address that calendars subscribe to (iCal). Whoever has it sees what is due, so keep it to yourself."
            </p>
            {made}
            {state}
            <form method="post" action=MakeCalendar::PATH>
                <Part name="calendar"/>
                <Problem text=refused(MakeCalendar::PATH).or_else(|| refused(RevokeCalendar::PATH))/>
                <button>{verb}</button>
            </form>
        </section>
    }
}

#[component]
pub(super) fn Webhooks(webhooks: Vec<Webhook>, guest: bool) -> impl IntoView {
    let rows = webhooks.into_iter().map(one_webhook);
    let made = Secret::Webhook.take().map(|secret| {
        view! {
            <p class="secret" role="status">"Copy the signing secret now, it is not shown again: " <code>{secret}</code></p>
        }
    });
    let problems = [
        TurnWebhook::PATH,
        TestWebhook::PATH,
        RotateSecret::PATH,
        RemoveWebhook::PATH,
    ];
    let problem = problems.into_iter().find_map(refused);
    view! {
        <section class="card" id="webhooks" aria-labelledby="hooks">
            <h2 id="hooks">"Webhooks"</h2>
            <p class="quiet">
                "Programs of yours that are told of each change, signed after "
                <a href="https://www.standardwebhooks.com" rel="noreferrer">"Standard Webhooks"</a> "."
            </p>
            {made}
            <ul class="hooks">{rows.collect_view()}</ul>
            <Problem text=problem/>
            {(!guest).then(|| view! { <NewWebhook/> })}
            {guest.then(|| view! { <a class="button" href="/sign-in">"Make an account to add one"</a> })}
        </section>
    }
}

#[component]
fn NewWebhook() -> impl IntoView {
    let shown = |name: &str| shown(CreateWebhook::PATH, name, "");
    let types = EVENT_TYPES.map(|kind| {
        let name = format!("events[{kind}]");
        let ticked = ticked(CreateWebhook::PATH, &name, false);
        view! { <label class="switch"><input type="checkbox" name=name checked=ticked/> {kind}</label> }
    });
    view! {
        <form method="post" action=CreateWebhook::PATH>
            <Part name="webhooks"/>
            <label>
                "Address"
                <input
                    type="url" name="url" required maxlength="2000" placeholder="https://example.com/hook"
                    autocomplete="off" value=shown("url")
                />
            </label>
            <label>
                "Name of the webhook"
                <input name="name" maxlength="100" autocomplete="off" value=shown("name")/>
            </label>
            <details>
                <summary>"Only of some changes"</summary>
                <fieldset>
                    <legend>"None ticked: all of them"</legend>
                    <div class="kinds">{types.into_iter().collect_view()}</div>
                </fieldset>
            </details>
            <Problem text=refused(CreateWebhook::PATH)/>
            <button>"Add a webhook"</button>
        </form>
    }
}

/// What it is doing, in words.
fn state(webhook: &Webhook) -> String {
    match (&webhook.disabled_reason, webhook.enabled, webhook.failures) {
        (Some(reason), false, _) => format!("Given up: {reason}"),
        (None, false, _) => "Resting".to_owned(),
        (_, true, 0) => "Sending".to_owned(),
        (_, true, 1) => "The last attempt failed".to_owned(),
        (_, true, failures) => format!("The last {failures} attempts failed"),
    }
}

fn one_webhook(webhook: Webhook) -> impl IntoView {
    let id = webhook.id.to_string();
    let state = state(&webhook);
    let ill = webhook.failures > 0 || webhook.disabled_reason.is_some();
    let kinds = if webhook.events.is_empty() {
        "all changes".to_owned()
    } else {
        webhook.events.join(", ")
    };
    let (url, enabled) = (webhook.url, webhook.enabled);
    let named = !webhook.name.is_empty();
    let name = if named { webhook.name } else { url.clone() };
    let turn = if enabled { "Rest" } else { "Send again" };
    let actions = [
        (TurnWebhook::PATH, turn),
        (TestWebhook::PATH, "Send a test"),
        (RotateSecret::PATH, "New secret"),
        (RemoveWebhook::PATH, "Remove"),
    ];
    let actions = actions.map(|(action, verb)| {
        let mut fields = BTreeMap::from([("id", id.clone())]);
        if action == TurnWebhook::PATH {
            fields.insert("enabled", (!enabled).to_string());
        }
        let fields = fields
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
        view! {
            <form method="post" action=action>
                <Part name="webhooks"/>
                {fields.collect_view()}
                <button aria-label=format!("{verb}: {name}")>{verb}</button>
            </form>
        }
    });
    view! {
        <li>
            <p><b dir="auto">{name.clone()}</b> " " <span class="state" class:ill=ill>{state}</span></p>
            <p class="quiet">{named.then(|| format!("{url} · "))}{kinds}</p>
            <div class="offers">{actions.into_iter().collect_view()}</div>
        </li>
    }
}
