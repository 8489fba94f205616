//! Days, times and repeats in words: which words, that is; how they are said is with the texts.

use jiff::civil::Date;
use shared::{
    api::{Due, WallTime},
    local::Local,
};

use crate::texts::text;

/// "today 17:00", "Fri 27 Nov"
pub(crate) fn due(due: &Due, today: Date, twelve_hours: bool) -> String {
    let day = day(due.date, today);
    match due.time {
        Some(time) => text!(dates::at(&day, &clock(time, twelve_hours))),
        None => day,
    }
}

/// "17:00", "5:00 PM"
pub(crate) fn clock(time: WallTime, twelve_hours: bool) -> String {
    if twelve_hours {
        let time = time.time();
        let (hour, afternoon) = ((time.hour() + 11) % 12 + 1, time.hour() >= 12);
        text!(dates::twelve_hours(hour, time.minute(), afternoon))
    } else {
        time.to_string()
    }
}

/// "today", "tomorrow", "Fri 27 Nov"
pub(crate) fn day(day: Date, today: Date) -> String {
    if day == today {
        text!(dates::ON_TODAY).to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        text!(dates::ON_TOMORROW).to_owned()
    } else if day.year() == today.year() {
        text!(dates::near(day))
    } else {
        text!(dates::far(day))
    }
}

/// "Today", "Yesterday", "Friday 27 November"
pub(crate) fn heading(day: Date, today: Date) -> String {
    if day == today {
        text!(dates::TODAY).to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        text!(dates::TOMORROW).to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == day) {
        text!(dates::YESTERDAY).to_owned()
    } else if day.year() == today.year() {
        text!(dates::long(day))
    } else {
        text!(dates::long_far(day))
    }
}

pub(crate) fn overdue(due: &Due, now: &Local) -> bool {
    let late = due
        .time
        .is_some_and(|time| due.date == now.date() && time.time() < now.time());
    due.date < now.date() || late
}

/// The rules that a person picks from, in words; any other is kept as it is.
pub(crate) fn repeats() -> [(&'static str, &'static str); 7] {
    [
        ("", text!(dates::NO_REPEAT)),
        ("FREQ=DAILY", text!(dates::DAILY)),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            text!(dates::ON_WEEKDAYS),
        ),
        ("FREQ=WEEKLY", text!(dates::WEEKLY)),
        ("FREQ=WEEKLY;INTERVAL=2", text!(dates::EVERY_TWO_WEEKS)),
        ("FREQ=MONTHLY", text!(dates::MONTHLY)),
        ("FREQ=YEARLY", text!(dates::YEARLY)),
    ]
}

/// "Every 2 weeks on Mon, Thu"; the rule itself where there are no words for it.
pub(crate) fn repeat(rule: &str) -> String {
    if let Some((_, words)) = repeats().iter().find(|(known, _)| *known == rule) {
        return (*words).to_owned();
    }
    in_words(rule).unwrap_or_else(|| rule.to_owned())
}

fn in_words(rule: &str) -> Option<String> {
    let (mut every, mut unit, mut on, mut end) = ("", "", String::new(), String::new());
    for part in rule.split(';') {
        let (name, value) = part.split_once('=')?;
        match name {
            "FREQ" => unit = value,
            "INTERVAL" => every = value,
            "BYDAY" => on = list(value, weekday)?,
            "BYMONTHDAY" => on = list(value, month_day)?,
            "COUNT" => end = text!(dates::times(value)),
            "UNTIL" => {
                let part =
                    |from: usize, to: usize| -> Option<i16> { value.get(from..to)?.parse().ok() };
                let month = part(4, 6)?.try_into().ok()?;
                let day = Date::new(part(0, 4)?, month, part(6, 8)?.try_into().ok()?).ok()?;
                end = text!(dates::until(day));
            }
            _ => return None,
        }
    }
    let every = text!(dates::every(unit, every))?;
    Some(text!(dates::repeats(&every, &on, &end)))
}

fn list(values: &str, word: fn(&str) -> Option<String>) -> Option<String> {
    let words: Option<Vec<_>> = values.split(',').map(word).collect();
    Some(words?.join(", "))
}

/// As rules name them, from Monday on.
pub(crate) const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// "MO" -> "Mon", "-1FR" -> "the last Fri"
fn weekday(value: &str) -> Option<String> {
    let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let at = WEEKDAYS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(day))?;
    let day = *text!(dates::WEEKDAYS_SHORT).get(at)?;
    Some(match nth {
        "" => day.to_owned(),
        "-1" => text!(dates::last(day)),
        nth => text!(dates::nth(nth.parse().ok()?, day)),
    })
}

fn month_day(value: &str) -> Option<String> {
    match value {
        "-1" => Some(text!(dates::LAST_DAY).to_owned()),
        value => Some(text!(dates::nth_day(value.parse().ok()?))),
    }
}

/// "at its time", "1 day before": in the largest unit that fits.
#[cfg(feature = "ssr")]
pub(crate) fn before(minutes: u32) -> String {
    match minutes {
        0 => text!(dates::AT_ITS_TIME).to_owned(),
        minutes if minutes % 10_080 == 0 => text!(dates::weeks_before(minutes / 10_080)),
        minutes if minutes % 1440 == 0 => text!(dates::days_before(minutes / 1440)),
        minutes if minutes % 60 == 0 => text!(dates::hours_before(minutes / 60)),
        minutes => text!(dates::minutes_before(minutes)),
    }
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
