//! Days and times of day. A date that does not exist is not a date: its words stay in the title.

use jiff::{
    ToSpan as _,
    civil::{Date, Time, Weekday, time},
};

use super::{Context, words::Words};

/// What was read from some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Day(Date),
    Time(Time),
    /// "tonight", "in 2 hours"
    Both(Date, Time),
}

const MORNING: Time = time(9, 0, 0, 0);
const AFTERNOON: Time = time(15, 0, 0, 0);
const EVENING: Time = time(20, 0, 0, 0);
const NOON: Time = time(12, 0, 0, 0);

const PHRASES: [(&str, i64); 5] = [
    ("day after tomorrow", 2),
    ("the day after tomorrow", 2),
    ("today", 0),
    ("tomorrow", 1),
    ("tmrw", 1),
];

/// A day or a time at this word, and the word after it.
pub(super) fn read(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    let start = match words.key(at) {
        "on" | "by" | "due" | "until" | "before" | "for" => at + 1,
        _ => at,
    };
    if let Some((moment, end)) = day(words, start, context) {
        return Some((moment, end));
    }
    clock(words, at, context)
}

fn day(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    let today = context.now.date();
    for (phrase, days) in PHRASES {
        if let Some(end) = words.says(at, phrase) {
            return Some((Moment::Day(today.checked_add(days.days()).ok()?), end));
        }
    }
    if words.key(at) == "tonight" {
        return Some((Moment::Both(today, EVENING), at + 1));
    }
    weekday(words, at, context)
        .or_else(|| next_period(words, at, context))
        .or_else(|| month_day(words, at, today))
        .or_else(|| numeric(words, at, context))
        .map(|(date, end)| (Moment::Day(date), end))
        .or_else(|| relative(words, at, context))
}

pub(super) fn weekday_named(key: &str) -> Option<Weekday> {
    Some(match key {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The next such day; its own name means the one in a week, "next" the one in the following week.
fn weekday(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let today = context.now.date();
    if words.key(at) == "next" {
        let day = weekday_named(words.key(at + 1))?;
        let monday = today
            .checked_sub(i64::from(today.weekday().since(context.week_start)).days())
            .and_then(|first| first.checked_add(7.days()))
            .ok()?;
        let date = monday
            .checked_add(i64::from(day.since(context.week_start)).days())
            .ok()?;
        return Some((date, at + 2));
    }
    let name = if words.key(at) == "this" { at + 1 } else { at };
    let day = weekday_named(words.key(name))?;
    Some((today.nth_weekday(1, day).ok()?, name + 1))
}

fn next_period(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let today = context.now.date();
    if words.says(at, "next week").is_some() {
        let since = i64::from(today.weekday().since(context.week_start));
        return Some((today.checked_add((7 - since).days()).ok()?, at + 2));
    }
    if words.says(at, "next month").is_some() {
        return Some((today.last_of_month().tomorrow().ok()?, at + 2));
    }
    None
}

fn month_named(key: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let index = NAMES.iter().position(|name| {
        *name == key
            || (key.len() == 3 && name.starts_with(key))
            || (key == "sept" && *name == "september")
    })?;
    i8::try_from(index + 1).ok()
}

fn day_number(key: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(key);
    (digits.len() <= 2).then(|| digits.parse().ok()).flatten()
}

/// "24 Nov", "Nov 24th 2027", "the 24th of November". Without a year, the next one.
fn month_day(words: &Words<'_>, at: usize, today: Date) -> Option<(Date, usize)> {
    let at = if words.key(at) == "the" { at + 1 } else { at };
    let (month, day, mut end) = if let Some(month) = month_named(words.key(at)) {
        (month, day_number(words.key(at + 1))?, at + 2)
    } else {
        let of = usize::from(words.key(at + 1) == "of");
        (
            month_named(words.key(at + 1 + of))?,
            day_number(words.key(at))?,
            at + 2 + of,
        )
    };
    if let Some(year) = year(words.key(end)) {
        end += 1;
        return Some((Date::new(year, month, day).ok()?, end));
    }
    let date = Date::new(today.year(), month, day).ok()?;
    let date = if date < today {
        Date::new(today.year() + 1, month, day).ok()?
    } else {
        date
    };
    Some((date, end))
}

fn year(key: &str) -> Option<i16> {
    (key.len() == 4)
        .then(|| key.parse().ok())
        .flatten()
        .filter(|year| (1970..=9999).contains(year))
}

/// "2026-11-24", "24.11.2026", "11/24", "24/11/2026".
fn numeric(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let key = words.key(at);
    if key.len() == 10 && key.as_bytes().get(4) == Some(&b'-') {
        return Some((key.parse().ok()?, at + 1));
    }
    let separator = if key.contains('/') { '/' } else { '.' };
    let parts: Vec<_> = key.split(separator).collect();
    let today = context.now.date();
    let (first, second, year) = match parts[..] {
        [first, second, year_text] => (first, second, Some(year(year_text)?)),
        [first, second] if separator == '/' => (first, second, None),
        _ => return None,
    };
    let (first, second): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    let month_first = context.month_first && separator == '/';
    let (month, day) = if month_first {
        (first, second)
    } else {
        (second, first)
    };
    let date = Date::new(year.unwrap_or(today.year()), month, day).ok()?;
    let past = year.is_none() && date < today;
    let date = if past {
        Date::new(today.year() + 1, month, day).ok()?
    } else {
        date
    };
    Some((date, at + 1))
}

/// "in 3 days", "in two hours", "in half an hour".
fn relative(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    if words.key(at) != "in" {
        return None;
    }
    let count = count(words.key(at + 1))?;
    let today = context.now.date();
    let day = |span: jiff::Span| today.checked_add(span).ok().map(Moment::Day);
    let moment = match words.key(at + 2) {
        "day" | "days" => day(count.days())?,
        "week" | "weeks" => day(count.weeks())?,
        "month" | "months" => day(count.months())?,
        "year" | "years" => day(count.years())?,
        "hour" | "hours" | "h" => exact(context, count.checked_mul(60)?)?,
        "minute" | "minutes" | "min" | "mins" => exact(context, count)?,
        _ => return None,
    };
    Some((moment, at + 3))
}

fn exact(context: &Context<'_>, minutes: i64) -> Option<Moment> {
    let at = context.now.checked_add(minutes.minutes()).ok()?;
    Some(Moment::Both(
        at.date(),
        at.time()
            .with()
            .second(0)
            .subsec_nanosecond(0)
            .build()
            .ok()?,
    ))
}

fn count(key: &str) -> Option<i64> {
    const NAMES: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    if matches!(key, "a" | "an") {
        return Some(1);
    }
    if let Some(index) = NAMES.iter().position(|name| *name == key) {
        return i64::try_from(index).ok();
    }
    key.parse()
        .ok()
        .filter(|count| (0..=10_000).contains(count))
}

/// "at 5", "5pm", "5:30 pm", "17:00", "at noon", "in the morning".
fn clock(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    let marked = matches!(words.key(at), "at" | "by" | "before" | "around");
    let start = if marked { at + 1 } else { at };
    let moment = Moment::Time;
    match words.key(start) {
        "noon" => return Some((moment(NOON), start + 1)),
        "midnight" => return Some((Moment::Time(Time::midnight()), start + 1)),
        _ => {}
    }
    if let Some((time, end)) = part_of_day(words, at) {
        return Some((moment(time), end));
    }
    let key = words.key(start);
    if let Some(time) = with_suffix(key) {
        return Some((moment(time), start + 1));
    }
    if matches!(words.key(start + 1), "am" | "pm" | "a.m" | "p.m") {
        let suffix = if words.key(start + 1).starts_with('a') {
            "am"
        } else {
            "pm"
        };
        if let Some(time) = with_suffix(&format!("{key}{suffix}")) {
            return Some((moment(time), start + 2));
        }
    }
    if let Some(time) = colon(key) {
        return Some((moment(time), start + 1));
    }
    (marked && words.key(at) == "at")
        .then(|| bare(key, context))?
        .map(|time| (moment(time), start + 1))
}

const PARTS: [(&str, Time); 3] = [
    ("morning", MORNING),
    ("afternoon", AFTERNOON),
    ("evening", EVENING),
];

/// "in the morning", "this evening", and "morning" right after a day.
fn part_of_day(words: &Words<'_>, at: usize) -> Option<(Time, usize)> {
    let after_day = at
        .checked_sub(1)
        .is_some_and(|before| is_day(words.key(before)));
    let name = match (words.key(at), words.key(at + 1)) {
        ("in", "the") => at + 2,
        ("this", _) => at + 1,
        _ if after_day => at,
        _ => return None,
    };
    let (_, time) = PARTS
        .into_iter()
        .find(|(part, _)| words.key(name) == *part)?;
    Some((time, name + 1))
}

fn is_day(key: &str) -> bool {
    matches!(key, "tomorrow" | "today") || weekday_named(key).is_some()
}

fn with_suffix(key: &str) -> Option<Time> {
    let (digits, afternoon) = match (key.strip_suffix("am"), key.strip_suffix("pm")) {
        (Some(digits), _) => (digits, false),
        (_, Some(digits)) => (digits, true),
        _ => return None,
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    (1..=12).contains(&hour).then_some(())?;
    Time::new(hour % 12 + if afternoon { 12 } else { 0 }, minute, 0, 0).ok()
}

fn colon(key: &str) -> Option<Time> {
    let (hour, minute) = key.split_once(':')?;
    (minute.len() == 2 && hour.len() <= 2).then_some(())?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// "at 5" is in waking hours: 1 to 6 in the afternoon, 7 to 11 the next one, 12 noon.
fn bare(key: &str, context: &Context<'_>) -> Option<Time> {
    let hour: i8 = key.parse().ok().filter(|_| key.len() <= 2)?;
    let hour = match hour {
        1..=6 => hour + 12,
        7..=11 if context.now.hour() >= hour && context.now.hour() < hour + 12 => hour + 12,
        7..=23 => hour,
        _ => return None,
    };
    Time::new(hour, 0, 0, 0).ok()
}
