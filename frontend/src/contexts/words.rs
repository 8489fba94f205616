//! Days, times and repeats in words: which words, that is; how they are said is with the texts.

use jiff::civil::Date;
use shared::{
    api::{Due, User, WallTime},
    local::Local,
};

#[cfg(feature = "ssr")]
use crate::server::backend::cookie;

use crate::texts::text;

/// How the person's settings have days and times written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Format {
    /// "Nov 27" rather than "27 Nov".
    pub month_first: bool,
    /// "5:00 PM" rather than "17:00".
    pub twelve_hours: bool,
}

impl Format {
    pub(crate) fn new(user: &User, twelve_hours: bool) -> Self {
        Self {
            month_first: user.month_first(),
            twelve_hours,
        }
    }

    /// As the person's profile and this browser have it.
    #[cfg(feature = "ssr")]
    pub(crate) fn of(user: &User) -> Self {
        Self::new(user, twelve_hours())
    }
}

/// Whether this browser is to show times as "5:00 PM".
#[cfg(feature = "ssr")]
pub(crate) fn twelve_hours() -> bool {
    cookie("hours=").is_some_and(|hours| hours == "12")
}

/// "today 17:00", "Fri 27 Nov"
pub(crate) fn due(due: &Due, today: Date, format: Format) -> String {
    let day = day(due.date, today, format);
    match due.time {
        Some(time) => text!(dates::at(&day, &clock(time, format))),
        None => day,
    }
}

/// "17:00", "5:00 PM"
pub(crate) fn clock(time: WallTime, format: Format) -> String {
    if format.twelve_hours {
        let time = time.time();
        let (hour, afternoon) = ((time.hour() + 11) % 12 + 1, time.hour() >= 12);
        text!(dates::twelve_hours(hour, time.minute(), afternoon))
    } else {
        time.to_string()
    }
}

/// "today", "tomorrow", "Fri 27 Nov"
pub(crate) fn day(day: Date, today: Date, format: Format) -> String {
    if day == today {
        text!(dates::ON_TODAY).to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        text!(dates::ON_TOMORROW).to_owned()
    } else if day.year() == today.year() {
        text!(dates::near(day, format.month_first))
    } else {
        text!(dates::far(day, format.month_first))
    }
}

/// "Today", "Yesterday", "Friday 27 November"
pub(crate) fn heading(day: Date, today: Date, format: Format) -> String {
    if day == today {
        text!(dates::TODAY).to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        text!(dates::TOMORROW).to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == day) {
        text!(dates::YESTERDAY).to_owned()
    } else if day.year() == today.year() {
        text!(dates::long(day, format.month_first))
    } else {
        text!(dates::long_far(day, format.month_first))
    }
}

/// The one rule for it, in views as in answers: of an earlier day, or of today at an earlier time.
pub(crate) fn overdue(due: &Due, now: &Local) -> bool {
    let late = due
        .time
        .is_some_and(|time| due.date == now.date() && time.time() < now.time());
    due.date < now.date() || late
}

/// The colour of a tag, the same wherever it is: one of the eight that the style has.
pub(crate) fn hue(tag: &str) -> &'static str {
    const HUES: [&str; 8] = [
        "hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7",
    ];
    // FNV-1a: short words that are alike end up apart.
    let hash = tag.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let at = usize::try_from(hash).unwrap_or_default() % HUES.len();
    HUES[at]
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
pub(crate) fn repeat(rule: &str, format: Format) -> String {
    if let Some((_, words)) = repeats().iter().find(|(known, _)| *known == rule) {
        return (*words).to_owned();
    }
    in_words(rule, format).unwrap_or_else(|| rule.to_owned())
}

fn in_words(rule: &str, format: Format) -> Option<String> {
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
                end = text!(dates::until(day, format.month_first));
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
pub(crate) fn weekday(value: &str) -> Option<String> {
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

/// "1" -> "the 1st", "-1" -> "the last day"
pub(crate) fn month_day(value: &str) -> Option<String> {
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

    const AMERICAN: Format = Format {
        month_first: true,
        twelve_hours: true,
    };

    #[test]
    fn days_near_now_have_names() {
        let read = |json: &str| serde_json::from_str::<Due>(json).unwrap();
        let today: Date = "2026-11-24".parse().unwrap();
        for (json, words) in [
            (
                r#"{"date":"2026-11-24","time":"17:05"}"#,
                ["today 17:05", "today 5:05 PM"],
            ),
            (r#"{"date":"2026-11-25"}"#, ["tomorrow", "tomorrow"]),
            (r#"{"date":"2026-11-27"}"#, ["Fri 27 Nov", "Fri, Nov 27"]),
            (
                r#"{"date":"2027-01-01"}"#,
                ["Fri 1 Jan 2027", "Fri, Jan 1, 2027"],
            ),
        ] {
            let said = [Format::default(), AMERICAN].map(|format| due(&read(json), today, format));
            assert_eq!(said, words);
        }
        let new_year: Date = "2027-01-01".parse().unwrap();
        let said = heading(new_year, today, AMERICAN);
        assert_eq!(said, "Friday, January 1, 2027");
    }

    #[test]
    fn tags_keep_their_colour_and_most_differ() {
        let tags = ["home", "work", "family", "garden", "errands", "health"];
        let hues: std::collections::HashSet<_> = tags.into_iter().map(hue).collect();
        assert_eq!(hue("home"), hue("home"));
        assert!(hues.len() > 3, "{hues:?}");
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
            assert_eq!(repeat(rule, Format::default()), words);
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
