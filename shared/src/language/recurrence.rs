//! Phrases that repeat: "every other friday", "the 1st and 15th of each month until june", "weekdays at 9".

use jiff::civil::{Time, Weekday};

use super::{
    Grain,
    lexicon::{Lex, Part},
    numbers::{Duration, count, duration, ordinal},
    phrases::{Phrases, phrases},
    rule::Rule,
    time::{self, Phrase, Setting},
    tokens::{Kind, Tokens},
};

/// What was read of a rule at one place.
#[derive(Debug)]
pub(super) enum Found {
    Rule(Rule, Option<Part>),
    /// More often than daily: a task cannot.
    TooOften,
    /// "twice a week": on which days?
    WhichDays,
}

/// Weekdays, or places in a month, that stand side by side.
type Places = Vec<(i8, Weekday)>;

/// A rule at this token; what limits it ("until june") is read by [`limit`].
pub(super) fn read(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Found, usize)> {
    let led = at + usize::from(tokens.one_of(at, phrases!("at|for|in|on|the")));
    let led = led + usize::from(led > at && tokens.word(led) == "the");
    several_times(tokens, at)
        .or_else(|| every(tokens, at))
        .or_else(|| every(tokens, led).filter(|_| led > at))
        .or_else(|| adverb(tokens, at, setting).map(|(rule, end)| (Found::Rule(rule, None), end)))
        .or_else(|| of_each(tokens, led).map(|(rule, end)| (Found::Rule(rule, None), end)))
        .or_else(|| {
            plural(tokens, led, led > at, setting).map(|(rule, end)| (Found::Rule(rule, None), end))
        })
}

/// "hourly", "twice a day", "3 times a week", "2x per month": how often, but not when.
fn several_times(tokens: &Tokens<'_>, at: usize) -> Option<(Found, usize)> {
    if tokens.word(at) == "hourly" {
        return Some((Found::TooOften, at + 1));
    }
    let next = match tokens.word(at) {
        "twice" => at + 1,
        "several" if tokens.word(at + 1) == "times" => at + 2,
        _ => {
            let (many, next) = count(tokens, at).filter(|(many, _)| *many > 1)?;
            let times = tokens.one_of(next, phrases!("times")) && many < 1000
                || tokens.word(next) == "x" && tokens.glued(next);
            times.then_some(next + 1)?
        }
    };
    let unit = next + usize::from(tokens.one_of(next, phrases!("a|an|each|every|per")));
    match tokens.lex(unit) {
        Lex::Unit(Grain::Day | Grain::Hour | Grain::Minute) if unit > next => {
            Some((Found::TooOften, unit + 1))
        }
        Lex::Unit(_) if unit > next => Some((Found::WhichDays, unit + 1)),
        _ if unit == next && tokens.one_of(unit, phrases!("daily")) => {
            Some((Found::TooOften, unit + 1))
        }
        _ if unit == next && tokens.one_of(unit, phrases!("annually|monthly|weekly|yearly")) => {
            Some((Found::WhichDays, unit + 1))
        }
        _ => None,
    }
}

static EVERY: Phrases = Phrases::of("each|every|evey|evry");

/// "every other week", "every 3rd day", "every monday and friday", "every july 4th".
fn every(tokens: &Tokens<'_>, at: usize) -> Option<(Found, usize)> {
    let rule = |(rule, end)| Some((Found::Rule(rule, None), end));
    match tokens.word(at) {
        "everyday" => return rule((Rule::new(Grain::Day, 1), at + 1)),
        "everynight" => {
            return Some((
                Found::Rule(Rule::new(Grain::Day, 1), Some(Part::Night)),
                at + 1,
            ));
        }
        "once" => {
            let next = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("a|an|each|every|per")));
            let Lex::Unit(unit) = tokens.lex(next) else {
                return None;
            };
            return (next > at + 1 && unit >= Grain::Day)
                .then(|| (Found::Rule(Rule::new(unit, 1), None), next + 1));
        }
        _ if !tokens.one_of(at, &EVERY) => return None,
        _ => {}
    }
    let next = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("and|single")));
    if tokens.is(next, b'@') {
        return None;
    }
    // "every last friday of the month", "every 20th and 30th of aug", "every 1st and 15th".
    if let Some(found) = of_each(tokens, next) {
        return rule(found);
    }
    let (interval, unit) = match tokens.word(next) {
        "other" | "alternate" | "second"
            if tokens.word(next) != "second" || !tokens.ends(next + 1) =>
        {
            (2, next + 1)
        }
        _ => match ordinal(tokens, next).filter(|_| tokens.word(next) != "second") {
            Some((nth, end)) => (nth, end),
            None => count(tokens, next).unwrap_or((1, next)),
        },
    };
    if !(1..=999).contains(&interval) || tokens.joined(unit, b':') {
        return None;
    }
    let unit = unit + usize::from(tokens.joined(unit, b'-'));
    if let Some((days, end)) = weekdays(tokens, unit) {
        let part = part_after(tokens, end);
        let found = Rule {
            interval,
            ..Rule::weekly(days)
        };
        return Some((Found::Rule(found, part), end + usize::from(part.is_some())));
    }
    unit_of(tokens, unit, interval).or_else(|| date_of_year(tokens, next).and_then(rule))
}

/// The unit after "every", with what belongs to it.
fn unit_of(tokens: &Tokens<'_>, at: usize, interval: i16) -> Option<(Found, usize)> {
    match tokens.lex(at) {
        Lex::Unit(unit) if unit >= Grain::Day => {
            let part = part_after(tokens, at + 1).filter(|_| unit == Grain::Day);
            Some((
                Found::Rule(Rule::new(unit, interval), part),
                at + 1 + usize::from(part.is_some()),
            ))
        }
        Lex::Unit(_) | Lex::Letter(Grain::Hour) => Some((Found::TooOften, at + 1)),
        Lex::Ordinal(2) if tokens.word(at) == "second" => Some((Found::TooOften, at + 1)),
        Lex::Fortnight => Some((
            Found::Rule(Rule::new(Grain::Week, interval * 2), None),
            at + 1,
        )),
        Lex::Part(part) => Some((
            Found::Rule(Rule::new(Grain::Day, interval), Some(part)),
            at + 1,
        )),
        Lex::Noon => Some((
            Found::Rule(Rule::new(Grain::Day, interval), Some(Part::Lunch)),
            at + 1,
        )),
        Lex::Month(_) if interval == 1 => {
            let (rule, end) = date_of_year(tokens, at)?;
            Some((Found::Rule(rule, None), end))
        }
        _ => None,
    }
}

fn part_after(tokens: &Tokens<'_>, at: usize) -> Option<Part> {
    match tokens.lex(at) {
        Lex::Part(part) => Some(part),
        _ => None,
    }
}

/// "july 4th", "aug 20 and 30", "aug on day 20".
fn date_of_year(tokens: &Tokens<'_>, at: usize) -> Option<(Rule, usize)> {
    let (month, day, mut end) = time::on_month_day(tokens, at)?;
    let mut rule = Rule {
        months: vec![month],
        ..Rule::new(Grain::Year, 1)
    };
    if let Some(day) = day {
        rule.month_days.push(day);
    } else {
        let on = end
            + usize::from(tokens.word(end) == "on")
            + usize::from(tokens.word(end + 1) == "day");
        if on > end
            && let Some((days, next)) = numbers(tokens, on)
        {
            (rule.month_days, end) = (days, next);
        }
    }
    if !rule.month_days.is_empty() {
        while tokens.word(end) == "and" || tokens.is(end, b',') {
            let Some((day, next)) = day_number(tokens, end + 1) else {
                break;
            };
            rule.month_days.push(day);
            end = next;
        }
    }
    Some((rule, end))
}

fn day_number(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let (day, end) = ordinal(tokens, at).or_else(|| Some((tokens.short(at, 2)?, at + 1)))?;
    let clock = tokens.joined(end, b':') || matches!(tokens.lex(end), Lex::Half(_));
    let day = i8::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    (!clock).then_some((day, end))
}

/// "20 and 30", "1st, 10th and last".
fn numbers(tokens: &Tokens<'_>, at: usize) -> Option<(Vec<i8>, usize)> {
    let (first, mut end) = place(tokens, at).or_else(|| day_number(tokens, at))?;
    let mut found = vec![first];
    while let Some((next, after)) =
        separated(tokens, end).and_then(|at| place(tokens, at).or_else(|| day_number(tokens, at)))
    {
        found.push(next);
        end = after;
    }
    Some((found, end))
}

/// "3rd", "last", "2nd to the last".
fn place(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let at = at + usize::from(tokens.word(at) == "the");
    if tokens.word(at) == "last" {
        return Some((-1, at + 1));
    }
    let (nth, next) = ordinal(tokens, at)?;
    let nth = i8::try_from(nth)
        .ok()
        .filter(|nth| (1..=53).contains(nth))?;
    let last = tokens.longest(next, phrases!("last|to last|to the last"));
    Some(last.map_or((nth, next), |end| (-nth, end)))
}

/// Past "and", "or", "," and "&" in a list.
fn separated(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let comma = at + usize::from(tokens.is(at, b',') || tokens.is(at, b'&') || tokens.is(at, b'/'));
    let and = comma + usize::from(tokens.one_of(comma, phrases!("and|or")));
    let on = and + usize::from(and > at && tokens.word(and) == "on");
    (and > at).then_some(on)
}

/// "first and third friday", "2nd and last", "last day" - "of each month", "of every other month", "in november".
fn of_each(tokens: &Tokens<'_>, at: usize) -> Option<(Rule, usize)> {
    if let Some((edge, next)) = edge(tokens, at) {
        let (every, interval, end) = each_period(tokens, next)?;
        return (every == Grain::Month).then(|| {
            (
                Rule {
                    month_days: vec![edge],
                    ..Rule::new(every, interval)
                },
                end,
            )
        });
    }
    let mut rule = Rule::default();
    let mut end = at;
    let mut next = at;
    while let Some((places, after)) = numbers(tokens, next) {
        // "every 4 weekends" counts them.
        if place(tokens, next).is_none() && one_or_range(tokens, after).is_some() {
            return None;
        }
        let day = after + usize::from(tokens.lex(after) == Lex::Unit(Grain::Day));
        match weekdays(tokens, after) {
            Some((days, after)) if after > day => {
                rule.weekdays.extend(
                    places
                        .iter()
                        .flat_map(|place| days.iter().map(|day| (*place, *day))),
                );
                end = after;
            }
            _ => {
                if let Some(after) = working(tokens, after) {
                    rule.weekdays.extend(working_days().map(|day| (0, day)));
                    rule.positions.extend(&places);
                    end = after;
                } else {
                    rule.month_days.extend(&places);
                    end = day;
                }
            }
        }
        let Some(more) = separated(tokens, end) else {
            break;
        };
        next = more;
    }
    if end == at {
        return None;
    }
    let (every, interval, end) =
        each_period(tokens, end).or_else(|| whole_month(tokens, at, end))?;
    rule.every = Some(every);
    rule.interval = interval;
    if every == Grain::Year {
        if let Some((month, None, after)) = time::on_month_day(tokens, end - 1) {
            rule.months.push(month);
            return Some((rule, after));
        }
        return of_year(rule).map(|rule| (rule, end));
    }
    Some((rule, end))
}

/// "every 1st and 15th": days of the month, where "every" says that they repeat.
fn whole_month(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(Grain, i16, usize)> {
    let every = tokens.one_before(at, &EVERY);
    let of = end + usize::from(tokens.one_of(end, phrases!("in|of")));
    let the = of + usize::from(tokens.word(of) == "the");
    if every && the > of && tokens.lex(the) == Lex::Unit(Grain::Month) {
        return Some((Grain::Month, 1, the + 1));
    }
    if every && of > end && matches!(tokens.lex(of), Lex::Month(_)) {
        return Some((Grain::Year, 1, of + 1));
    }
    let unit = matches!(
        tokens.lex(end),
        Lex::Unit(_) | Lex::Fortnight | Lex::Part(_) | Lex::Month(_)
    );
    let dates = tokens.lex(end - 1) != Lex::Unit(Grain::Day)
        && !matches!(tokens.lex(end - 1), Lex::Weekday(..) | Lex::Workday(_));
    (every && !unit && dates && follows(tokens, end)).then_some((Grain::Month, 1, end))
}

/// "the 31st of every year" is the 31st day of it.
fn of_year(rule: Rule) -> Option<Rule> {
    match rule.month_days[..] {
        [day @ 1..=31] => Some(Rule {
            months: vec![1],
            month_days: vec![day],
            ..rule
        }),
        [] => Some(rule),
        _ => None,
    }
}

/// "of each month", "of every 3rd month", "each month": the period and its interval.
fn each_period(tokens: &Tokens<'_>, at: usize) -> Option<(Grain, i16, usize)> {
    let of = at + usize::from(tokens.one_of(at, phrases!("in|of|on")));
    if tokens.longest(of, phrases!("a month|per month")).is_some() {
        return None;
    }
    match every(tokens, of)? {
        (
            Found::Rule(
                Rule {
                    every: Some(every @ (Grain::Month | Grain::Year | Grain::Quarter)),
                    interval,
                    month_days,
                    ..
                },
                None,
            ),
            end,
        ) if month_days.is_empty() => Some((every, interval, end)),
        _ => None,
    }
}

/// "end of", "beginning of", "at the start of": a day of the month.
fn edge(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let at = at + usize::from(tokens.word(at) == "the");
    let edge = match tokens.word(at) {
        "end" => -1,
        "beginning" | "begin" | "start" => 1,
        _ => return None,
    };
    Some((edge, at + 1))
}

/// "working day", "business day", "weekday".
fn working(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    match tokens.lex(at) {
        Lex::Workday(_) => Some(at + 1),
        _ => tokens.longest(
            at,
            phrases!("business day|business days|week day|work day|working day|working days"),
        ),
    }
}

fn working_days() -> impl Iterator<Item = Weekday> {
    (0..5).filter_map(|day| Weekday::from_monday_zero_offset(day).ok())
}

/// "monday, wednesday and friday", "mon-wed", "weekends", "tuesdays through fridays".
fn weekdays(tokens: &Tokens<'_>, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let (mut found, mut end) = one_or_range(tokens, at)?;
    while let Some(next) = separated(tokens, end) {
        let next = next + usize::from(tokens.one_of(next, &EVERY));
        let Some((more, after)) = one_or_range(tokens, next) else {
            break;
        };
        found.extend(more);
        end = after;
    }
    found.dedup();
    Some((found, end))
}

fn one_or_range(tokens: &Tokens<'_>, at: usize) -> Option<(Vec<Weekday>, usize)> {
    if let Some(end) = working(tokens, at) {
        return Some((working_days().collect(), end));
    }
    if let Lex::Weekend(_) = tokens.lex(at) {
        return Some((vec![Weekday::Saturday, Weekday::Sunday], at + 1));
    }
    let (first, end) = time::weekday_at(tokens, at)?;
    let to = tokens.is(end, b'-') || tokens.one_of(end, phrases!("through|thru|to|until"));
    if to && let Some((last, after)) = time::weekday_at(tokens, end + 1) {
        let days = first
            .cycle_forward()
            .take(usize::from(last.since(first).unsigned_abs()) + 1);
        return Some((days.collect(), after));
    }
    Some((vec![first], end))
}

/// "tuesdays", "weekends", "on weekdays".
fn plural(tokens: &Tokens<'_>, at: usize, led: bool, setting: &Setting) -> Option<(Rule, usize)> {
    let several = |at: usize| {
        matches!(
            tokens.lex(at),
            Lex::Weekday(_, true) | Lex::Weekend(true) | Lex::Workday(true)
        )
    };
    if !several(at)
        || tokens.word(at).contains('\'') && tokens.get(at).is_some_and(|_| !tokens.ends(at + 1))
    {
        return None;
    }
    let (days, end) = weekdays(tokens, at)?;
    (led || setting.alone || follows(tokens, end)).then(|| (Rule::weekly(days), end))
}

/// "daily", "weekly": in a title too ("the weekly report"), so only where nothing else of it follows.
fn adverb(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Rule, usize)> {
    let rule = adverb_rule(tokens.word(at))?;
    (setting.alone || follows(tokens, at + 1)).then_some((rule, at + 1))
}

pub(super) fn adverb_rule(word: &str) -> Option<Rule> {
    Some(match word {
        "daily" | "nightly" => Rule::new(Grain::Day, 1),
        "weekly" => Rule::new(Grain::Week, 1),
        "biweekly" | "fortnightly" => Rule::new(Grain::Week, 2),
        "monthly" => Rule::new(Grain::Month, 1),
        "bimonthly" => Rule::new(Grain::Month, 2),
        "quarterly" => Rule::new(Grain::Month, 3),
        "yearly" | "annually" => Rule::new(Grain::Year, 1),
        _ => return None,
    })
}

/// Whether the words of a phrase about time end here, or go on as such.
fn follows(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.get(at).map(|token| token.kind) {
        None | Some(Kind::Number(_)) => true,
        Some(Kind::Mark(mark)) => !matches!(mark, b'-' | b'/' | b'\'') || !tokens.glued(at),
        Some(Kind::Word) => {
            !matches!(tokens.lex(at), Lex::Other)
                || tokens.one_of(at, phrases!("about|after|and|at|before|beginning|by|each|every|except|for|from|in|instead|next|of|on|\
                     please|starting|that|this|through|till|to|twice|until"))
        }
        Some(Kind::Literal) => false,
    }
}

/// More of a rule that is known: on which days, how often, until when. Where it ends.
pub(super) fn more(
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
    rule.until = Some(length.after(from.to_datetime(Time::midnight()))?.date());
    Some(end)
}

pub(super) fn excepts(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at) == "except" || tokens.longest(at, phrases!("but not")).is_some()
}

/// "except on weekends", "except in may": what a rule can hold without naming dates.
pub(super) fn except(
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
        let plural = matches!(
            tokens.lex(next),
            Lex::Weekday(_, true) | Lex::Weekend(_) | Lex::Workday(_)
        );
        let rest: Places = Weekday::Monday
            .cycle_forward()
            .take(7)
            .filter(|day| !days.contains(day))
            .map(|day| (0, day))
            .collect();
        if !plural || rest.is_empty() {
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
