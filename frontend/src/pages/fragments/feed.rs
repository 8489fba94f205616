//! What the person was reminded of and told, and what happened.

use std::fmt::Write as _;

use jiff::civil::Date;
use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Activity, Notification, Page, WallTime};

use super::{Key, clock, hidden, html};
use crate::{
    contexts::{clock::Clock, words},
    functions::{
        Failure,
        notifications::{ReadAll, ReadNotification, Snooze},
        tasks::Quick,
    },
    server::backend::Backend,
    texts::text,
};

pub(super) async fn notifications(backend: &Backend) -> Result<String, Failure> {
    let clock = clock(backend).await?;
    let all = backend
        .get::<Page<Notification>>("/notifications?status=all&limit=50")
        .await?;
    if all.items.is_empty() {
        return Ok(html(view! {
            <p class="quiet">{text!(forms::NO_NOTIFICATIONS)}</p>
            {example(text!(forms::REMINDER_EXAMPLE))}
        }));
    }
    let unread = all.items.iter().any(is_unread);
    let rows = all.items.into_iter().map(|one| notification(one, clock));
    let read_all = unread.then(|| {
        view! {
            <form class="offers" method="post" action=ReadAll::PATH>
                <Key/>
                <button>{text!(forms::READ_ALL)}</button>
            </form>
        }
    });
    Ok(html(view! {
        {read_all}
        <ul class="feed">{rows.collect_view()}</ul>
    }))
}

/// A task to begin with, added at one press.
fn example(text: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=Quick::PATH>
            <Key/>
            {hidden("text", text)}
            <button class="suggestion">{text}</button>
        </form>
    }
}

fn is_unread(one: &Notification) -> bool {
    one.read_at.is_none() && one.snoozed_until.is_none()
}

fn notification(one: Notification, clock: Clock) -> impl IntoView {
    let unread = is_unread(&one);
    let when = moment(one.snoozed_until.unwrap_or(one.created_at), clock);
    let when = match one.snoozed_until {
        Some(_) => text!(forms::put_off_until(&when)),
        None => when,
    };
    let due = one.due.map(|due| text!(forms::due(&clock.due(&due))));
    let id = one.id.to_string();
    let read_label = text!(forms::read(&one.title));
    let off_label = text!(forms::put_off(&one.title));
    let put_off = (unread && one.task_id.is_some()).then(|| {
        let options = text!(forms::SNOOZES)
            .map(|(minutes, words)| view! { <option value=minutes>{words}</option> });
        view! {
            <form method="post" action=Snooze::PATH>
                <Key/>
                {hidden("id", &id)}
                <select name="minutes" aria-label=off_label>{options.into_iter().collect_view()}</select>
                <button>{text!(forms::PUT_OFF)}</button>
            </form>
        }
    });
    let read = unread.then(|| {
        view! {
            <form method="post" action=ReadNotification::PATH>
                <Key/>
                {hidden("id", &id)}
                <button aria-label=read_label>{text!(forms::READ)}</button>
            </form>
        }
    });
    let href = one.task_id.map_or_else(
        || "/settings#webhooks".to_owned(),
        |task| format!("/?task={task}"),
    );
    let detail = one
        .detail
        .map(|detail| view! { <small class="quiet" dir="auto">{detail}</small> });
    let state = if unread { text!(forms::UNREAD) } else { "" };
    view! {
        <li class:unread=unread>
            <p>
                <span class="hidden">{state}</span>
                <a href=href dir="auto">{one.title}</a>
                <small class="quiet">{when}{due}</small>
                {detail}
            </p>
            <div class="offers">{read}{put_off}</div>
        </li>
    }
}

pub(super) async fn activity(backend: &Backend, before: Option<String>) -> Result<String, Failure> {
    let clock = clock(backend).await?;
    let mut path = "/activity?limit=50".to_owned();
    if let Some(before) = before
        .as_deref()
        .and_then(|before| before.parse::<i64>().ok())
    {
        let _ = write!(path, "&cursor={before}");
    }
    let page = backend.get::<Page<Activity>>(&path).await?;
    if page.items.is_empty() {
        return Ok(html(view! {
            <p class="quiet">{text!(forms::NOTHING_HAPPENED)}</p>
            {example(text!(forms::TASK_EXAMPLE))}
        }));
    }
    let more = page.next_cursor.map(|cursor| {
        let href = format!("/activity?before={cursor}");
        view! { <p><a class="button" href=href>{text!(forms::BEFORE)}</a></p> }
    });
    Ok(html(view! { {days(page.items, clock)} {more} }))
}

/// Under the days on which it happened.
pub(super) fn days(items: Vec<Activity>, clock: Clock) -> impl IntoView {
    let mut days: Vec<(Date, Vec<Activity>)> = Vec::new();
    for item in items {
        let day = clock.day_of(item.time);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, of_day)) => of_day.push(item),
            None => days.push((day, vec![item])),
        }
    }
    days.into_iter()
        .map(|(day, items)| {
            let rows = items.iter().map(|item| entry(item, clock));
            view! {
                <h3>{clock.heading(day)}</h3>
                <ul class="feed">{rows.collect_view()}</ul>
            }
        })
        .collect_view()
}

fn entry(item: &Activity, clock: Clock) -> impl IntoView + use<> {
    let name = item
        .title
        .clone()
        .unwrap_or_else(|| text!(forms::GONE).to_owned());
    let href = if item.r#type.starts_with("list.") {
        format!("/list/{}", item.subject)
    } else {
        format!("/?task={}", item.subject)
    };
    let name = match item.title {
        Some(_) => view! { <a href=href dir="auto">{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let said = text!(forms::happened(&item.r#type, &item.actor, &item.changed));
    view! {
        <li><p>{name} <small class="quiet">{said}" · "{time(item.time, clock)}</small></p></li>
    }
}

fn time(at: jiff::Timestamp, clock: Clock) -> String {
    words::clock(WallTime::new(clock.at(at).time()), clock.format())
}

/// "tomorrow 09:00"
pub(super) fn moment(at: jiff::Timestamp, clock: Clock) -> String {
    let day = clock.day(clock.day_of(at));
    text!(dates::at(&day, &time(at, clock)))
}
