//! Days, times and repeats. By hand: what a library can format is much to download.

use jiff::civil::Date;

pub(crate) const TODAY: &str = "Today";
pub(crate) const TOMORROW: &str = "Tomorrow";
pub(crate) const YESTERDAY: &str = "Yesterday";
/// Within a line.
pub(crate) const ON_TODAY: &str = "today";
pub(crate) const ON_TOMORROW: &str = "tomorrow";

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
/// From Monday on.
pub(crate) const WEEKDAYS_SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn name(names: &[&'static str], index: i8) -> &'static str {
    let index = usize::try_from(index).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

/// "Friday"
pub(crate) fn weekday(day: Date) -> &'static str {
    name(&WEEKDAYS, day.weekday().to_monday_zero_offset())
}

/// "Fri"
pub(crate) fn weekday_short(day: Date) -> &'static str {
    name(&WEEKDAYS_SHORT, day.weekday().to_monday_zero_offset())
}

fn month(day: Date) -> &'static str {
    name(&MONTHS, day.month() - 1)
}

/// "27 Nov", "Nov 27"
fn day_and_month(day: Date, month: &str, month_first: bool) -> String {
    if month_first {
        format!("{month} {}", day.day())
    } else {
        format!("{} {month}", day.day())
    }
}

fn short(day: Date, month_first: bool) -> String {
    let month = month(day);
    day_and_month(day, month.get(..3).unwrap_or(month), month_first)
}

/// A date that begins with the month sets apart what stands beside it.
const fn comma(month_first: bool) -> &'static str {
    if month_first { "," } else { "" }
}

/// "27 Nov 2026", "Nov 27, 2026"
pub(crate) fn full(day: Date, month_first: bool) -> String {
    let comma = comma(month_first);
    format!("{}{comma} {}", short(day, month_first), day.year())
}

/// "Fri 27 Nov", "Fri, Nov 27"
pub(crate) fn near(day: Date, month_first: bool) -> String {
    let comma = comma(month_first);
    format!("{}{comma} {}", weekday_short(day), short(day, month_first))
}

/// "Fri 27 Nov 2026", "Fri, Nov 27, 2026"
pub(crate) fn far(day: Date, month_first: bool) -> String {
    let comma = comma(month_first);
    format!("{}{comma} {}", weekday_short(day), full(day, month_first))
}

/// "Friday 27 November", "Friday, November 27"
pub(crate) fn long(day: Date, month_first: bool) -> String {
    let comma = comma(month_first);
    let date = day_and_month(day, month(day), month_first);
    format!("{}{comma} {date}", weekday(day))
}

/// "Friday 27 November 2026", "Friday, November 27, 2026"
pub(crate) fn long_far(day: Date, month_first: bool) -> String {
    let comma = comma(month_first);
    format!("{}{comma} {}", long(day, month_first), day.year())
}

/// "November 2026", "November – December 2026", "December 2026 – January 2027"
pub(crate) fn months_and_year(first: Date, last: Date) -> String {
    if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} {}", month(first), first.year())
    } else if first.year() == last.year() {
        format!("{} – {} {}", month(first), month(last), last.year())
    } else {
        let (from, to) = (month(first), month(last));
        format!("{from} {} – {to} {}", first.year(), last.year())
    }
}

/// "5:00 PM", of an hour from 1 to 12.
pub(crate) fn twelve_hours(hour: i8, minute: i8, afternoon: bool) -> String {
    let half = if afternoon { "PM" } else { "AM" };
    format!("{hour}:{minute:02} {half}")
}

/// "tomorrow 17:00"
pub(crate) fn at(day: &str, time: &str) -> String {
    format!("{day} {time}")
}

// Repeats.
pub(crate) const NO_REPEAT: &str = "Does not repeat";
pub(crate) const DAILY: &str = "Every day";
pub(crate) const ON_WEEKDAYS: &str = "Every weekday";
pub(crate) const WEEKLY: &str = "Every week";
pub(crate) const EVERY_TWO_WEEKS: &str = "Every two weeks";
pub(crate) const MONTHLY: &str = "Every month";
pub(crate) const YEARLY: &str = "Every year";
pub(crate) const LAST_DAY: &str = "the last day";

/// "Every day", "Every 3 weeks": `unit` is the one of a rule, `count` empty or a number.
pub(crate) fn every(unit: &str, count: &str) -> Option<String> {
    let unit = match unit {
        "DAILY" => "day",
        "WEEKLY" => "week",
        "MONTHLY" => "month",
        "YEARLY" => "year",
        _ => return None,
    };
    Some(match count {
        "" | "1" => format!("Every {unit}"),
        count => format!("Every {count} {unit}s"),
    })
}

/// "Every 3 weeks on Mon, Thu, 5 times"
pub(crate) fn repeats(every: &str, on: &str, end: &str) -> String {
    if on.is_empty() {
        format!("{every}{end}")
    } else {
        format!("{every} on {on}{end}")
    }
}

/// Behind a repeat.
pub(crate) fn times(count: &str) -> String {
    format!(", {count} times")
}

/// Behind a repeat.
pub(crate) fn until(day: Date, month_first: bool) -> String {
    format!(", until {}", full(day, month_first))
}

/// "the last Fri"
pub(crate) fn last(weekday: &str) -> String {
    format!("the last {weekday}")
}

/// "the 2nd Fri"
pub(crate) fn nth(number: u8, weekday: &str) -> String {
    format!("the {} {weekday}", ordinal(number))
}

/// "the 22nd"
pub(crate) fn nth_day(number: u8) -> String {
    format!("the {}", ordinal(number))
}

fn ordinal(number: u8) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

// How long before its time a task reminds.
#[cfg(feature = "ssr")]
pub(crate) const AT_ITS_TIME: &str = "at its time";

#[cfg(feature = "ssr")]
fn counted(count: u32, one: &str, many: &str) -> String {
    let unit = if count == 1 { one } else { many };
    format!("{count} {unit} before")
}

#[cfg(feature = "ssr")]
pub(crate) fn weeks_before(count: u32) -> String {
    counted(count, "week", "weeks")
}

#[cfg(feature = "ssr")]
pub(crate) fn days_before(count: u32) -> String {
    counted(count, "day", "days")
}

#[cfg(feature = "ssr")]
pub(crate) fn hours_before(count: u32) -> String {
    counted(count, "hour", "hours")
}

#[cfg(feature = "ssr")]
pub(crate) fn minutes_before(count: u32) -> String {
    counted(count, "minute", "minutes")
}
