//! Days and times of day. A date that does not exist is not a date: its words stay in the title.

use jiff::{
    ToSpan as _,
    civil::{Date, Time, Weekday},
};

use super::{Context, clock, words::Words};

/// What was read from some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Day(Date),
    Time(Time),
    /// "in the morning"
    Part(Time),
    /// "at 5": which half of the day, the rest of the phrase tells.
    Hour(i8),
    /// "tonight"
    DayPart(Date, Time),
    /// "in 2 hours"
    Exact(Date, Time),
}

const PHRASES: [(&str, i64); 5] = [
    ("day after tomorrow", 2),
    ("the day after tomorrow", 2),
    ("today", 0),
    ("tomorrow", 1),
    ("tmrw", 1),
];

/// A day or a time at this word, and the word after it.
pub(super) fn read(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    let at_first = if words.key(at) == "due" { at + 1 } else { at };
    let marked = matches!(
        words.key(at_first),
        "on" | "by" | "until" | "till" | "before" | "for"
    );
    let start = at_first + usize::from(marked);
    let before = start.checked_sub(1).map_or("", |before| words.key(before));
    // "every monday" is no one monday, and "last friday" is over.
    if matches!(before, "every" | "each" | "last" | "past" | "other") {
        return None;
    }
    day(words, start, context).or_else(|| clock::read(words, at_first))
}

fn day(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    let today = context.now.date();
    for (phrase, days) in PHRASES {
        if let Some(end) = words.says(at, phrase) {
            return Some((Moment::Day(today.checked_add(days.days()).ok()?), end));
        }
    }
    if words.key(at) == "tonight" {
        return Some((Moment::DayPart(today, clock::EVENING), at + 1));
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

/// "sat" and "sun" are words of their own: only after "on" and the like are they days.
fn weekday_short(words: &Words<'_>, at: usize) -> Option<Weekday> {
    let before = at.checked_sub(1).map_or("", |before| words.key(before));
    let led = matches!(
        before,
        "on" | "by" | "until" | "till" | "before" | "due" | "this" | "next"
    );
    Some(match words.key(at) {
        "sat" if led => Weekday::Saturday,
        "sun" if led => Weekday::Sunday,
        _ => return None,
    })
}

/// The next such day; its own name means the one in a week, "next" the one in the following week.
fn weekday(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let next = words.key(at) == "next";
    let name = at + usize::from(next || words.key(at) == "this");
    let day = weekday_named(words.key(name)).or_else(|| weekday_short(words, name))?;
    if next {
        return Some((in_next_week(day, context)?, name + 1));
    }
    if let Some(end) = words.says(name + 1, "next week") {
        return Some((in_next_week(day, context)?, end));
    }
    Some((context.now.date().nth_weekday(1, day).ok()?, name + 1))
}

fn in_next_week(day: Weekday, context: &Context<'_>) -> Option<Date> {
    let today = context.now.date();
    let since = i64::from(today.weekday().since(context.week_start));
    let into = i64::from(day.since(context.week_start));
    today.checked_add((7 - since + into).days()).ok()
}

fn next_period(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let today = context.now.date();
    if words.says(at, "next week").is_some() {
        return Some((in_next_week(context.week_start, context)?, at + 2));
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

/// Two digits at most, and nothing else.
pub(super) fn number(text: &str) -> Option<i8> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && text.len() <= 2).then(|| text.parse().ok())?
}

fn day_number(key: &str) -> Option<i8> {
    numbered(key).or_else(|| number(key))
}

/// "24th"
fn numbered(key: &str) -> Option<i8> {
    ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|end| number(key.strip_suffix(end)?))
}

/// "24 Nov", "Nov 24th 2027", "the 24th of November", "on the 24th". Without a year, the next one.
fn month_day(words: &Words<'_>, at: usize, today: Date) -> Option<(Date, usize)> {
    let led = at.checked_sub(1).map_or("", |before| words.key(before));
    let the = words.key(at) == "the";
    let at = at + usize::from(the);
    let of = usize::from(words.key(at + 1) == "of");
    let (month, day, end) = if let Some(month) = month_named(words.key(at)) {
        (month, day_number(words.key(at + 1))?, at + 2)
    } else if let Some(month) = month_named(words.key(at + 1 + of)) {
        let end = at + 2 + of;
        let verb = matches!(
            words.key(end),
            "be" | "come" | "have" | "need" | "not" | "also" | "still" | "want" | "do" | "go"
        );
        if words.key(end - 1) == "may" && verb {
            return None;
        }
        (month, day_number(words.key(at))?, end)
    } else {
        let date = the && matches!(led, "on" | "by" | "until" | "till" | "before" | "due");
        let day = numbered(words.key(at)).filter(|_| date)?;
        return Some((day_of_month(day, today)?, at + 1));
    };
    match year(words.key(end)) {
        Some(year) => Some((Date::new(year, month, day).ok()?, end + 1)),
        None => Some((next_date(month, day, today)?, end)),
    }
}

/// The next day of this month or the following ones that has this number.
fn day_of_month(day: i8, today: Date) -> Option<Date> {
    (0..4).find_map(|months: i64| {
        let month = today.first_of_month().checked_add(months.months()).ok()?;
        let date = Date::new(month.year(), month.month(), day).ok()?;
        (date >= today).then_some(date)
    })
}

/// The next year that has such a day: a 29 February may be years away.
fn next_date(month: i8, day: i8, today: Date) -> Option<Date> {
    (0..=8).find_map(|years| {
        let date = Date::new(today.year() + years, month, day).ok()?;
        (date >= today).then_some(date)
    })
}

fn year(key: &str) -> Option<i16> {
    let digits = key.len() == 4 && key.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits.then(|| key.parse().ok()).flatten()?;
    (1970..=9999).contains(&year).then_some(year)
}

/// What comes after a fraction, as in "1/2 cup".
const MEASURES: [&str; 16] = [
    "cup",
    "cups",
    "kg",
    "g",
    "l",
    "ml",
    "tsp",
    "tbsp",
    "lb",
    "lbs",
    "oz",
    "inch",
    "pound",
    "pounds",
    "teaspoon",
    "tablespoon",
];

/// "2026-11-24", "24.11.2026", "11/24", "24/11/2026".
fn numeric(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Date, usize)> {
    let key = words.key(at);
    if key.len() == 10 && key.as_bytes().get(4) == Some(&b'-') {
        return Some((key.parse().ok()?, at + 1));
    }
    let separator = if key.contains('/') { '/' } else { '.' };
    let mut parts = key.split(separator);
    let (first, second) = (number(parts.next()?)?, number(parts.next()?)?);
    let (third, more) = (parts.next(), parts.next());
    let month_first = context.month_first && separator == '/';
    let (month, day) = if month_first {
        (first, second)
    } else {
        (second, first)
    };
    let date = match third {
        _ if more.is_some() => return None,
        Some(said) if said.len() == 2 => {
            Date::new(2000 + i16::from(number(said)?), month, day).ok()?
        }
        Some(said) => Date::new(year(said)?, month, day).ok()?,
        None if separator == '.' || key == "24/7" => return None,
        None if MEASURES.contains(&words.key(at + 1)) => return None,
        None => next_date(month, day, context.now.date())?,
    };
    Some((date, at + 1))
}

/// "in 3 days", "in two hours", "in half an hour".
fn relative(words: &Words<'_>, at: usize, context: &Context<'_>) -> Option<(Moment, usize)> {
    if words.key(at) != "in" {
        return None;
    }
    if let Some(end) = words.says(at + 1, "half an hour") {
        return Some((exact(context, 30)?, end));
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
    Some(Moment::Exact(
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
    let digits = key.bytes().all(|byte| byte.is_ascii_digit());
    (digits && key.len() <= 4).then(|| key.parse().ok())?
}
