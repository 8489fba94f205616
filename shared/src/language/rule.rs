//! A recurrence rule in the making (RFC 5545, section 3.3.10).

use std::{fmt::Write as _, ops::RangeInclusive};

use jiff::civil::{Date, Weekday};

use super::Grain;
use crate::{
    api::{Recurrence, RecurrenceMode},
    calendar::plus_days,
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rule {
    /// Day, week, month or year.
    pub(super) every: Option<Grain>,
    pub(super) interval: i16,
    pub(super) months: Vec<i8>,
    /// Negative ones count from the end of the month.
    pub(super) month_days: Vec<i8>,
    /// With 0 for "each", and negative ones counted from the end.
    pub(super) weekdays: Vec<(i8, Weekday)>,
    pub(super) positions: Vec<i8>,
    /// Hours and minutes of more than one time a day.
    pub(super) times: Vec<(i8, i8)>,
    pub(super) count: Option<i16>,
    pub(super) until: Option<Date>,
    pub(super) after_completion: bool,
}

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Rule {
    pub(super) fn new(every: Grain, interval: i16) -> Self {
        Self {
            every: Some(every),
            interval,
            ..Self::default()
        }
    }

    pub(super) fn weekly(days: impl IntoIterator<Item = Weekday>) -> Self {
        let mut rule = Self::new(Grain::Week, 1);
        rule.weekdays.extend(days.into_iter().map(|day| (0, day)));
        rule
    }

    /// "monthly on friday": every one of them, or which?
    pub(super) fn asks_which(&self) -> bool {
        matches!(
            self.every,
            Some(Grain::Month | Grain::Quarter | Grain::Year)
        ) && self.positions.is_empty()
            && self.month_days.is_empty()
            && self.months.is_empty()
            && self.weekdays.len() == 1
            && self.weekdays.iter().all(|(nth, _)| *nth == 0)
    }

    /// Whether it says nothing but how often.
    pub(super) fn is_plain(&self) -> bool {
        *self
            == Self {
                every: self.every,
                interval: self.interval,
                ..Self::default()
            }
    }

    pub(super) fn recurrence(&self) -> Option<Recurrence> {
        Some(Recurrence {
            rule: self.text()?,
            mode: if self.after_completion {
                RecurrenceMode::Completion
            } else {
                RecurrenceMode::Schedule
            },
        })
    }

    pub(super) fn text(&self) -> Option<String> {
        let (frequency, times) = match self.every? {
            Grain::Day => ("DAILY", 1),
            Grain::Week => ("WEEKLY", 1),
            Grain::Month => ("MONTHLY", 1),
            Grain::Quarter => ("MONTHLY", 3),
            Grain::Year => ("YEARLY", 1),
            _ => return None,
        };
        let mut text = format!("FREQ={frequency}");
        let interval = self.interval.max(1).saturating_mul(times);
        if interval > 1 {
            _ = write!(text, ";INTERVAL={interval}");
        }
        list(&mut text, "BYMONTH", self.months.iter());
        list(&mut text, "BYMONTHDAY", self.month_days.iter());
        let days = self.weekdays.iter().map(|(nth, day)| {
            let name = NAMES[usize::from(day.to_monday_zero_offset().unsigned_abs())];
            if *nth == 0 {
                name.to_owned()
            } else {
                format!("{nth}{name}")
            }
        });
        list(&mut text, "BYDAY", days);
        list(&mut text, "BYSETPOS", self.positions.iter());
        let mut hours: Vec<_> = self.times.iter().map(|(hour, _)| hour).collect();
        hours.dedup();
        list(&mut text, "BYHOUR", hours.into_iter());
        let minutes = self.times.iter().map(|(_, minute)| minute).take(1);
        list(&mut text, "BYMINUTE", minutes);
        if let Some(count) = self.count {
            _ = write!(text, ";COUNT={count}");
        }
        if let Some(until) = self.until {
            let (year, month, day) = (until.year(), until.month(), until.day());
            _ = write!(text, ";UNTIL={year:04}{month:02}{day:02}");
        }
        Some(text)
    }

    /// The first day of the rule that is not before `from`: where a recurrence without a date begins.
    pub(super) fn first(&self, from: Date) -> Option<Date> {
        const DAYS: i64 = 9 * 366;
        (0..DAYS)
            .map_while(|days| plus_days(from, days))
            .find(|date| self.falls_on(*date))
    }

    fn falls_on(&self, date: Date) -> bool {
        let month = self.months.is_empty() || self.months.contains(&date.month());
        let size = date.days_in_month();
        let month_day = self.month_days.is_empty()
            || self.month_days.iter().any(|day| {
                let day = if *day < 0 {
                    size + 1 + day
                } else {
                    (*day).min(size)
                };
                day == date.day()
            });
        let nth = (date.day() - 1) / 7 + 1;
        let behind = (size - date.day()) / 7 + 1;
        let weekday = self.weekdays.is_empty()
            || self.weekdays.iter().any(|(place, day)| {
                *day == date.weekday() && (*place == 0 || *place == nth || -*place == behind)
            });
        month && month_day && weekday && (self.positions.is_empty() || self.placed(date))
    }

    /// "The last working day": the place of the day among those of its month.
    fn placed(&self, date: Date) -> bool {
        let among = |day: i8| {
            Date::new(date.year(), date.month(), day).is_ok_and(|day| {
                let mut days = self.weekdays.iter();
                days.any(|(_, weekday)| *weekday == day.weekday())
            })
        };
        let count = |days: RangeInclusive<i8>| {
            i8::try_from(days.filter(|day| among(*day)).count()).unwrap_or(i8::MAX)
        };
        let before = count(1..=date.day());
        let after = count(date.day()..=date.days_in_month());
        self.positions
            .iter()
            .any(|place| *place == before || -*place == after)
    }
}

fn list<T: std::fmt::Display>(text: &mut String, name: &str, values: impl Iterator<Item = T>) {
    for (index, value) in values.enumerate() {
        let mark = if index == 0 {
            format!(";{name}=")
        } else {
            ",".to_owned()
        };
        _ = write!(text, "{mark}{value}");
    }
}
