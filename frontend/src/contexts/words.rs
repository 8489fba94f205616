//! Days and times in words.

use jiff::civil::Date;
use shared::{
    api::{Due, WallTime},
    local::Local,
};

/// "today 17:00", "Fri 27 Nov"
pub(crate) fn due(due: &Due, today: Date, twelve_hours: bool) -> String {
    let day = day(due.date, today);
    match due.time {
        Some(time) => format!("{day} {}", clock(time, twelve_hours)),
        None => day,
    }
}

/// "17:00", "5:00 PM"
pub(crate) fn clock(time: WallTime, twelve_hours: bool) -> String {
    if twelve_hours {
        let time = time.time();
        let half = if time.hour() < 12 { "AM" } else { "PM" };
        format!(
            "{}:{:02} {half}",
            (time.hour() + 11) % 12 + 1,
            time.minute()
        )
    } else {
        time.to_string()
    }
}

/// "today", "tomorrow", "Fri 27 Nov"
pub(crate) fn day(day: Date, today: Date) -> String {
    if day == today {
        "today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        "tomorrow".to_owned()
    } else if day.year() == today.year() {
        format!("{} {}", short(day_name(day)), on(day))
    } else {
        format!("{} {}", short(day_name(day)), full(day))
    }
}

/// "Today", "Yesterday", "Friday 27 November"
pub(crate) fn heading(day: Date, today: Date) -> String {
    if day == today {
        "Today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        "Tomorrow".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == day) {
        "Yesterday".to_owned()
    } else if day.year() == today.year() {
        long(day)
    } else {
        format!("{} {}", long(day), day.year())
    }
}

/// "Friday 27 November". By hand, as counting days is: what the library can format is much to download.
pub(crate) fn long(day: Date) -> String {
    format!("{} {} {}", day_name(day), day.day(), month(day))
}

/// "27 Nov"
fn on(day: Date) -> String {
    format!("{} {}", day.day(), short(month(day)))
}

/// "27 Nov 2026"
pub(crate) fn full(day: Date) -> String {
    format!("{} {}", on(day), day.year())
}

/// "Friday"
pub(crate) fn day_name(day: Date) -> &'static str {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    name(&NAMES, day.weekday().to_monday_zero_offset())
}

fn month(day: Date) -> &'static str {
    const NAMES: [&str; 12] = [
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
    name(&NAMES, day.month() - 1)
}

fn name(names: &[&'static str], index: i8) -> &'static str {
    let index = usize::try_from(index).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

/// "Fri"
pub(crate) fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

pub(crate) fn overdue(due: &Due, now: &Local) -> bool {
    let late = due
        .time
        .is_some_and(|time| due.date == now.date() && time.time() < now.time());
    due.date < now.date() || late
}

/// "High"
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars
        .next()
        .map(|first| first.to_ascii_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// The rules that a person picks from; any other is kept as it is.
pub(crate) const REPEATS: [(&str, &str); 7] = [
    ("", "Does not repeat"),
    ("FREQ=DAILY", "Every day"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"),
    ("FREQ=WEEKLY", "Every week"),
    ("FREQ=WEEKLY;INTERVAL=2", "Every two weeks"),
    ("FREQ=MONTHLY", "Every month"),
    ("FREQ=YEARLY", "Every year"),
];

/// "Every 2 weeks on Mon, Thu"; the rule itself where there are no words for it.
pub(crate) fn repeat(rule: &str) -> String {
    if let Some((_, words)) = REPEATS.iter().find(|(known, _)| *known == rule) {
        return (*words).to_owned();
    }
    in_words(rule).unwrap_or_else(|| rule.to_owned())
}

fn in_words(rule: &str) -> Option<String> {
    let (mut every, mut unit, mut on, mut end) = ("", "", String::new(), String::new());
    for part in rule.split(';') {
        let (name, value) = part.split_once('=')?;
        match name {
            "FREQ" => {
                unit = match value {
                    "DAILY" => "day",
                    "WEEKLY" => "week",
                    "MONTHLY" => "month",
                    "YEARLY" => "year",
                    _ => return None,
                }
            }
            "INTERVAL" => every = value,
            "BYDAY" => on = list(value, weekday)?,
            "BYMONTHDAY" => on = list(value, month_day)?,
            "COUNT" => end = format!(", {value} times"),
            "UNTIL" => {
                let part =
                    |from: usize, to: usize| -> Option<i16> { value.get(from..to)?.parse().ok() };
                let month = part(4, 6)?.try_into().ok()?;
                let day = Date::new(part(0, 4)?, month, part(6, 8)?.try_into().ok()?).ok()?;
                end = format!(", until {}", full(day));
            }
            _ => return None,
        }
    }
    let stretch = match every {
        "" | "1" => unit.to_owned(),
        every => format!("{every} {unit}s"),
    };
    let on = if on.is_empty() {
        on
    } else {
        format!(" on {on}")
    };
    (!unit.is_empty()).then(|| format!("Every {stretch}{on}{end}"))
}

fn list(values: &str, word: fn(&str) -> Option<String>) -> Option<String> {
    let words: Option<Vec<_>> = values.split(',').map(word).collect();
    Some(words?.join(", "))
}

/// "MO" -> "Mon", "-1FR" -> "the last Fri"
fn weekday(value: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let day = DAYS
        .into_iter()
        .find(|name| name[..2].eq_ignore_ascii_case(day))?;
    Some(match nth {
        "" => day.to_owned(),
        "-1" => format!("the last {day}"),
        nth => format!("the {} {day}", ordinal(nth)?),
    })
}

fn month_day(value: &str) -> Option<String> {
    match value {
        "-1" => Some("the last day".to_owned()),
        value => Some(format!("the {}", ordinal(value)?)),
    }
}

/// "1st", "22nd"
fn ordinal(number: &str) -> Option<String> {
    let value: u8 = number.parse().ok()?;
    let ending = match (value % 10, value % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    Some(format!("{value}{ending}"))
}

/// "at its time", "1 day before"
#[cfg(feature = "ssr")]
pub(crate) fn before(minutes: u32) -> String {
    let (count, unit) = match minutes {
        0 => return "at its time".to_owned(),
        minutes if minutes % 10_080 == 0 => (minutes / 10_080, "week"),
        minutes if minutes % 1440 == 0 => (minutes / 1440, "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} before")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_near_now_have_names() {
        let read = |json: &str| serde_json::from_str::<Due>(json).unwrap();
        let today: Date = "2026-11-24".parse().unwrap();
        for (json, words) in [
            (r#"{"date":"2026-11-24","time":"17:00"}"#, "today 17:00"),
            (r#"{"date":"2026-11-25"}"#, "tomorrow"),
            (r#"{"date":"2026-11-27"}"#, "Fri 27 Nov"),
            (r#"{"date":"2027-01-01"}"#, "Fri 1 Jan 2027"),
        ] {
            assert_eq!(due(&read(json), today, false), words);
        }
        let afternoon = read(r#"{"date":"2026-11-24","time":"17:05"}"#);
        assert_eq!(due(&afternoon, today, true), "today 5:05 PM");
    }

    #[test]
    fn a_rule_is_said_in_words() {
        for (rule, words) in [
            ("FREQ=MONTHLY", "Every month"),
            (
                "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH",
                "Every 3 weeks on Mon, Thu",
            ),
            ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Fri"),
            (
                "FREQ=MONTHLY;BYMONTHDAY=1,22",
                "Every month on the 1st, the 22nd",
            ),
            ("FREQ=DAILY;COUNT=5", "Every day, 5 times"),
            (
                "FREQ=YEARLY;UNTIL=20300131",
                "Every year, until 31 Jan 2030",
            ),
            ("FREQ=MONTHLY;BYSETPOS=-1", "FREQ=MONTHLY;BYSETPOS=-1"),
            ("", "Does not repeat"),
        ] {
            assert_eq!(repeat(rule), words);
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_reminder_is_said_in_the_largest_unit_that_fits() {
        for (minutes, words) in [
            (0, "at its time"),
            (10, "10 minutes before"),
            (60, "1 hour before"),
            (2880, "2 days before"),
        ] {
            assert_eq!(before(minutes), words);
        }
    }
}
