//! The days of a week, with how much is due on each: a day shows what comes from it on.

use jiff::civil::Date;
use leptos::prelude::*;
use shared::{api::WeekStart, calendar::plus_days};

use crate::{
    contexts::{store::Store, view::View},
    texts::text,
};

/// The first day of the week that a day is in.
fn first(day: Date, start: WeekStart) -> Date {
    let into = start.weekday().until(day.weekday());
    plus_days(day, -i64::from(into)).unwrap_or(day)
}

#[component]
pub(super) fn Week(view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let start = store.user().week_start;
    let chosen = Memo::new(move |_| match view.get() {
        View::Upcoming(day) => day,
        _ => None,
    });
    let strip = move || {
        let today = store.today();
        let first = first(chosen.get().unwrap_or(today), start);
        let due = store.due_days();
        let day = |ahead: i64| {
            let day = plus_days(first, ahead).unwrap_or(first);
            let count = due.iter().filter(|due| **due == day).count();
            let current = (chosen.get() == Some(day)).then_some("page");
            let name = text!(dates::weekday_short(day));
            let said = text!(views::due_on(
                &text!(dates::long(day, store.format().month_first)),
                count
            ));
            view! {
                <li>
                    <a
                        href=View::Upcoming(Some(day)).href() aria-current=current
                        class:today=day == today data-day=day.to_string()
                    >
                        <small>{name}</small>
                        <b>{day.day()}</b>
                        <span class="count" aria-hidden="true">{(count > 0).then_some(count)}</span>
                        <span class="hidden">{said}</span>
                    </a>
                </li>
            }
        };
        let other = |days: i64, label: &'static str, mark: &'static str| {
            let href = View::Upcoming(Some(plus_days(first, days).unwrap_or(first))).href();
            view! { <li><a class="turn" href=href aria-label=label title=label>{mark}</a></li> }
        };
        let days = (0..7).map(day).collect::<Vec<_>>();
        view! {
            {other(-7, text!(views::WEEK_BEFORE), "‹")}
            {days}
            {other(7, text!(views::WEEK_AFTER), "›")}
        }
    };
    let all = move || {
        chosen
            .get()
            .map(|_| view! { <a class="button suggestion" href="/upcoming">{text!(views::ALL_DAYS)}</a> })
    };
    let today = move || {
        let today = store.today();
        let elsewhere = chosen.get().is_some_and(|day| day != today);
        elsewhere.then(|| {
            let href = View::Upcoming(Some(today)).href();
            view! { <a class="button suggestion" href=href>{text!(views::THIS_DAY)}</a> }
        })
    };
    let months = move || {
        let first = first(chosen.get().unwrap_or(store.today()), start);
        text!(dates::months_and_year(
            first,
            plus_days(first, 6).unwrap_or(first)
        ))
    };
    view! {
        <nav class="week" aria-label=text!(views::WEEK)>
            <div class="head"><b>{months}</b> {today} {all}</div>
            <ul>{strip}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_starts_on_the_persons_day() {
        let wednesday = date(2026, 11, 25);
        assert_eq!(first(wednesday, WeekStart::Monday), date(2026, 11, 23));
        assert_eq!(first(wednesday, WeekStart::Sunday), date(2026, 11, 22));
        assert_eq!(
            first(date(2026, 11, 23), WeekStart::Monday),
            date(2026, 11, 23)
        );
    }
}
