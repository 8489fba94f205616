//! The days of a week, with how much is due on each: a day shows what comes from it on.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};
use leptos::prelude::*;
use shared::api::WeekStart;

use crate::contexts::{store::Store, view::View};

/// The first day of the week that a day is in.
fn first(day: Date, start: WeekStart) -> Date {
    let start = match start {
        WeekStart::Monday => Weekday::Monday,
        WeekStart::Saturday => Weekday::Saturday,
        WeekStart::Sunday => Weekday::Sunday,
    };
    day.saturating_sub(i64::from(start.until(day.weekday())).days())
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
            let day = first.saturating_add(ahead.days());
            let count = due.iter().filter(|due| **due == day).count();
            let current = (chosen.get() == Some(day)).then_some("page");
            let label = format!("{}, {count} due", day.strftime("%A %-d %B"));
            view! {
                <li>
                    <a
                        href=View::Upcoming(Some(day)).href() aria-label=label aria-current=current
                        class:today=day == today data-day=day.to_string()
                    >
                        <small>{day.strftime("%a").to_string()}</small>
                        <b>{day.day()}</b>
                        <span class="count">{(count > 0).then_some(count)}</span>
                    </a>
                </li>
            }
            .into_any()
        };
        let other = |days: i64, label: &'static str, mark: &'static str| {
            let href = View::Upcoming(Some(first.saturating_add(days.days()))).href();
            view! { <li><a class="turn" href=href aria-label=label>{mark}</a></li> }.into_any()
        };
        let days = (0..7).map(day).collect::<Vec<_>>();
        view! {
            {other(-7, "The week before", "‹")}
            {days}
            {other(7, "The week after", "›")}
        }
    };
    let all = move || {
        chosen
            .get()
            .map(|_| view! { <a class="button suggestion" href="/upcoming">"All days"</a> })
    };
    view! { <nav class="week" aria-label="Week"><ul>{strip}</ul>{all}</nav> }
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
