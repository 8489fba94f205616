//! What an open task has besides its fields: its notes as they are meant, when it repeats and reminds, and what
//! happened to it.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Activity, Page, Recurrence, RecurrenceMode, Reminder, Task};
use uuid::Uuid;

use super::{Key, clock, feed, hidden, html, markdown, when};
use crate::{
    contexts::{clock::Clock, words},
    functions::{
        Failure,
        when::{AddReminder, RemoveReminder, SetRepeat},
    },
    server::backend::Backend,
    texts::text,
};

pub(super) async fn piece(
    backend: &Backend,
    id: Uuid,
    piece: &str,
    month: Option<&str>,
) -> Result<Option<String>, Failure> {
    let task = match backend.get::<Task>(&format!("/tasks/{id}")).await {
        Ok(task) => task,
        Err(Failure::Refused(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    Ok(match piece {
        "notes" => Some(notes(&task)),
        "more" => Some(more(backend, task).await?),
        "when" => Some(when::sheet(backend, &task, month).await?),
        _ => None,
    })
}

fn notes(task: &Task) -> String {
    if task.notes.trim().is_empty() {
        return String::new();
    }
    html(view! { <div class="prose" dir="auto" inner_html=markdown::render(&task.notes)></div> })
}

async fn more(backend: &Backend, task: Task) -> Result<String, Failure> {
    let clock = clock(backend).await?;
    let path = format!("/tasks/{}/activity?limit=20", task.id);
    let activity = backend.get::<Page<Activity>>(&path).await?;
    let id = task.id.to_string();
    Ok(html(view! {
        {when::quick(&task, clock)}
        {repeat(&id, task.recurrence.as_ref(), clock)}
        {reminders(&id, task.reminders, task.due.is_some(), clock)}
        <details>
            <summary>{text!(views::ACTIVITY)}</summary>
            {feed::days(activity.items, clock)}
        </details>
    }))
}

/// A rule as the fields have it; `whole` where they hold all of it.
struct Parts {
    every: String,
    unit: String,
    days: Vec<String>,
    /// Of a month: a day of it, "1" to "31" or "-1", or a weekday of it, "2TU" or "-1FR".
    on: String,
    until: String,
    count: String,
    whole: bool,
}

/// The days of a month that the fields offer, as `Parts::on` has them.
fn month_days() -> impl Iterator<Item = String> {
    (1..=31).chain([-1]).map(|day: i8| day.to_string())
}

/// The same of its weekdays.
fn month_weekdays() -> impl Iterator<Item = String> {
    let nth = [1_i8, 2, 3, 4, -1].into_iter();
    nth.flat_map(|nth| words::WEEKDAYS.map(|day| format!("{nth}{day}")))
}

impl Parts {
    fn read(rule: &str) -> Self {
        let mut parts = Self {
            every: "1".to_owned(),
            unit: "WEEKLY".to_owned(),
            days: Vec::new(),
            on: String::new(),
            until: String::new(),
            count: String::new(),
            whole: true,
        };
        for (name, value) in rule.split(';').filter_map(|part| part.split_once('=')) {
            match name {
                "FREQ" => value.clone_into(&mut parts.unit),
                "INTERVAL" => value.clone_into(&mut parts.every),
                "BYDAY" if value.len() > 2 && !value.contains(',') => {
                    value.clone_into(&mut parts.on);
                    parts.whole &= month_weekdays().any(|day| day == value);
                }
                "BYDAY" => {
                    parts.days = value.split(',').map(str::to_owned).collect();
                    parts.whole &= parts.days.iter().all(|day| day.len() == 2);
                }
                "BYMONTHDAY" => {
                    value.clone_into(&mut parts.on);
                    parts.whole &= month_days().any(|day| day == value);
                }
                "UNTIL" => {
                    let day = value
                        .get(..8)
                        .and_then(|day| jiff::civil::Date::strptime("%Y%m%d", day).ok());
                    parts.until = day.map_or_else(String::new, |day| day.to_string());
                }
                "COUNT" => value.clone_into(&mut parts.count),
                _ => parts.whole = false,
            }
        }
        parts.whole &= parts.days.is_empty() || parts.unit == "WEEKLY";
        parts.whole &= parts.on.is_empty() || parts.unit == "MONTHLY";
        parts
    }
}

fn option(value: &'static str, name: &'static str, chosen: bool) -> impl IntoView {
    view! { <option value=value selected=chosen>{name}</option> }
}

/// The same rule in words and in fields; each side shows what the other one set.
fn repeat(id: &str, recurrence: Option<&Recurrence>, clock: Clock) -> impl IntoView + use<> {
    let rule = recurrence.map_or("", |repeat| repeat.rule.as_str());
    let after = recurrence.is_some_and(|repeat| repeat.mode == RecurrenceMode::Completion);
    let counted = if after {
        text!(forms::COUNTED_FROM_DONE)
    } else {
        ""
    };
    let said = words::repeat(rule, clock.format());
    let parts = Parts::read(rule);
    let units = [
        ("DAILY", text!(forms::DAYS)),
        ("WEEKLY", text!(forms::WEEKS)),
        ("MONTHLY", text!(forms::MONTHS)),
        ("YEARLY", text!(forms::YEARS)),
    ]
    .map(|(value, name)| option(value, name, value == parts.unit));
    let days = words::WEEKDAYS
        .into_iter()
        .zip(text!(dates::WEEKDAYS_SHORT));
    let days = days.map(|(value, name)| {
        let chosen = parts.days.iter().any(|day| day == value);
        view! {
            <label class="day">
                <input type="checkbox" name=format!("repeat[days][{value}]") value="on" checked=chosen/>
                {name}
            </label>
        }
    });
    let choices = |name: &'static str, values: Vec<String>, words: fn(&str) -> Option<String>| {
        let choices = values.into_iter().map(|value| {
            let (chosen, words) = (value == parts.on, words(&value));
            view! { <option value=value selected=chosen>{words}</option> }
        });
        view! { <optgroup label=name>{choices.collect_view()}</optgroup> }
    };
    let on = view! {
        <option value="" selected=parts.on.is_empty()>{text!(forms::ON_DUE_DAY)}</option>
        {choices(text!(forms::DAY_OF_MONTH), month_days().collect(), words::month_day)}
        {choices(text!(forms::WEEKDAY_OF_MONTH), month_weekdays().collect(), words::weekday)}
    };
    let ends = match (parts.until.is_empty(), parts.count.is_empty()) {
        (false, _) => "until",
        (_, false) => "count",
        _ => "never",
    };
    let ends = [
        ("never", text!(forms::ENDS_NEVER)),
        ("until", text!(forms::ENDS_ON_DAY)),
        ("count", text!(forms::ENDS_AFTER)),
    ]
    .map(|(value, name)| option(value, name, value == ends));
    let modes = [
        ("schedule", text!(forms::FROM_CALENDAR), !after),
        ("completion", text!(forms::FROM_DONE), after),
    ];
    let modes = modes.map(|(value, name, chosen)| option(value, name, chosen));
    let partly = (!parts.whole).then(|| {
        view! { <p class="quiet">{text!(forms::HELD_IN_PART)}</p> }
    });
    view! {
        <details class="repeat">
            <summary>{text!(forms::REPEAT)} <b>{said}{counted}</b></summary>
            {partly}
            <form class="grid" method="post" action=SetRepeat::PATH>
                <Key/>
                {hidden("id", id)}
                <label>
                    {text!(forms::EVERY)}
                    <input type="number" name="repeat[every]" min="1" max="99" required value=parts.every/>
                </label>
                <label>
                    {text!(forms::UNIT)} <select name="repeat[unit]">{units.into_iter().collect_view()}</select>
                </label>
                <fieldset class="wide">
                    <legend>{text!(forms::ON_WEEKDAYS)}</legend>
                    <div class="days">{days.collect_view()}</div>
                </fieldset>
                <label class="wide">{text!(forms::ON_FOR_MONTHS)} <select name="repeat[on]">{on}</select></label>
                <label>
                    {text!(forms::COUNTED)} <select name="repeat[mode]">{modes.into_iter().collect_view()}</select>
                </label>
                <label>
                    {text!(forms::ENDS)} <select name="repeat[ends]">{ends.into_iter().collect_view()}</select>
                </label>
                <label>{text!(forms::ON_DAY)} <input type="date" name="repeat[until]" value=parts.until/></label>
                <label>
                    {text!(forms::TIMES)}
                    <input type="number" name="repeat[count]" min="1" max="999" value=parts.count/>
                </label>
                <button>{text!(forms::SET_REPEAT)}</button>
            </form>
        </details>
    }
}

const BEFORE: [u32; 7] = [0, 5, 10, 30, 60, 1440, 10_080];

fn reminders(
    id: &str,
    reminders: Vec<Reminder>,
    dated: bool,
    clock: Clock,
) -> impl IntoView + use<> {
    let count = reminders.len();
    let rows = reminders.into_iter().map(|reminder| {
        let words = match (reminder.before_minutes, reminder.at) {
            (Some(minutes), _) => words::before(minutes),
            (None, Some(at)) => feed::moment(at, clock),
            (None, None) => String::new(),
        };
        let label = text!(forms::remove_reminder(&words));
        view! {
            <li>
                <span>{words}</span>
                <form method="post" action=RemoveReminder::PATH>
                    <Key/>
                    {hidden("id", id)}
                    {hidden("reminder", &reminder.id.to_string())}
                    <button class="link" aria-label=label>{text!(forms::REMOVE)}</button>
                </form>
            </li>
        }
    });
    let before = dated.then(|| {
        let options = BEFORE.map(|minutes| {
            view! { <option value=minutes.to_string()>{words::before(minutes)}</option> }
        });
        view! {
            <form class="line" method="post" action=AddReminder::PATH>
                <Key/>
                {hidden("id", id)}
                <select name="before" aria-label=text!(forms::BEFORE_DUE)>{options.into_iter().collect_view()}</select>
                <button>{text!(acts::ADD)}</button>
            </form>
        }
    });
    view! {
        <details class="reminders">
            <summary>{text!(forms::REMINDERS)} <b>{count}</b></summary>
            <ul>{rows.collect_view()}</ul>
            {before}
            <form class="line" method="post" action=AddReminder::PATH>
                <Key/>
                {hidden("id", id)}
                <input type="datetime-local" name="at" required aria-label=text!(forms::AT_A_MOMENT)/>
                <button>{text!(acts::ADD)}</button>
            </form>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn fields_say_whether_they_hold_the_whole_rule() {
        for (rule, whole) in [
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=5", true),
            ("FREQ=DAILY;UNTIL=20300131", true),
            ("FREQ=MONTHLY;BYDAY=-1FR", true),
            ("FREQ=MONTHLY;BYDAY=5FR", false),
            ("FREQ=MONTHLY;BYDAY=1MO,3MO", false),
            ("FREQ=MONTHLY;BYDAY=MO", false),
            ("FREQ=MONTHLY;BYMONTHDAY=1", true),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", true),
            ("FREQ=MONTHLY;BYMONTHDAY=1,15", false),
            ("FREQ=YEARLY;BYMONTHDAY=1", false),
        ] {
            assert_eq!(Parts::read(rule).whole, whole, "{rule}");
        }
        let parts = Parts::read("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20300131T235959Z");
        assert_eq!(
            (parts.every.as_str(), parts.days, parts.until.as_str()),
            ("2", vec!["MO".to_owned(), "TH".to_owned()], "2030-01-31")
        );
    }
}
