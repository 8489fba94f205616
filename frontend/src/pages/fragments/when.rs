//! Picking a day: by a press, in words, or in a calendar.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};
use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Task, User, WeekStart};

use super::{Key, clock, hidden, html, stored};
use crate::{
    contexts::clock::Clock,
    functions::{Failure, tasks::Edit, when::SayWhen},
    server::backend::Backend,
    texts::text,
};

/// "today", "next week", and which day that is.
fn soon(today: Date) -> Vec<(&'static str, String)> {
    let next = |weekday| {
        let days = today.weekday().until(weekday);
        let days = if days == 0 { 7 } else { days };
        today.checked_add(i64::from(days).days())
    };
    let days = [
        (text!(dates::TODAY), Ok(today)),
        (text!(dates::TOMORROW), today.tomorrow()),
        (text!(forms::THIS_WEEKEND), next(Weekday::Saturday)),
        (text!(forms::NEXT_WEEK), next(Weekday::Monday)),
    ];
    let days = days
        .into_iter()
        .filter_map(|(name, day)| Some((name, day.ok()?.to_string())));
    days.chain([(text!(views::NO_DATE), String::new())])
        .collect()
}

/// The days that are picked most, as buttons, and a line for words.
pub(super) fn quick(task: &Task, clock: Clock) -> impl IntoView + use<> {
    let id = task.id.to_string();
    let pick = format!("/task/{id}/when");
    view! {
        <section class="when" aria-label=text!(forms::WHEN)>
            {days(task, clock)}
            {in_words(task, false)}
            <a class="button suggestion" href=pick>{text!(forms::CALENDAR)}</a>
        </section>
    }
}

/// `month`: "2026-12", or the one that the task or today is in.
pub(super) async fn sheet(
    backend: &Backend,
    task: &Task,
    month: Option<&str>,
) -> Result<String, Failure> {
    let clock = clock(backend).await?;
    let user = backend.get::<User>("/me").await?;
    let today = clock.today();
    let due = task.due.as_ref().map(|due| due.date);
    let asked = month.and_then(|month| format!("{month}-01").parse::<Date>().ok());
    let first = asked.or(due).unwrap_or(today).first_of_month();
    Ok(html(view! {
        <h2 dir="auto">{text!(forms::WHEN_FOR)} <span class="quiet">{task.title.clone()}</span></h2>
        {in_words(task, true)}
        {days(task, clock)}
        {calendar(task, first, clock, user.week_start)}
    }))
}

fn in_words(task: &Task, first: bool) -> impl IntoView + use<> {
    let id = task.id.to_string();
    let words = stored(SayWhen::PATH, "words", None);
    view! {
        <form class="line" method="post" action=SayWhen::PATH>
            <Key/>
            {hidden("id", &id)}
            <input
                name="words" maxlength="200" required autofocus=first autocomplete="off" dir="auto" value=words
                aria-label=text!(forms::WHEN_IN_WORDS) placeholder=text!(forms::WHEN_EXAMPLE)
            />
            <button>{text!(forms::SET)}</button>
        </form>
    }
}

fn days(task: &Task, clock: Clock) -> impl IntoView + use<> {
    let id = task.id.to_string();
    let own = task
        .due
        .as_ref()
        .map_or_else(String::new, |due| due.date.to_string());
    let buttons = soon(clock.today()).into_iter().map(|(name, day)| {
        let chosen = (day == own).to_string();
        view! {
            <button class="suggestion" name="fields[due_date]" value=day aria-pressed=chosen>{name}</button>
        }
    });
    view! {
        <form class="offers" method="post" action=Edit::PATH>
            <Key/>
            {hidden("id", &id)}
            {buttons.collect_view()}
        </form>
    }
}

/// The weeks of a month, from the day on which the person's week starts.
fn weeks(first: Date, start: WeekStart) -> Vec<[Date; 7]> {
    let start = match start {
        WeekStart::Monday => Weekday::Monday,
        WeekStart::Saturday => Weekday::Saturday,
        WeekStart::Sunday => Weekday::Sunday,
    };
    let back = start.until(first.weekday());
    let mut day = first.saturating_sub(i64::from(back).days());
    let mut weeks = Vec::new();
    while day <= first.last_of_month() && weeks.len() < 6 {
        let week = std::array::from_fn(|index| {
            day.saturating_add(i64::try_from(index).unwrap_or(0).days())
        });
        weeks.push(week);
        day = day.saturating_add(7.days());
    }
    weeks
}

fn calendar(task: &Task, first: Date, clock: Clock, start: WeekStart) -> impl IntoView + use<> {
    let (today, month_first) = (clock.today(), clock.format().month_first);
    let id = task.id.to_string();
    let due = task.due.as_ref().map(|due| due.date);
    let weeks = weeks(first, start);
    let names = weeks.first().copied().unwrap_or([first; 7]).map(|day| {
        let (short, long) = (text!(dates::weekday_short(day)), text!(dates::weekday(day)));
        view! { <th scope="col" abbr=long>{short}</th> }
    });
    let rows = weeks.into_iter().map(|week| {
        let cells = week.map(|day| {
            let label = text!(dates::long_far(day, month_first));
            let outside = day.month() != first.month();
            let current = (day == today).then_some("date");
            let chosen = (Some(day) == due).to_string();
            view! {
                <td>
                    <button
                        class="ghost" class:outside=outside name="fields[due_date]" value=day.to_string()
                        aria-label=label aria-current=current aria-pressed=chosen
                    >
                        {day.day()}
                    </button>
                </td>
            }
        });
        view! { <tr>{cells.into_iter().collect_view()}</tr> }
    });
    let other = |months: i64| {
        let month = first.saturating_add(months.months());
        format!("/task/{id}/when?month={}", month.strftime("%Y-%m"))
    };
    let (before, after) = (other(-1), other(1));
    let name = text!(dates::months_and_year(first, first));
    view! {
        <nav class="month" aria-label=text!(forms::MONTH)>
            <a class="button ghost" href=before aria-label=text!(forms::MONTH_BEFORE)>"‹"</a>
            <b>{name}</b>
            <a class="button ghost" href=after aria-label=text!(forms::MONTH_AFTER)>"›"</a>
        </nav>
        <form method="post" action=Edit::PATH>
            <Key/>
            {hidden("id", &id)}
            <table class="calendar">
                <thead><tr>{names.into_iter().collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_whole_weeks_from_the_persons_first_day() {
        let november = weeks(date(2026, 11, 1), WeekStart::Monday);
        assert_eq!(november[0][0], date(2026, 10, 26));
        assert_eq!(november.last().unwrap()[6], date(2026, 12, 6));
        let sunday = weeks(date(2026, 11, 1), WeekStart::Sunday);
        assert_eq!(sunday[0][0], date(2026, 11, 1));
    }

    #[test]
    fn next_week_is_always_ahead() {
        let days = soon(date(2026, 11, 23));
        assert!(days.contains(&("Next week", "2026-11-30".to_owned())));
        assert!(days.contains(&("This weekend", "2026-11-28".to_owned())));
    }
}
