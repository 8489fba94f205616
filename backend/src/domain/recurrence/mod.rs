//! Recurrence: which occurrence of a repeating task comes next. Rules count from the series' anchor; days that a
//! month lacks are its last one; what was missed never piles up.

pub mod expand;
pub mod rule;
mod series;

pub use series::{Series, series};

use jiff::{
    ToSpan as _, ZonedDateTime,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use shared::api::{Due, Recurrence, RecurrenceMode, WallTime};

use super::{Invalid, task::due_at};
use expand::occurrences_near;
use rule::{Rule, Until, wrong};

/// How a series goes on after one of its occurrences is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub due: Due,
    pub recurrence: Recurrence,
    pub anchor: Due,
}

/// The first due of a recurrence that has none of its own: the first date of its rule from today on.
///
/// # Errors
/// When the rule is wrong or never fires.
pub fn first(recurrence: &Recurrence, now: &ZonedDateTime) -> Result<Due, Invalid> {
    let rule = rule::parse(&recurrence.rule)?;
    let timed = !rule.hours.is_empty() || !rule.minutes.is_empty();
    let start = now.date().to_datetime(Time::midnight());
    let zone = now.time_zone();
    bounded(&rule, start, start.date(), zone)
        .find(|at| !timed || instant(*at, zone).is_some_and(|at| at > now.timestamp()))
        .map(|at| Due {
            date: at.date(),
            time: timed.then(|| WallTime::new(at.time())),
            time_zone: None,
        })
        .ok_or_else(never)
}

/// Whether a rule can be read at all.
#[must_use]
pub fn understands(rule: &str) -> bool {
    rule::parse(rule).is_ok()
}

/// Checks a rule against the due from which it counts.
///
/// # Errors
/// When the rule is wrong, or has no occurrence from its due on.
pub fn check(recurrence: &Recurrence, due: &Due, zone: &TimeZone) -> Result<(), Invalid> {
    let rule = rule::parse(&recurrence.rule)?;
    if due.time.is_none() && !(rule.hours.is_empty() && rule.minutes.is_empty()) {
        return Err(wrong("BYHOUR and BYMINUTE need a due time"));
    }
    bounded(&rule, start(due), due.date, &own_zone(due, zone))
        .next()
        .map(drop)
        .ok_or_else(never)
}

/// What follows the occurrence that is due at `due`; `None` when it was the last.
#[must_use]
pub fn next(recurrence: &Recurrence, anchor: &Due, due: &Due, now: &ZonedDateTime) -> Option<Next> {
    let rule = rule::parse(&recurrence.rule).ok()?;
    match recurrence.mode {
        RecurrenceMode::Schedule => {
            let due = scheduled(&rule, anchor, due, now)?;
            Some(Next {
                due,
                recurrence: recurrence.clone(),
                anchor: anchor.clone(),
            })
        }
        RecurrenceMode::Completion => after_completion(recurrence, &rule, anchor, now),
    }
}

/// The first date after today and the due; with a time, the first instant after now and the due.
fn scheduled(rule: &Rule, anchor: &Due, due: &Due, now: &ZonedDateTime) -> Option<Due> {
    let zone = own_zone(anchor, now.time_zone());
    let next = if anchor.time.is_some() {
        let over = due_at(due, now.time_zone())?.max(now.timestamp());
        // A change to daylight saving may turn around two moments of a night, not two days.
        let near = over
            .to_zoned_datetime(zone.clone())
            .date()
            .yesterday()
            .ok()?;
        bounded(rule, start(anchor), near, &zone)
            .filter(|at| at.date() >= near)
            .find(|at| instant(*at, &zone).is_some_and(|at| at > over))
    } else {
        let over = now.date().max(due.date);
        bounded(rule, start(anchor), over, &zone).find(|at| at.date() > over)
    };
    next.map(|at| moved(anchor, at))
}

/// Counts from today: the anchor moves along, and COUNT counts down in the rule itself.
fn after_completion(
    recurrence: &Recurrence,
    rule: &Rule,
    anchor: &Due,
    now: &ZonedDateTime,
) -> Option<Next> {
    let text = rule::counted_down(&recurrence.rule, rule)?;
    let zone = own_zone(anchor, now.time_zone());
    let done = now.timestamp().to_zoned_datetime(zone.clone()).date();
    let uncounted = Rule {
        count: None,
        ..rule.clone()
    };
    let from = start(&at_date(anchor, done));
    let at = bounded(&uncounted, from, done, &zone).find(|at| at.date() > done)?;
    let due = moved(anchor, at);
    Some(Next {
        anchor: due.clone(),
        due,
        recurrence: Recurrence {
            rule: text,
            mode: recurrence.mode,
        },
    })
}

/// The occurrences from `near` on, and perhaps some before it, until UNTIL.
fn bounded<'a>(
    rule: &'a Rule,
    start: DateTime,
    near: Date,
    zone: &'a TimeZone,
) -> impl Iterator<Item = DateTime> + use<'a> {
    occurrences_near(rule, start, near).take_while(move |at| match rule.until {
        None => true,
        Some(Until::Date(last)) => at.date() <= last,
        Some(Until::Local(last)) => *at <= last,
        // Which zone it is only matters near the end.
        Some(Until::Utc(last)) => {
            at.date() < last.date().saturating_sub(2.days())
                || instant(*at, zone) <= TimeZone::UTC.to_timestamp(last).ok()
        }
    })
}

fn never() -> Invalid {
    wrong("this rule has no date from its start on")
}

fn start(due: &Due) -> DateTime {
    due.date
        .to_datetime(due.time.map_or(Time::midnight(), WallTime::time))
}

fn at_date(due: &Due, date: Date) -> Due {
    Due {
        date,
        ..due.clone()
    }
}

fn moved(anchor: &Due, at: DateTime) -> Due {
    Due {
        date: at.date(),
        time: anchor.time.map(|_| WallTime::new(at.time())),
        time_zone: anchor.time_zone.clone(),
    }
}

fn own_zone(due: &Due, zone: &TimeZone) -> TimeZone {
    due.time_zone
        .as_deref()
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or_else(|| zone.clone())
}

fn instant(at: DateTime, zone: &TimeZone) -> Option<jiff::Timestamp> {
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
