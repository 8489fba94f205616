//! What holds of every rule, and of every text that somebody sends as one.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time, Weekday, date},
    tz::TimeZone,
};
use proptest::prelude::*;
use shared::api::{Due, Recurrence, RecurrenceMode, WallTime};

use super::{
    check,
    expand::{occurrences, occurrences_near},
    first, next,
    rule::{self, Frequency, Rule, Until},
};

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

fn name(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(known, _)| *known == day)
        .map(|(_, name)| *name)
        .unwrap()
}

/// Sorted and without repeats, as the reader keeps such numbers.
fn numbers(from: i8, to: i8) -> impl Strategy<Value = Vec<i8>> {
    let some =
        prop::collection::btree_set(from..=to, 1..4).prop_map(|set| set.into_iter().collect());
    prop_oneof![3 => Just(Vec::new()), 1 => some]
}

fn signed(most: i16) -> impl Strategy<Value = Vec<i16>> {
    let one = (1..=most, any::<bool>()).prop_map(|(size, back)| if back { -size } else { size });
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..4)]
}

fn moments() -> impl Strategy<Value = DateTime> {
    (0..9000_i64, 0..24_i8, 0..60_i8).prop_map(|(days, hour, minute)| {
        date(2015, 1, 1)
            .saturating_add(days.days())
            .to_datetime(Time::constant(hour, minute, 0, 0))
    })
}

fn ends() -> impl Strategy<Value = (Option<u32>, Option<Until>)> {
    prop_oneof![
        Just((None, None)),
        (1..400_u32).prop_map(|count| (Some(count), None)),
        moments().prop_map(|at| (None, Some(Until::Date(at.date())))),
        moments().prop_map(|at| (None, Some(Until::Local(at)))),
        moments().prop_map(|at| (None, Some(Until::Utc(at)))),
    ]
}

/// Rules that the standard allows.
fn rules() -> impl Strategy<Value = Rule> {
    let frequency = prop::sample::select(vec![
        Frequency::Daily,
        Frequency::Weekly,
        Frequency::Monthly,
        Frequency::Yearly,
    ]);
    let days = prop::collection::vec((signed(5), 0..7_usize), 0..4);
    let by = (
        numbers(1, 12),
        signed(31),
        days,
        numbers(0, 23),
        numbers(0, 59),
        signed(366),
    );
    (frequency, 1..20_u32, ends(), 0..7_usize, by).prop_map(
        |(frequency, interval, (count, until), week_start, by)| {
            let (months, month_days, days, hours, minutes, positions) = by;
            let ordinals = matches!(frequency, Frequency::Monthly | Frequency::Yearly);
            let days: Vec<_> = days
                .into_iter()
                .map(|(ordinal, day)| {
                    let ordinal = ordinal.first().filter(|_| ordinals);
                    (
                        ordinal.map(|ordinal| i8::try_from(*ordinal).unwrap()),
                        DAYS[day].0,
                    )
                })
                .collect();
            let month_days: Vec<i8> = if frequency == Frequency::Weekly {
                Vec::new()
            } else {
                month_days
                    .into_iter()
                    .map(|day| i8::try_from(day).unwrap())
                    .collect()
            };
            let by = !(months.is_empty()
                && month_days.is_empty()
                && days.is_empty()
                && hours.is_empty()
                && minutes.is_empty());
            Rule {
                frequency,
                interval,
                count,
                until,
                week_start: DAYS[week_start].0,
                months,
                month_days,
                days,
                hours,
                minutes,
                positions: if by { positions } else { Vec::new() },
            }
        },
    )
}

fn listed<T>(name: &str, all: &[T], each: impl Fn(&T) -> String) -> String {
    if all.is_empty() {
        return String::new();
    }
    format!(
        ";{name}={}",
        all.iter().map(each).collect::<Vec<_>>().join(",")
    )
}

fn written(rule: &Rule) -> String {
    let frequency = format!("{:?}", rule.frequency).to_uppercase();
    let count = rule.count.map(|count| format!(";COUNT={count}"));
    let until = rule.until.map(|until| match until {
        Until::Date(day) => day.strftime(";UNTIL=%Y%m%d").to_string(),
        Until::Local(at) => at.strftime(";UNTIL=%Y%m%dT%H%M%S").to_string(),
        Until::Utc(at) => at.strftime(";UNTIL=%Y%m%dT%H%M%SZ").to_string(),
    });
    [
        format!(
            "FREQ={frequency};INTERVAL={};WKST={}",
            rule.interval,
            name(rule.week_start)
        ),
        count.unwrap_or_default(),
        until.unwrap_or_default(),
        listed("BYMONTH", &rule.months, ToString::to_string),
        listed("BYMONTHDAY", &rule.month_days, ToString::to_string),
        listed("BYDAY", &rule.days, |(ordinal, day)| {
            format!(
                "{}{}",
                ordinal.map(|number| number.to_string()).unwrap_or_default(),
                name(*day)
            )
        }),
        listed("BYHOUR", &rule.hours, ToString::to_string),
        listed("BYMINUTE", &rule.minutes, ToString::to_string),
        listed("BYSETPOS", &rule.positions, ToString::to_string),
    ]
    .concat()
}

/// What a parser stumbles over: its own words and signs in any order, and anything else between them.
fn scraps() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "FREQ=",
        "DAILY",
        "WEEKLY",
        "MONTHLY",
        "YEARLY",
        "SECONDLY",
        ";",
        ",",
        "=",
        "INTERVAL=",
        "COUNT=",
        "UNTIL=",
        "BYDAY=",
        "BYMONTHDAY=",
        "BYMONTH=",
        "BYSETPOS=",
        "BYHOUR=",
        "BYMINUTE=",
        "BYWEEKNO=",
        "WKST=",
        "RRULE:",
        "MO",
        "-1",
        "53",
        "99999999999999999999",
        "0",
        "-",
        "+",
        "20261231",
        "20260230T250000Z",
        "T",
        "Z",
        "\u{0}",
        "é",
    ]);
    let piece = prop_oneof![
        5 => known.prop_map(str::to_owned),
        1 => prop::collection::vec(any::<u8>(), 0..6)
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ];
    (any::<bool>(), prop::collection::vec(piece, 0..24)).prop_map(|(begun, pieces)| {
        let begin = if begun { "FREQ=DAILY;" } else { "" };
        format!("{begin}{}", pieces.concat())
    })
}

fn due(at: DateTime, timed: bool) -> Due {
    Due {
        date: at.date(),
        time: timed.then(|| WallTime::new(at.time())),
        time_zone: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_written_is_read_as_it_was_meant(rule in rules()) {
        let text = written(&rule);
        prop_assert_eq!(rule::parse(&text).map_err(|error| error.message), Ok(rule), "{}", text);
    }

    #[test]
    fn no_scraps_make_the_reader_panic(text in scraps()) {
        if let Err(error) = rule::parse(&text) {
            prop_assert_eq!(error.field, rule::FIELD);
            prop_assert!(!error.message.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn occurrences_come_in_order_from_the_start_on_and_in_the_months_and_at_the_times_named(rule in rules(), start in moments()) {
        let all: Vec<_> = occurrences(&rule, start).take(40).collect();
        prop_assert!(all.len() <= rule.count.map_or(40, |count| count as usize));
        for at in &all {
            prop_assert!(*at >= start);
            prop_assert!(rule.months.is_empty() || rule.months.contains(&at.month()));
            prop_assert!(rule.hours.is_empty() || rule.hours.contains(&at.hour()));
            prop_assert!(rule.minutes.is_empty() || rule.minutes.contains(&at.minute()));
        }
        prop_assert!(all.is_sorted_by(|a, b| a < b), "{:?}", all);
    }

    #[test]
    fn what_lies_long_before_a_day_may_be_passed_over(
        rule in rules(), start in moments(), later in 0..40_000_i64,
    ) {
        let day = start.date().saturating_add(later.days());
        let from_day = |at: &DateTime| at.date() >= day;
        let all: Vec<_> = occurrences(&rule, start).filter(from_day).take(5).collect();
        let near: Vec<_> = occurrences_near(&rule, start, day).filter(from_day).take(5).collect();
        prop_assert_eq!(near, all);
    }

    #[test]
    fn a_rule_that_is_accepted_has_a_date_and_each_next_one_is_later(
        rule in rules(), start in moments(), completion in any::<bool>(), late in 0..900_i64,
    ) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let timed = !(rule.hours.is_empty() && rule.minutes.is_empty());
        let mode = if completion { RecurrenceMode::Completion } else { RecurrenceMode::Schedule };
        let recurrence = Recurrence { rule: written(&rule), mode };
        let now = start.saturating_add(late.hours()).to_zoned_datetime(zone.clone()).unwrap();
        if let Ok(first) = first(&recurrence, &now) {
            prop_assert!(first.date >= now.date());
            prop_assert_eq!(first.time.is_some(), timed);
        }
        let anchor = due(start, timed);
        if let Err(error) = check(&recurrence, &anchor, &zone) {
            prop_assert_eq!(error.field, rule::FIELD);
            prop_assert_eq!(error.message, "this rule has no date from its start on");
            return Ok(());
        }
        let (mut recurrence, mut anchor, mut current) = (recurrence, anchor.clone(), anchor);
        let mut day: Option<Date> = None;
        // Counted from the same day again, completion gives the same date again.
        for _ in 0..if completion { 1 } else { 5 } {
            let Some(next) = next(&recurrence, &anchor, &current, &now) else { break };
            prop_assert!(next.due.date >= now.date());
            prop_assert!(day.is_none_or(|day| next.due.date >= day));
            prop_assert_ne!(&next.due, &current);
            day = Some(next.due.date);
            (recurrence, anchor, current) = (next.recurrence, next.anchor, next.due);
        }
    }
}
