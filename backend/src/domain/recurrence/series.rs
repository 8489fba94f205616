//! A repeat for programs that only know the standard.

use jiff::tz::TimeZone;
use shared::api::{Due, Recurrence, RecurrenceMode};

use super::{
    bounded, instant, moved, own_zone,
    rule::{self, Frequency, Rule},
    start,
};

/// How a repeat goes on by itself: from a date of its rule, by a rule that counts from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub start: Due,
    pub rule: String,
}

/// The series from the occurrence that is due at `due` on; from the one after it, where that one was moved off the
/// rule's dates. `None` when nothing follows, or what follows hangs on when it is done.
#[must_use]
pub fn series(recurrence: &Recurrence, anchor: &Due, due: &Due, zone: &TimeZone) -> Option<Series> {
    if recurrence.mode == RecurrenceMode::Completion {
        return None;
    }
    let rule = rule::parse(&recurrence.rule).ok()?;
    let zone = own_zone(anchor, zone);
    let from = start(due);
    let first = bounded(&rule, start(anchor), due.date, &zone).find(|at| *at >= from)?;
    let upper = recurrence.rule.trim().to_ascii_uppercase();
    let text = upper.strip_prefix("RRULE:").unwrap_or(&upper);
    let mut parts: Vec<_> = text
        .split(';')
        .filter(|part| !part.is_empty() && !part.starts_with("COUNT="))
        .map(str::to_owned)
        .collect();
    if rule.count.is_some() {
        let last = bounded(&rule, start(anchor), anchor.date, &zone).last()?;
        let at = match anchor.time {
            None => last.strftime("%Y%m%d").to_string(),
            Some(_) => instant(last, &zone)?.strftime("%Y%m%dT%H%M%SZ").to_string(),
        };
        parts.push(format!("UNTIL={at}"));
    }
    clamp(&rule, anchor, &mut parts);
    Some(Series {
        start: if first == from {
            due.clone()
        } else {
            moved(anchor, first)
        },
        rule: parts.join(";"),
    })
}

/// A month without the day that is meant has its last day; the standard leaves it out.
fn clamp(rule: &Rule, anchor: &Due, parts: &mut Vec<String>) {
    let day = match rule.month_days[..] {
        [] => anchor.date.day(),
        [day] => day,
        _ => return,
    };
    let plain = rule.days.is_empty() && rule.positions.is_empty();
    if rule.frequency != Frequency::Monthly || !plain || day < 29 {
        return;
    }
    parts.retain(|part| !part.starts_with("BYMONTHDAY="));
    let days: Vec<_> = (28..=day).map(|day| day.to_string()).collect();
    parts.push(format!("BYMONTHDAY={};BYSETPOS=-1", days.join(",")));
}
