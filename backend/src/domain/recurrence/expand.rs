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
    occurrences_near(rule, start, start.date())
}

/// Every occurrence from `day` on, and perhaps some between `start` and it: only COUNT needs that all of them be gone
/// through, which are millions where a rule fires each minute since long ago.
pub fn occurrences_near(rule: &Rule, start: DateTime, day: Date) -> impl Iterator<Item = DateTime> {
    let near = rule.count.map_or(day, |_| start.date());
    let parts = Parts::new(rule, start);
    let count = rule.count.map_or(usize::MAX, |count| {
        usize::try_from(count).unwrap_or(usize::MAX)
    });
    periods(rule, start.date(), near)
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

impl Frequency {
    /// How many periods after that of `first` the one of `day` comes; `first` is the first day of its own.
    fn between(self, first: Date, day: Date) -> i64 {
        let days = day.duration_since(first).as_hours() / 24;
        let years = i64::from(day.year()) - i64::from(first.year());
        match self {
            Self::Daily => days,
            Self::Weekly => days / 7,
            Self::Monthly => years * 12 + i64::from(day.month()) - i64::from(first.month()),
            Self::Yearly => years,
        }
    }
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

/// The periods of a rule, from the last one on that begins by `near`.
fn periods(rule: &Rule, start: Date, near: Date) -> impl Iterator<Item = Period> + use<> {
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
    let step = |count: i64| match frequency {
        Frequency::Daily => (count * interval).days(),
        Frequency::Weekly => (count * interval).weeks(),
        Frequency::Monthly => (count * interval).months(),
        Frequency::Yearly => (count * interval).years(),
    };
    let between = first.map_or(0, |first| frequency.between(first, near).max(0));
    let first = first.and_then(|first| first.checked_add(step(between / interval)).ok());
    let step = step(1);
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
        if self.rule.positions.is_empty() {
            let all = days.iter();
            return all
                .flat_map(|day| self.times.iter().map(|time| day.to_datetime(*time)))
                .collect();
        }
        let size = i64::try_from(days.len() * self.times.len()).unwrap_or(i64::MAX);
        let mut chosen: Vec<_> = self
            .rule
            .positions
            .iter()
            .filter_map(|position| {
                let position = i64::from(*position);
                let index = if position > 0 {
                    position - 1
                } else {
                    size + position
                };
                let index = usize::try_from(index).ok()?;
                let day = days.get(index.checked_div(self.times.len())?)?;
                Some(day.to_datetime(self.times[index % self.times.len()]))
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
