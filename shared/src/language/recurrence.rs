//! Phrases that repeat: "every other friday", "the 1st and 15th of each month until june", "weekdays at 9".

mod limits;
mod places;

use jiff::civil::Weekday;

use super::{
    Grain,
    lexicon::{Lex, Part},
    numbers::{count, ordinal},
    phrases::{Phrases, phrases},
    rule::Rule,
    time::{self, Setting},
    tokens::{Kind, Tokens},
};

pub(super) use limits::{except, excepts, more};
use places::{edge, numbers, of_each, separated};

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
        .or_else(|| days_of_each_week(tokens, led))
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

/// "monday and thursday every week"
fn days_of_each_week(tokens: &Tokens<'_>, at: usize) -> Option<(Found, usize)> {
    if !matches!(tokens.lex(at), Lex::Weekday(..)) {
        return None;
    }
    let (days, end) = weekdays(tokens, at)?;
    let week = tokens.longest(end, phrases!("each week|every week|weekly"))?;
    Some((Found::Rule(Rule::weekly(days), None), week))
}

static EVERY: Phrases = Phrases::of("each|every|evey|evry");

/// "every other week", "every 3rd day", "every monday and friday", "every july 4th".
fn every(tokens: &Tokens<'_>, at: usize) -> Option<(Found, usize)> {
    let rule = |(rule, end)| Some((Found::Rule(rule, None), end));
    if !tokens.one_of(at, &EVERY) {
        return in_a_word(tokens, at);
    }
    let next = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("and|single")));
    if tokens.is(next, b'@') {
        return None;
    }
    if let Some(end) = tokens.longest(next, phrases!("half a year|half year")) {
        return rule((Rule::new(Grain::Month, 6), end));
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

/// "everyday", "everynight", "once a week".
fn in_a_word(tokens: &Tokens<'_>, at: usize) -> Option<(Found, usize)> {
    let daily = |part| (Found::Rule(Rule::new(Grain::Day, 1), part), at + 1);
    match tokens.word(at) {
        "everyday" => Some(daily(None)),
        "everynight" => Some(daily(Some(Part::Night))),
        "once" => {
            let next = at + 1 + usize::from(tokens.one_of(at + 1, phrases!("a|an|each|every|per")));
            let Lex::Unit(unit) = tokens.lex(next) else {
                return None;
            };
            (next > at + 1 && unit >= Grain::Day)
                .then(|| (Found::Rule(Rule::new(unit, 1), None), next + 1))
        }
        _ => None,
    }
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
    // Who speaks says no comma: "monday wednesday and friday".
    let beside =
        |at: usize| (matches!(tokens.lex(at), Lex::Weekday(..)) && !tokens.glued(at)).then_some(at);
    while let Some(next) = separated(tokens, end).or_else(|| beside(end)) {
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
    let monday_to_friday = matches!(tokens.lex(at), Lex::Weekday(0, _))
        && one_or_range(tokens, at).is_some_and(|(days, _)| days.len() == 5);
    if monday_to_friday {
        let (days, end) = weekdays(tokens, at)?;
        return Some((Rule::weekly(days), end));
    }
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
        "biannually" | "semiannually" => Rule::new(Grain::Month, 6),
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
