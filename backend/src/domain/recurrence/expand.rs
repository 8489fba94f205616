//! The dates of a rule, in order: period by period, each day tested against every BY part.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
};

use super::rule::{Frequency, Rule};

/// Days looked at without one that matches before a rule counts as one that never fires: the calendar repeats
/// after 400 years.
const BARREN_DAYS: u32 = 150_000;

/// What the rule leaves to the day and time from which it counts (RFC 5545, section 3.3.10).
#[derive(Debug)]
struct Parts<'a> {
    rule: &'a Rule,
    months: Vec<i8>,
    month_days: Vec<i8>,
    days: Vec<(Option<i8>, Weekday)>,
    times: Vec<Time>,
}

/// Every occurrence from `start` on, until the calendar's end; UNTIL is the caller's to observe.
pub fn occurrences(rule: &Rule, start: DateTime) -> impl Iterator<Item = DateTime> {
    let parts = Parts::new(rule, start);
    let count = rule.count.map_or(usize::MAX, |count| {
        usize::try_from(count).unwrap_or(usize::MAX)
    });
    periods(rule, start.date())
        .scan(0, move |barren: &mut u32, period| {
            let chosen = parts.chosen(&parts.days_of(period));
            *barren = if chosen.is_empty() {
                *barren + period.length()
            } else {
                0
            };
            (*barren < BARREN_DAYS).then_some(chosen)
        })
        .flatten()
        .filter(move |at| *at >= start)
        .take(count)
}

/// A year, month, week or day of the calendar: its first and its last day.
#[derive(Debug, Clone, Copy)]
struct Period {
    first: Date,
    last: Date,
    frequency: Frequency,
}

impl Period {
    fn length(self) -> u32 {
        match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => 31,
            Frequency::Yearly => 366,
        }
    }
}

fn periods(rule: &Rule, start: Date) -> impl Iterator<Item = Period> + use<> {
    let (frequency, interval) = (rule.frequency, i64::from(rule.interval));
    let first = match frequency {
        Frequency::Daily => Some(start),
        Frequency::Weekly => {
            let back = i64::from(start.weekday().since(rule.week_start));
            start.checked_sub(back.days()).ok()
        }
        Frequency::Monthly => Some(start.first_of_month()),
        Frequency::Yearly => Some(start.first_of_year()),
    };
    let step = match frequency {
        Frequency::Daily => interval.days(),
        Frequency::Weekly => interval.weeks(),
        Frequency::Monthly => interval.months(),
        Frequency::Yearly => interval.years(),
    };
    std::iter::successors(first, move |day| day.checked_add(step).ok()).map(move |first| {
        let last = match frequency {
            Frequency::Daily => first,
            Frequency::Weekly => first.saturating_add(6.days()),
            Frequency::Monthly => first.last_of_month(),
            Frequency::Yearly => first.last_of_year(),
        };
        Period {
            first,
            last,
            frequency,
        }
    })
}

impl<'a> Parts<'a> {
    fn new(rule: &'a Rule, start: DateTime) -> Self {
        let mut parts = Self {
            rule,
            months: rule.months.clone(),
            month_days: rule.month_days.clone(),
            days: rule.days.clone(),
            times: times(rule, start.time()),
        };
        if rule.days.is_empty() && rule.month_days.is_empty() {
            match rule.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => parts.days.push((None, start.weekday())),
                Frequency::Monthly => parts.month_days.push(start.day()),
                Frequency::Yearly => {
                    if rule.months.is_empty() {
                        parts.months.push(start.month());
                    }
                    parts.month_days.push(start.day());
                }
            }
        }
        parts
    }

    fn days_of(&self, period: Period) -> Vec<Date> {
        let mut days = Vec::new();
        let mut next = Some(period.first);
        while let Some(day) = next.filter(|day| *day <= period.last) {
            if self.months.is_empty() || self.months.contains(&day.month()) {
                if self.matches(day) {
                    days.push(day);
                }
                next = day.tomorrow().ok();
            } else {
                next = day.last_of_month().tomorrow().ok();
            }
        }
        days
    }

    fn matches(&self, day: Date) -> bool {
        let length = day.days_in_month();
        let on_month_day = |wanted: i8| {
            let wanted = if wanted < 0 {
                length + 1 + wanted
            } else {
                // A day that the month lacks is its last one (RFC 7529, SKIP=BACKWARD).
                wanted.min(length)
            };
            day.day() == wanted
        };
        (self.month_days.is_empty() || self.month_days.iter().any(|wanted| on_month_day(*wanted)))
            && (self.days.is_empty()
                || self.days.iter().any(|wanted| self.on_weekday(day, *wanted)))
    }

    fn on_weekday(&self, day: Date, (ordinal, weekday): (Option<i8>, Weekday)) -> bool {
        if day.weekday() != weekday {
            return false;
        }
        let Some(ordinal) = ordinal else {
            return true;
        };
        let in_year = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
        let (at, length) = if in_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        let ordinal = i16::from(ordinal);
        if ordinal > 0 {
            (at - 1) / 7 + 1 == ordinal
        } else {
            (length - at) / 7 + 1 == -ordinal
        }
    }

    /// The moments of these days, or those of them that BYSETPOS names.
    fn chosen(&self, days: &[Date]) -> Vec<DateTime> {
        let all: Vec<_> = days
            .iter()
            .flat_map(|day| self.times.iter().map(|time| day.to_datetime(*time)))
            .collect();
        if self.rule.positions.is_empty() {
            return all;
        }
        let mut chosen: Vec<_> = self
            .rule
            .positions
            .iter()
            .filter_map(|position| {
                let size = i64::try_from(all.len()).ok()?;
                let position = i64::from(*position);
                let index = if position > 0 {
                    position - 1
                } else {
                    size + position
                };
                all.get(usize::try_from(index).ok()?).copied()
            })
            .collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

fn times(rule: &Rule, start: Time) -> Vec<Time> {
    let or = |given: &[i8], own: i8| {
        if given.is_empty() {
            vec![own]
        } else {
            given.to_vec()
        }
    };
    let minutes = or(&rule.minutes, start.minute());
    or(&rule.hours, start.hour())
        .into_iter()
        .flat_map(|hour| {
            minutes
                .iter()
                .filter_map(move |minute| Time::new(hour, *minute, 0, 0).ok())
        })
        .collect()
}
