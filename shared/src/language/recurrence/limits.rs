//! What else is said of a rule that is known: on which days, how often, until when, and when not.

use jiff::civil::{Time, Weekday};

use super::{Places, date_of_year, edge, numbers, separated, weekdays, working, working_days};
use crate::language::{
    Grain,
    lexicon::Lex,
    numbers::{Duration, count, duration, ordinal},
    phrases::{Phrases, phrases},
    rule::Rule,
    time::{self, Phrase, Setting},
    tokens::Tokens,
};

/// More of a rule that is known: on which days, how often, until when. Where it ends.
pub(in super::super) fn more(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    rule: &mut Rule,
    start: &Phrase,
) -> Option<usize> {
    completion(tokens, at, rule)
        .or_else(|| times(tokens, at, rule))
        .or_else(|| limit(tokens, at, setting, rule, start))
        .or_else(|| except(tokens, at, setting, rule))
        .or_else(|| days_of(tokens, at, rule))
}

/// "after completion", "after I finish it".
fn completion(tokens: &Tokens<'_>, at: usize, rule: &mut Rule) -> Option<usize> {
    static PHRASES: Phrases = Phrases::of(
        "after completing it|after completion|after done|after i did it|after i finish|after i finish it|\
         after it is done|from completion",
    );
    let end = tokens.longest(at, &PHRASES)?;
    rule.after_completion = true;
    Some(end)
}

/// "twice", "3x", "for 5 times", "up to 7 occurrences".
fn times(tokens: &Tokens<'_>, at: usize, rule: &mut Rule) -> Option<usize> {
    let start = tokens
        .longest(at, phrases!("for|for up to|up to"))
        .unwrap_or(at);
    if tokens.word(start) == "twice" {
        rule.count = Some(2);
        return Some(start + 1);
    }
    let (many, next) = count(tokens, start)?;
    let unit = tokens.one_of(next, phrases!("occurrence|occurrences|time|times"))
        || tokens.word(next) == "x" && tokens.glued(next);
    if !unit || many < 1 {
        return None;
    }
    rule.count = Some(many);
    Some(next + 1)
}

/// "until june", "for the next three weeks".
fn limit(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    rule: &mut Rule,
    start: &Phrase,
) -> Option<usize> {
    let from = start.day.map_or(setting.today(), |day| day.date);
    if tokens.one_of(at, phrases!("through|thru|til|till|to|until")) {
        let from_there = Setting {
            now: from.to_datetime(Time::midnight()),
            alone: true,
            ..*setting
        };
        let mut phrase = Phrase::default();
        let end = time::read(tokens, at + 1, &from_there, &mut phrase)?;
        let day = phrase.day?;
        rule.until = Some(day.date);
        return Some(end);
    }
    let next = tokens.longest(
        at,
        phrases!("for|for next|for the next|for up to|over the next|up to"),
    )?;
    let (length, end) = match tokens.lex(next) {
        Lex::Unit(unit) => (Duration::of(1, unit), next + 1),
        _ => duration(tokens, next)?,
    };
    if length.timed() {
        return None;
    }
    let behind = length.after(from.to_datetime(Time::midnight()))?.date();
    // "for 10 days" are ten with the first; months end with the same day of another one.
    let whole = length.months == 0;
    rule.until = Some(if whole {
        behind.yesterday().ok()?.max(from)
    } else {
        behind
    });
    Some(end)
}

pub(in super::super) fn excepts(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at) == "except" || tokens.longest(at, phrases!("but not")).is_some()
}

/// "except on weekends", "except in may": what a rule can hold without naming dates.
pub(in super::super) fn except(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    rule: &mut Rule,
) -> Option<usize> {
    if !tokens.one_of(at, phrases!("but|except")) {
        return None;
    }
    let next = tokens
        .longest(at + 1, phrases!("for|for in|for on|in|not in|not on|on"))
        .unwrap_or(at + 1);
    if let Some((days, end)) =
        weekdays(tokens, next).filter(|_| rule.every == Some(Grain::Day) && rule.interval == 1)
    {
        let dated = tokens.number(end).is_some() || matches!(tokens.lex(end), Lex::Month(_));
        let rest: Places = Weekday::Monday
            .cycle_forward()
            .take(7)
            .filter(|day| !days.contains(day))
            .map(|day| (0, day))
            .collect();
        if dated || rest.is_empty() {
            return None;
        }
        rule.every = Some(Grain::Week);
        rule.weekdays = rest;
        return Some(end);
    }
    let mut left: Vec<i8> = (1..=12).collect();
    let mut end = next;
    let mut at = Some(next);
    while let Some((month, None, after)) = at.and_then(|at| time::on_month_day(tokens, at)) {
        let year = usize::from(setting.alone && tokens.digits(after) == 4);
        left.retain(|known| *known != month);
        end = after + year;
        at = separated(tokens, end);
    }
    if end == next || left.is_empty() || rule.every == Some(Grain::Year) {
        return None;
    }
    rule.months = left;
    Some(end)
}

/// "on mon and fri", "on the 4th", "on the last monday", "in november", "at the end" of what repeats.
fn days_of(tokens: &Tokens<'_>, at: usize, rule: &mut Rule) -> Option<usize> {
    let every = rule.every?;
    let on = at + usize::from(tokens.is(at, b','));
    let led = tokens.one_of(on, phrases!("at|during|in|on"));
    if !led {
        return None;
    }
    let next = on + 1;
    let the = next + usize::from(tokens.word(next) == "the");
    if every == Grain::Month
        && rule.month_days.is_empty()
        && let Some((edge, end)) = edge(tokens, next)
    {
        rule.month_days.push(edge);
        return Some(end);
    }
    if every >= Grain::Week && rule.weekdays.is_empty() && rule.month_days.is_empty() {
        if let Some((days, end)) = weekdays(tokens, next) {
            rule.weekdays.extend(days.into_iter().map(|day| (0, day)));
            return Some(end);
        }
        if every >= Grain::Month
            && let Some(end) = nth_days(tokens, the, every, rule)
        {
            return Some(end);
        }
        if let Some((nth, end)) = ordinal(tokens, the).filter(|(nth, end)| {
            every == Grain::Week
                && (1..=7).contains(nth)
                && tokens.lex(*end) == Lex::Unit(Grain::Day)
        }) {
            let sunday = i8::try_from(nth).ok()? + 5;
            rule.weekdays
                .push((0, Weekday::from_monday_zero_offset(sunday % 7).ok()?));
            return Some(end + 1);
        }
    }
    if every == Grain::Year
        && rule.months.is_empty()
        && let Some((dates, end)) = date_of_year(tokens, next)
    {
        rule.months = dates.months;
        if rule.month_days.is_empty() {
            rule.month_days = dates.month_days;
        }
        return Some(end);
    }
    None
}

/// "the first and last instance of wed and fri", "the 4th", "the 2nd last friday", "the fourth thursday in november".
fn nth_days(tokens: &Tokens<'_>, at: usize, every: Grain, rule: &mut Rule) -> Option<usize> {
    let day = at + usize::from(tokens.word(at) == "day");
    let (places, next) = numbers(tokens, day)?;
    if let Some(of) = tokens.longest(next, phrases!("instance of|instances of|occurrence of")) {
        let (days, end) = weekdays(tokens, of)?;
        rule.weekdays.extend(days.into_iter().map(|day| (0, day)));
        rule.positions = places;
        return Some(end);
    }
    let of_a_month = |end: usize| {
        let of = end + usize::from(tokens.one_of(end, phrases!("in|of")));
        match time::on_month_day(tokens, of) {
            Some((month, None, after)) if of > end && every == Grain::Year => Some((month, after)),
            _ => None,
        }
    };
    if let Some((days, end)) = weekdays(tokens, next) {
        rule.weekdays.extend(
            places
                .iter()
                .flat_map(|place| days.iter().map(|day| (*place, *day))),
        );
        let month = of_a_month(end);
        rule.months.extend(month.map(|(month, _)| month));
        return Some(month.map_or(end, |(_, end)| end));
    }
    if let Some(end) = working(tokens, next) {
        rule.weekdays.extend(working_days().map(|day| (0, day)));
        rule.positions = places;
        return Some(end);
    }
    let end = next + usize::from(tokens.lex(next) == Lex::Unit(Grain::Day));
    if every == Grain::Year {
        let month = of_a_month(end);
        rule.months.push(month.map_or(1, |(month, _)| month));
        rule.month_days = places;
        return Some(month.map_or(end, |(_, end)| end));
    }
    rule.month_days = places;
    Some(end)
}
