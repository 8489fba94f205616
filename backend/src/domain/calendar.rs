//! Tasks as a calendar (RFC 5545). Written here: the library for it would bring a second kind of time along.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::{
    SignedDuration, Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};
use shared::api::{Due, Priority, Task};

use super::{recurrence, task::due_at};

/// So many octets of a line; what is more goes on in the next one (section 3.1).
const OCTETS: usize = 75;
/// Of a timed task without a duration.
const MINUTES: u32 = 30;
/// So far ahead the changes of a zone's clock are told.
const YEARS: i32 = 10;

/// The feed of a person's open tasks with a due date, in their zone. The same tasks make the same text, but for what
/// a new year tells of the zones' clocks.
#[must_use]
pub fn feed(tasks: &[Task], zone: &TimeZone, now: Timestamp) -> String {
    let mut zones = BTreeMap::new();
    let mut events = Lines::default();
    for task in tasks {
        event(&mut events, task, zone, &mut zones);
    }
    let mut all = Lines::default();
    all.line("BEGIN:VCALENDAR");
    all.line("VERSION:2.0");
    all.line("PRODID:-//todo-chatbot//tasks//EN");
    all.line("CALSCALE:GREGORIAN");
    all.line("METHOD:PUBLISH");
    all.line("X-WR-CALNAME:Tasks");
    all.line("REFRESH-INTERVAL;VALUE=DURATION:PT15M");
    for (name, zone) in &zones {
        clock(&mut all, name, zone, now);
    }
    all.0.push_str(&events.0);
    all.line("END:VCALENDAR");
    all.0
}

/// The events of a task: where it stands, and how it goes on where that is not on its rule's dates.
fn event(lines: &mut Lines, task: &Task, zone: &TimeZone, zones: &mut BTreeMap<String, TimeZone>) {
    let Some(due) = &task.due else {
        return;
    };
    let series = match (&task.recurrence, &task.anchor) {
        (Some(rule), Some(anchor)) => recurrence::series(rule, anchor, due, zone),
        _ => None,
    };
    match series {
        Some(series) if series.start == *due => {
            one(lines, task, "", due, Some(&series.rule), zone, zones);
        }
        Some(series) => {
            one(lines, task, "", due, None, zone, zones);
            let rule = Some(series.rule.as_str());
            one(lines, task, "-series", &series.start, rule, zone, zones);
        }
        None => one(lines, task, "", due, None, zone, zones),
    }
}

fn one(
    lines: &mut Lines,
    task: &Task,
    suffix: &str,
    due: &Due,
    rule: Option<&str>,
    zone: &TimeZone,
    zones: &mut BTreeMap<String, TimeZone>,
) {
    let Some(start) = start(due, rule.is_some(), zone, zones) else {
        return;
    };
    lines.line("BEGIN:VEVENT");
    lines.line(&format!("UID:{}{suffix}@todo-chatbot", task.id));
    lines.line(&format!("DTSTAMP:{}", utc(task.updated_at)));
    lines.line(&format!("CREATED:{}", utc(task.created_at)));
    lines.line(&format!("LAST-MODIFIED:{}", utc(task.updated_at)));
    lines.line(&start);
    if due.time.is_some() {
        let minutes = task.duration_minutes.unwrap_or(MINUTES);
        lines.line(&format!("DURATION:PT{minutes}M"));
    }
    if let Some(rule) = rule {
        lines.line(&format!("RRULE:{rule}"));
    }
    lines.line(&format!("SUMMARY:{}", escaped(&task.title)));
    if !task.notes.is_empty() {
        lines.line(&format!("DESCRIPTION:{}", escaped(&task.notes)));
    }
    if !task.tags.is_empty() {
        let tags: Vec<_> = task.tags.iter().map(|tag| escaped(tag)).collect();
        lines.line(&format!("CATEGORIES:{}", tags.join(",")));
    }
    let priority = match task.priority {
        Priority::None => 0,
        Priority::Low => 7,
        Priority::Medium => 5,
        Priority::High => 3,
        Priority::Urgent => 1,
    };
    lines.line(&format!("PRIORITY:{priority}"));
    lines.line("TRANSP:TRANSPARENT");
    lines.line("END:VEVENT");
}

/// A day; an instant; or, where it repeats, a time on the clock of a zone, so that it stays there in summer.
fn start(
    due: &Due,
    repeats: bool,
    zone: &TimeZone,
    zones: &mut BTreeMap<String, TimeZone>,
) -> Option<String> {
    let Some(time) = due.time else {
        return Some(format!("DTSTART;VALUE=DATE:{}", day(due.date)));
    };
    let own = due.time_zone.as_deref();
    let own = own.and_then(|name| TimeZone::get(name).ok());
    let zone = own.as_ref().unwrap_or(zone);
    match zone.iana_name() {
        Some(name) if repeats && name != "UTC" => {
            zones.insert(name.to_owned(), zone.clone());
            let time = time.time();
            let (hour, minute) = (time.hour(), time.minute());
            let date = day(due.date);
            Some(format!("DTSTART;TZID={name}:{date}T{hour:02}{minute:02}00"))
        }
        _ => Some(format!("DTSTART:{}", utc(due_at(due, zone)?))),
    }
}

/// How the clock of a zone goes, from a year ago on.
fn clock(lines: &mut Lines, name: &str, zone: &TimeZone, now: Timestamp) {
    let year = SignedDuration::from_hours(366 * 24);
    let from = now.checked_sub(year).unwrap_or(now);
    let until = now.checked_add(year * YEARS).unwrap_or(now);
    lines.line("BEGIN:VTIMEZONE");
    lines.line(&format!("TZID:{name}"));
    let first = zone.to_offset_info(from);
    let mut before = first.offset();
    let changes = zone.following(from);
    let begun = (
        from,
        before,
        first.dst().is_dst(),
        first.abbreviation().to_owned(),
    );
    let changes = changes
        .take_while(|change| change.timestamp() <= until)
        .map(|change| {
            let dst = change.dst().is_dst();
            (
                change.timestamp(),
                change.offset(),
                dst,
                change.abbreviation().to_owned(),
            )
        });
    for (at, offset, dst, name) in std::iter::once(begun).chain(changes) {
        let kind = if dst { "DAYLIGHT" } else { "STANDARD" };
        // On the clock as it was until then (section 3.6.5).
        let local = before.to_datetime(at);
        let time = local.time();
        lines.line(&format!("BEGIN:{kind}"));
        lines.line(&format!(
            "DTSTART:{}T{:02}{:02}{:02}",
            day(local.date()),
            time.hour(),
            time.minute(),
            time.second()
        ));
        lines.line(&format!("TZOFFSETFROM:{}", shift(before)));
        lines.line(&format!("TZOFFSETTO:{}", shift(offset)));
        lines.line(&format!("TZNAME:{name}"));
        lines.line(&format!("END:{kind}"));
        before = offset;
    }
    lines.line("END:VTIMEZONE");
}

fn shift(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{sign}{hours:02}{minutes:02}");
    if rest != 0 {
        let _infallible = write!(text, "{rest:02}");
    }
    text
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(char);
            }
            '\n' => escaped.push_str("\\n"),
            char if char.is_control() && char != '\t' => {}
            char => escaped.push(char),
        }
    }
    escaped
}

#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    /// Adds a line, folded between characters.
    fn line(&mut self, text: &str) {
        let mut octets = 0;
        for char in text.chars() {
            if octets + char.len_utf8() > OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(char);
            octets += char.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::domain::task::{Place, create};

    fn of(request: Value) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let place = Place {
            list_id: Uuid::nil(),
            parent_id: None,
            position: "a0".to_owned(),
        };
        let request = serde_json::from_value(request).unwrap();
        let at = now.to_zoned_datetime(zone.clone());
        let task = create(&request, Uuid::nil(), place, None, &at)
            .unwrap()
            .after;
        feed(&[task], &zone, now)
    }

    #[test]
    fn a_day_is_a_day_and_a_time_is_an_instant() {
        let text = of(json!({"title": "a", "due": {"date": "2026-12-24"}}));
        assert!(
            text.contains("\r\nDTSTART;VALUE=DATE:20261224\r\n"),
            "{text}"
        );
        assert!(
            !text.contains("VTIMEZONE") && !text.contains("\r\nDURATION:"),
            "{text}"
        );
        let text = of(
            json!({"title": "a", "due": {"date": "2026-07-24", "time": "17:00"}, "duration_minutes": 45}),
        );
        assert!(
            text.contains("\r\nDTSTART:20260724T150000Z\r\nDURATION:PT45M\r\n"),
            "{text}"
        );
        assert_eq!(of(json!({"title": "a"})).matches("VEVENT").count(), 0);
    }

    #[test]
    fn text_is_escaped_and_long_lines_are_folded_between_characters() {
        let title = format!("a, b; c\\d {}", "é".repeat(100));
        let text = of(json!({"title": title, "notes": "one\ntwo", "due": {"date": "2026-12-24"}}));
        assert!(
            text.contains("SUMMARY:a\\, b\\; c\\\\d é") && text.contains("DESCRIPTION:one\\ntwo")
        );
        assert!(text.lines().all(|line| line.len() <= OCTETS), "{text}");
        assert!(text.split("\r\n").all(|line| !line.contains('\n')));
        assert_eq!(text.replace("\r\n ", "").matches('é').count(), 100);
    }

    #[test]
    fn a_repeat_stays_on_the_clock_of_its_zone() {
        let text = of(
            json!({"title": "a", "due": {"date": "2026-11-30", "time": "09:00"},
            "recurrence": {"rule": "FREQ=WEEKLY;BYDAY=MO"}}),
        );
        assert!(
            text.contains("DTSTART;TZID=Europe/Berlin:20261130T090000\r\n"),
            "{text}"
        );
        assert!(text.contains("RRULE:FREQ=WEEKLY;BYDAY=MO\r\n"), "{text}");
        let summer = "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n";
        assert!(text.contains(summer), "{text}");
        assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
    }

    #[test]
    fn what_calendars_would_read_otherwise_is_said_so_that_they_do_not() {
        // They skip months without a 31st; here these have their last day.
        let monthly = json!({"title": "a", "due": {"date": "2027-01-31"}, "recurrence": {"rule": "FREQ=MONTHLY"}});
        let text = of(monthly).replace("\r\n ", "");
        assert!(
            text.contains("RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1\r\n"),
            "{text}"
        );
        // They count from the first event that they see; here from the series' own.
        let counted = json!({"title": "a", "due": {"date": "2027-01-01"}, "recurrence": {"rule": "FREQ=DAILY;COUNT=5"}});
        let text = of(counted);
        assert!(
            text.contains("RRULE:FREQ=DAILY;UNTIL=20270105\r\n"),
            "{text}"
        );
        // Days counted from when it is done are nobody's to know.
        let after = json!({"title": "a", "due": {"date": "2027-01-01"},
            "recurrence": {"rule": "FREQ=DAILY;INTERVAL=3", "mode": "completion"}});
        assert!(!of(after).contains("RRULE"));
    }
}
