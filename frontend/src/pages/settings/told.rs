//! Who is told of what happens: addresses of programs, and calendars.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Calendar, EVENT_TYPES, Webhook};

use super::{Part, day};
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
    texts::text,
};

#[component]
pub(super) fn CalendarFeed(calendar: Option<Calendar>) -> impl IntoView {
    let made = Secret::Calendar.take().map(|url| {
        view! {
            <p class="secret" role="status">
                {text!(settings::COPY_FEED)} <code>{url}</code>
            </p>
        }
    });
    let there = calendar.is_some();
    let state = calendar.map(|calendar| {
        let made = text!(settings::made_on(&day(calendar.created_at)));
        let read = calendar.last_read_at.map_or_else(
            || text!(settings::NEVER_READ).to_owned(),
            |at| text!(settings::last_read(&day(at))),
        );
        view! {
            <ul class="keyring">
                <li>
                    <span>{made} ", " {read}</span>
                    <form method="post" action=RevokeCalendar::PATH>
                        <Part name="calendar"/>
                        <button aria-label=text!(settings::REVOKE_FEED)>{text!(settings::REVOKE)}</button>
                    </form>
                </li>
            </ul>
        }
    });
    let verb = if there {
        text!(settings::MAKE_ANOTHER_FEED)
    } else {
        text!(settings::MAKE_FEED)
    };
    view! {
        <section class="card" id="calendar" aria-labelledby="feed">
            <h2 id="feed">{text!(settings::FEED)}</h2>
            <p class="quiet">{text!(settings::FEED_WHY)}</p>
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
            <p class="secret" role="status">{text!(settings::COPY_SECRET)} <code>{secret}</code></p>
        }
    });
    let problems = [
        TurnWebhook::PATH,
        TestWebhook::PATH,
        RotateSecret::PATH,
        RemoveWebhook::PATH,
    ];
    let problem = problems.into_iter().find_map(refused);
    let [before, after] = text!(settings::WEBHOOKS_WHY);
    view! {
        <section class="card" id="webhooks" aria-labelledby="hooks">
            <h2 id="hooks">{text!(settings::WEBHOOKS)}</h2>
            <p class="quiet">
                {before}
                <a href="https://www.standardwebhooks.com" rel="noreferrer">{text!(settings::WEBHOOKS_STANDARD)}</a>
                {after}
            </p>
            {made}
            <ul class="hooks">{rows.collect_view()}</ul>
            <Problem text=problem/>
            {(!guest).then(|| view! { <NewWebhook/> })}
            {guest.then(|| view! { <a class="button" href="/sign-in">{text!(settings::ACCOUNT_FIRST)}</a> })}
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
                {text!(settings::ADDRESS)}
                <input
                    type="url" name="url" required maxlength="2000" placeholder=text!(settings::WEBHOOK_EXAMPLE)
                    autocomplete="off" value=shown("url")
                />
            </label>
            <label>
                {text!(settings::WEBHOOK_NAME)}
                <input name="name" maxlength="100" autocomplete="off" value=shown("name")/>
            </label>
            <details>
                <summary>{text!(settings::SOME_CHANGES)}</summary>
                <fieldset>
                    <legend>{text!(settings::NONE_TICKED)}</legend>
                    <div class="kinds">{types.into_iter().collect_view()}</div>
                </fieldset>
            </details>
            <Problem text=refused(CreateWebhook::PATH)/>
            <button>{text!(settings::ADD_WEBHOOK)}</button>
        </form>
    }
}

/// What it is doing, in words.
fn state(webhook: &Webhook) -> String {
    match (&webhook.disabled_reason, webhook.enabled, webhook.failures) {
        (Some(reason), false, _) => text!(settings::given_up(reason)),
        (None, false, _) => text!(settings::RESTING).to_owned(),
        (_, true, 0) => text!(settings::SENDING).to_owned(),
        (_, true, failures) => text!(settings::attempts_failed(failures)),
    }
}

fn one_webhook(webhook: Webhook) -> impl IntoView {
    let id = webhook.id.to_string();
    let state = state(&webhook);
    let ill = webhook.failures > 0 || webhook.disabled_reason.is_some();
    let kinds = if webhook.events.is_empty() {
        text!(settings::ALL_CHANGES).to_owned()
    } else {
        webhook.events.join(", ")
    };
    let (url, enabled) = (webhook.url, webhook.enabled);
    let named = !webhook.name.is_empty();
    let name = if named { webhook.name } else { url.clone() };
    let turn = if enabled {
        text!(settings::REST)
    } else {
        text!(settings::SEND_AGAIN)
    };
    let actions = [
        (TurnWebhook::PATH, turn),
        (TestWebhook::PATH, text!(settings::SEND_TEST)),
        (RotateSecret::PATH, text!(settings::NEW_SECRET)),
        (RemoveWebhook::PATH, text!(settings::REMOVE)),
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
                <button aria-label=text!(settings::to_webhook(verb, &name))>{verb}</button>
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
