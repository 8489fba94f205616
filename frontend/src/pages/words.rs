//! Days and times in words, in the person's zone.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use shared::api::{Due, Task};

/// Now, where the person is.
#[expect(
    clippy::disallowed_methods,
    reason = "a page is rendered for the moment at which it is asked for"
)]
pub(super) fn now(zone: &str) -> ZonedDateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::now().to_zoned_datetime(zone)
}

/// "today 17:00", "Fri 27 Nov"
pub(super) fn due(due: &Due, today: Date) -> String {
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

pub(super) fn overdue(due: &Due, now: &ZonedDateTime) -> bool {
    let late = due
        .time
        .is_some_and(|time| due.date == now.date() && time.time() < now.time());
    due.date < now.date() || late
}

/// Overdue and due first, by day and time; then those without a day, the newest first.
pub(super) fn sort(tasks: &mut [Task]) {
    tasks.sort_by_key(|task| {
        let due = task.due.as_ref();
        let time = due.map(|due| (due.date, due.time.is_none(), due.time));
        (due.is_none(), time, std::cmp::Reverse(task.id))
    });
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
