//! Days and times in words.

use jiff::{ZonedDateTime, civil::Date};
use shared::api::Due;

/// "today 17:00", "Fri 27 Nov"
pub(crate) fn due(due: &Due, today: Date) -> String {
    let day = if due.date == today {
        "today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == due.date) {
        "tomorrow".to_owned()
    } else if due.date.year() == today.year() {
        due.date.strftime("%a %-d %b").to_string()
    } else {
        due.date.strftime("%a %-d %b %Y").to_string()
    };
    match due.time {
        Some(time) => format!("{day} {time}"),
        None => day,
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
        day.strftime("%A %-d %B").to_string()
    } else {
        day.strftime("%A %-d %B %Y").to_string()
    }
}

pub(crate) fn overdue(due: &Due, now: &ZonedDateTime) -> bool {
    let late = due
        .time
        .is_some_and(|time| due.date == now.date() && time.time() < now.time());
    due.date < now.date() || late
}

/// "High"
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
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

/// "Every month"; the rule itself where there are no words for it.
pub(crate) fn repeat(rule: &str) -> &str {
    let known = REPEATS.iter().find(|(known, _)| *known == rule);
    known.map_or(rule, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_near_now_have_names() {
        let read = |json: &str| serde_json::from_str::<Due>(json).unwrap();
        let today: Date = "2026-11-24".parse().unwrap();
        assert_eq!(
            due(&read(r#"{"date":"2026-11-24","time":"17:00"}"#), today),
            "today 17:00"
        );
        assert_eq!(due(&read(r#"{"date":"2026-11-25"}"#), today), "tomorrow");
        assert_eq!(due(&read(r#"{"date":"2026-11-27"}"#), today), "Fri 27 Nov");
        assert_eq!(
            due(&read(r#"{"date":"2027-01-01"}"#), today),
            "Fri 1 Jan 2027"
        );
    }
}
