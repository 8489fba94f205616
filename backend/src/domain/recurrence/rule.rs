//! An RRULE (RFC 5545, section 3.3.10) as it is written: read, checked, never expanded here.

use jiff::civil::{Date, DateTime, Time, Weekday};

use super::super::Invalid;

pub const FIELD: &str = "recurrence.rule";
pub const LENGTH_MAX: usize = 500;
const INTERVAL_MAX: u32 = 1000;
const COUNT_MAX: u32 = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The last moment of a rule, on the clock of its due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Date(Date),
    Local(DateTime),
    Utc(DateTime),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub frequency: Frequency,
    pub interval: u32,
    pub count: Option<u32>,
    pub until: Option<Until>,
    pub week_start: Weekday,
    pub months: Vec<i8>,
    /// Negative ones count from the end of the month.
    pub month_days: Vec<i8>,
    /// With an ordinal, "the second Monday"; negative ones count from the end.
    pub days: Vec<(Option<i8>, Weekday)>,
    pub hours: Vec<i8>,
    pub minutes: Vec<i8>,
    pub positions: Vec<i16>,
}

/// # Errors
/// Says which part of the rule is wrong, and what was expected.
pub fn parse(text: &str) -> Result<Rule, Invalid> {
    if text.len() > LENGTH_MAX {
        return Err(wrong(format!("at most {LENGTH_MAX} characters")));
    }
    let upper = text.trim().to_ascii_uppercase();
    let parts = upper.strip_prefix("RRULE:").unwrap_or(&upper);
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        count: None,
        until: None,
        week_start: Weekday::Monday,
        months: Vec::new(),
        month_days: Vec::new(),
        days: Vec::new(),
        hours: Vec::new(),
        minutes: Vec::new(),
        positions: Vec::new(),
    };
    let mut seen = Vec::new();
    for part in parts.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| wrong(format!("expected NAME=VALUE, not `{part}`")))?;
        if seen.contains(&name) {
            return Err(wrong(format!("{name} comes twice")));
        }
        seen.push(name);
        set(&mut rule, name, value)?;
    }
    if !seen.contains(&"FREQ") {
        return Err(wrong("expected FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"));
    }
    check(&rule)?;
    Ok(rule)
}

/// The rule's text with one occurrence less to come; `None` when it was the last.
#[must_use]
pub fn counted_down(text: &str, rule: &Rule) -> Option<String> {
    let Some(count) = rule.count else {
        return Some(text.to_owned());
    };
    let left = count.checked_sub(1).filter(|left| *left > 0)?;
    let parts = text.split(';').map(|part| {
        if part.to_ascii_uppercase().trim().starts_with("COUNT=") {
            format!("COUNT={left}")
        } else {
            part.to_owned()
        }
    });
    Some(parts.collect::<Vec<_>>().join(";"))
}

pub(super) fn wrong(message: impl Into<String>) -> Invalid {
    Invalid::new(FIELD, message)
}

fn set(rule: &mut Rule, name: &str, value: &str) -> Result<(), Invalid> {
    match name {
        "FREQ" => {
            rule.frequency = match value {
                "DAILY" => Frequency::Daily,
                "WEEKLY" => Frequency::Weekly,
                "MONTHLY" => Frequency::Monthly,
                "YEARLY" => Frequency::Yearly,
                _ => return Err(wrong("expected FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")),
            }
        }
        "INTERVAL" => rule.interval = number(name, value, 1, INTERVAL_MAX)?,
        "COUNT" => rule.count = Some(number(name, value, 1, COUNT_MAX)?),
        "UNTIL" => rule.until = Some(until(value)?),
        "WKST" => rule.week_start = weekday(value)?,
        "BYMONTH" => rule.months = numbers(name, value, 1, 12)?,
        "BYMONTHDAY" => rule.month_days = signed(name, value, 31)?,
        "BYDAY" => rule.days = value.split(',').map(day).collect::<Result<_, _>>()?,
        "BYHOUR" => rule.hours = numbers(name, value, 0, 23)?,
        "BYMINUTE" => rule.minutes = numbers(name, value, 0, 59)?,
        "BYSETPOS" => rule.positions = signed(name, value, 366)?,
        "BYSECOND" | "BYYEARDAY" | "BYWEEKNO" => {
            return Err(wrong(format!("{name} is not supported")));
        }
        _ => return Err(wrong(format!("`{name}` is no part of a rule"))),
    }
    Ok(())
}

/// What RFC 5545 forbids in combination.
fn check(rule: &Rule) -> Result<(), Invalid> {
    let ordinals = rule.days.iter().any(|(ordinal, _)| ordinal.is_some());
    let by = !rule.months.is_empty()
        || !rule.month_days.is_empty()
        || !rule.days.is_empty()
        || !rule.hours.is_empty()
        || !rule.minutes.is_empty();
    if rule.count.is_some() && rule.until.is_some() {
        Err(wrong("COUNT and UNTIL exclude each other"))
    } else if ordinals && !matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly) {
        Err(wrong("a BYDAY with a number needs FREQ=MONTHLY or YEARLY"))
    } else if !rule.month_days.is_empty() && rule.frequency == Frequency::Weekly {
        Err(wrong("BYMONTHDAY does not go with FREQ=WEEKLY"))
    } else if !rule.positions.is_empty() && !by {
        Err(wrong("BYSETPOS needs another BY part to choose from"))
    } else {
        Ok(())
    }
}

fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display + Copy>(
    name: &str,
    value: &str,
    min: T,
    max: T,
) -> Result<T, Invalid> {
    value
        .parse()
        .ok()
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| wrong(format!("{name}: expected a number from {min} to {max}")))
}

fn numbers(name: &str, value: &str, min: i8, max: i8) -> Result<Vec<i8>, Invalid> {
    let mut numbers: Vec<_> = value
        .split(',')
        .map(|value| number(name, value, min, max))
        .collect::<Result<_, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Numbers from 1 to `max` or from -`max` to -1.
fn signed<T: TryFrom<i16>>(name: &str, value: &str, max: i16) -> Result<Vec<T>, Invalid> {
    value
        .split(',')
        .map(|text| {
            text.parse::<i16>()
                .ok()
                .filter(|number| *number != 0 && (-max..=max).contains(number))
                .and_then(|number| T::try_from(number).ok())
                .ok_or_else(|| {
                    wrong(format!(
                        "{name}: expected 1 to {max}, or -1 to -{max} counted from the end"
                    ))
                })
        })
        .collect()
}

fn day(text: &str) -> Result<(Option<i8>, Weekday), Invalid> {
    let at = text.len().saturating_sub(2);
    let (ordinal, name) = text
        .is_char_boundary(at)
        .then(|| text.split_at(at))
        .ok_or_else(|| wrong("BYDAY: expected MO to SU"))?;
    let name = weekday(name)?;
    if ordinal.is_empty() {
        return Ok((None, name));
    }
    let ordinal = signed("BYDAY", ordinal, 53)?.first().copied();
    Ok((ordinal, name))
}

fn weekday(text: &str) -> Result<Weekday, Invalid> {
    Ok(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => {
            return Err(wrong(format!(
                "expected MO, TU, WE, TH, FR, SA or SU, not `{text}`"
            )));
        }
    })
}

/// 20261231, 20261231T170000 or 20261231T170000Z.
fn until(text: &str) -> Result<Until, Invalid> {
    let expected = || wrong("UNTIL: expected 20261231, 20261231T170000 or 20261231T170000Z");
    let (moment, utc) = match text.strip_suffix('Z') {
        Some(moment) => (moment, true),
        None => (text, false),
    };
    let (date, time) = match moment.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (moment, None),
    };
    let digits =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(date, 8) || time.is_some_and(|time| !digits(time, 6)) || (utc && time.is_none()) {
        return Err(expected());
    }
    let part = |text: &str, from: usize, to: usize| text[from..to].parse::<i16>().unwrap_or(-1);
    let small = |value: i16| i8::try_from(value).unwrap_or(-1);
    let day = Date::new(
        part(date, 0, 4),
        small(part(date, 4, 6)),
        small(part(date, 6, 8)),
    )
    .map_err(|_| expected())?;
    let Some(time) = time else {
        return Ok(Until::Date(day));
    };
    let time = Time::new(
        small(part(time, 0, 2)),
        small(part(time, 2, 4)),
        small(part(time, 4, 6)),
        0,
    )
    .map_err(|_| expected())?;
    let moment = day.to_datetime(time);
    Ok(if utc {
        Until::Utc(moment)
    } else {
        Until::Local(moment)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_whatever_its_case() {
        let rule = parse("rrule:freq=monthly;byday=-1fr,2MO;count=3").unwrap();
        assert_eq!(rule.frequency, Frequency::Monthly);
        assert_eq!(
            rule.days,
            [(Some(-1), Weekday::Friday), (Some(2), Weekday::Monday)]
        );
        assert_eq!(rule.count, Some(3));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (rule, part) in [
            ("", "FREQ"),
            ("FREQ", "NAME=VALUE"),
            ("FREQ=HOURLY", "FREQ"),
            ("FREQ=DAILY;FREQ=DAILY", "twice"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
            ("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "exclude"),
            ("FREQ=DAILY;UNTIL=20270230", "UNTIL"),
            ("FREQ=DAILY;UNTIL=20270101Z", "UNTIL"),
            ("FREQ=DAILY;UNTIL=2027éé01", "UNTIL"),
            ("FREQ=WEEKLY;BYDAY=2MO", "MONTHLY"),
            ("FREQ=WEEKLY;BYMONTHDAY=2", "WEEKLY"),
            ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=é", "MO"),
            ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
            ("FREQ=YEARLY;BYWEEKNO=3", "not supported"),
            ("FREQ=YEARLY;X=3", "no part"),
        ] {
            let error = parse(rule).unwrap_err();
            assert!(error.message.contains(part), "{rule}: {}", error.message);
        }
    }

    #[test]
    fn counting_down_ends() {
        let text = "FREQ=DAILY;COUNT=2";
        let rule = parse(text).unwrap();
        let once = counted_down(text, &rule).unwrap();
        assert_eq!(once, "FREQ=DAILY;COUNT=1");
        assert_eq!(counted_down(&once, &parse(&once).unwrap()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,60}") {
            drop(parse(&text));
        }
    }
}
