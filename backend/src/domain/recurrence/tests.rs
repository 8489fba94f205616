use jiff::civil::date;
use proptest::prelude::*;

use super::{expand::occurrences, *};

fn berlin(text: &str) -> ZonedDateTime {
    text.parse::<DateTime>()
        .unwrap()
        .to_zoned_datetime(TimeZone::get("Europe/Berlin").unwrap())
        .unwrap()
}

fn due(text: &str) -> Due {
    match text.parse::<DateTime>() {
        Ok(at) if text.contains('T') => Due {
            date: at.date(),
            time: Some(WallTime::new(at.time())),
            time_zone: None,
        },
        _ => Due {
            date: text.parse().unwrap(),
            time: None,
            time_zone: None,
        },
    }
}

fn recurrence(rule: &str, mode: RecurrenceMode) -> Recurrence {
    Recurrence {
        rule: rule.to_owned(),
        mode,
    }
}

fn spelled(due: &Due) -> String {
    match due.time {
        Some(time) => format!("{}T{time}", due.date),
        None => due.date.to_string(),
    }
}

/// The dues that follow when each occurrence is closed at its own time.
fn series(rule: &str, from: &str, steps: usize) -> Vec<String> {
    let recurrence = recurrence(rule, RecurrenceMode::Schedule);
    let anchor = due(from);
    let mut current = anchor.clone();
    let now = berlin("2020-01-01T00:00");
    std::iter::from_fn(|| {
        let next = next(&recurrence, &anchor, &current, &now)?;
        current = next.due;
        Some(spelled(&current))
    })
    .take(steps)
    .collect()
}

#[test]
fn a_series_goes_on_as_its_rule_says() {
    let cases: [(&str, &str, &[&str]); 14] = [
        ("FREQ=DAILY", "2026-11-24", &["2026-11-25", "2026-11-26"]),
        (
            "FREQ=DAILY;INTERVAL=10",
            "2026-12-25",
            &["2027-01-04", "2027-01-14"],
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "2026-11-24",
            &["2026-11-26", "2026-11-30"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2",
            "2026-11-24",
            &["2026-12-08", "2026-12-22"],
        ),
        (
            "FREQ=MONTHLY",
            "2027-01-31",
            &["2027-02-28", "2027-03-31", "2027-04-30"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=30",
            "2028-01-30",
            &["2028-02-29", "2028-03-30"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "2027-01-31",
            &["2027-02-28", "2027-03-31"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1FR",
            "2026-11-27",
            &["2026-12-25", "2027-01-29"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-11-30",
            &["2026-12-31", "2027-01-29"],
        ),
        (
            "FREQ=YEARLY",
            "2028-02-29",
            &["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
        ),
        (
            "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU",
            "2026-05-10",
            &["2027-05-09", "2028-05-14"],
        ),
        (
            "FREQ=DAILY;COUNT=3",
            "2026-11-24",
            &["2026-11-25", "2026-11-26"],
        ),
        ("FREQ=DAILY;UNTIL=20261125", "2026-11-24", &["2026-11-25"]),
        (
            "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30",
            "2026-11-24T09:30",
            &["2026-11-24T17:30", "2026-11-25T09:30"],
        ),
    ];
    for (rule, from, expected) in cases {
        assert_eq!(
            series(rule, from, expected.len().max(4))[..expected.len()],
            *expected,
            "{rule}"
        );
    }
    assert_eq!(series("FREQ=DAILY;COUNT=3", "2026-11-24", 9).len(), 2);
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20261125", "2026-11-24", 9).len(),
        1
    );
}

#[test]
fn what_was_missed_does_not_pile_up() {
    let daily = recurrence("FREQ=DAILY", RecurrenceMode::Schedule);
    let day = due("2026-11-01");
    let following = next(&daily, &day, &day, &berlin("2026-11-24T09:00")).unwrap();
    assert_eq!(following.due.date, date(2026, 11, 25));
    // With a time, the same day still counts while that time is to come.
    let timed = due("2026-11-01T17:00");
    let following = next(&daily, &timed, &timed, &berlin("2026-11-24T09:00")).unwrap();
    assert_eq!(spelled(&following.due), "2026-11-24T17:00");
}

#[test]
fn moving_one_occurrence_leaves_the_series() {
    let weekly = recurrence("FREQ=WEEKLY;INTERVAL=2", RecurrenceMode::Schedule);
    let moved = next(
        &weekly,
        &due("2026-11-23"),
        &due("2026-11-26"),
        &berlin("2026-11-24T09:00"),
    )
    .unwrap();
    assert_eq!(moved.due.date, date(2026, 12, 7));
}

#[test]
fn completion_counts_from_the_day_it_was_done() {
    let every = recurrence("FREQ=DAILY;INTERVAL=3;COUNT=2", RecurrenceMode::Completion);
    let anchor = due("2026-11-01T17:00");
    let following = next(&every, &anchor, &anchor, &berlin("2026-11-24T09:00")).unwrap();
    assert_eq!(spelled(&following.due), "2026-11-27T17:00");
    assert_eq!(following.recurrence.rule, "FREQ=DAILY;INTERVAL=3;COUNT=1");
    let last = next(
        &following.recurrence,
        &following.anchor,
        &following.due,
        &berlin("2026-11-27T09:00"),
    );
    assert_eq!(last, None);
}

#[test]
fn a_time_that_the_clocks_skip_is_moved_on_for_that_day_only() {
    let daily = recurrence("FREQ=DAILY", RecurrenceMode::Schedule);
    let at = due("2027-03-27T02:30");
    let skipped = next(&daily, &at, &at, &berlin("2027-03-27T02:30")).unwrap();
    assert_eq!(spelled(&skipped.due), "2027-03-28T02:30");
    let back = next(&daily, &at, &skipped.due, &berlin("2027-03-28T03:30")).unwrap();
    assert_eq!(spelled(&back.due), "2027-03-29T02:30");
}

#[test]
fn a_rule_that_never_fires_is_refused() {
    let zone = TimeZone::UTC;
    for rule in [
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
        "FREQ=DAILY;UNTIL=20261123",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-30",
    ] {
        let error = check(
            &recurrence(rule, RecurrenceMode::Schedule),
            &due("2026-11-24"),
            &zone,
        )
        .unwrap_err();
        assert_eq!(error.field, "recurrence.rule", "{rule}");
    }
    assert!(
        check(
            &recurrence("FREQ=DAILY;BYHOUR=9", RecurrenceMode::Schedule),
            &due("2026-11-24"),
            &zone
        )
        .is_err()
    );
}

#[test]
fn without_a_due_the_first_date_is_taken() {
    let now = berlin("2026-11-24T09:00");
    let monthly = recurrence("FREQ=MONTHLY;BYMONTHDAY=1", RecurrenceMode::Schedule);
    assert_eq!(spelled(&first(&monthly, &now).unwrap()), "2026-12-01");
    let hourly = recurrence("FREQ=DAILY;BYHOUR=8;BYMINUTE=0", RecurrenceMode::Schedule);
    assert_eq!(spelled(&first(&hourly, &now).unwrap()), "2026-11-25T08:00");
}

fn rules() -> impl Strategy<Value = String> {
    let by = prop_oneof![
        Just(String::new()),
        (1..=31).prop_map(|day| format!(";BYMONTHDAY={day}")),
        (-31..=-1).prop_map(|day| format!(";BYMONTHDAY={day}")),
        (-4..=4)
            .prop_filter("an ordinal", |number| *number != 0)
            .prop_map(|number| format!(";BYDAY={number}WE")),
        Just(";BYDAY=SA,SU".to_owned()),
        (1..=12).prop_map(|month| format!(";BYMONTH={month}")),
    ];
    (prop::sample::select(vec!["MONTHLY", "YEARLY"]), 1..5_u8, by)
        .prop_map(|(frequency, interval, by)| format!("FREQ={frequency};INTERVAL={interval}{by}"))
}

proptest! {
    #[test]
    fn the_next_occurrence_is_later_than_today_and_than_the_one_before(
        rule in rules(), start in 0..3000_i64, late in 0..800_i64,
    ) {
        let anchor = Due { date: date(2024, 1, 1).saturating_add(jiff::ToSpan::days(start)), time: None, time_zone: None };
        let today = anchor.date.saturating_add(jiff::ToSpan::days(late));
        let now = berlin(&format!("{today}T12:00"));
        let recurrence = recurrence(&rule, RecurrenceMode::Schedule);
        if let Some(next) = next(&recurrence, &anchor, &anchor, &now) {
            prop_assert!(next.due.date > today.max(anchor.date));
            // Closed on time or late, the series stays on the same dates.
            let days: Vec<_> = occurrences(&rule::parse(&rule).unwrap(), start_of(&anchor))
                .take_while(|at| at.date() <= next.due.date).collect();
            prop_assert_eq!(days.last().map(|at| at.date()), Some(next.due.date));
        }
    }
}

fn start_of(due: &Due) -> DateTime {
    due.date.to_datetime(Time::midnight())
}

#[test]
fn a_rule_of_each_minute_since_long_ago_is_closed_without_going_through_all_of_them() {
    let listed = |to: u8| {
        (0..to)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let rule = format!("FREQ=DAILY;BYHOUR={};BYMINUTE={}", listed(24), listed(60));
    let rule = recurrence(&rule, RecurrenceMode::Schedule);
    let anchor = due("1970-01-01T00:00");
    let now = berlin("2026-01-01T12:00");
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(next(&rule, &anchor, &anchor, &now)));
    let next = receiver.recv_timeout(std::time::Duration::from_secs(5));
    assert_eq!(spelled(&next.unwrap().unwrap().due), "2026-01-01T12:01");
}
