//! Days of a month by their places: "the first and third friday of each month", "every 1st and 15th".

use super::{
    EVERY, Found, day_number, every, follows, one_or_range, weekdays, working, working_days,
};
use crate::language::{
    Grain, lexicon::Lex, numbers::ordinal, phrases::phrases, rule::Rule, time, tokens::Tokens,
};

/// "20 and 30", "1st, 10th and last".
pub(super) fn numbers(tokens: &Tokens<'_>, at: usize) -> Option<(Vec<i8>, usize)> {
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
pub(super) fn place(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
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
pub(super) fn separated(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let comma = at + usize::from(tokens.is(at, b',') || tokens.is(at, b'&') || tokens.is(at, b'/'));
    let and = comma + usize::from(tokens.one_of(comma, phrases!("and|or")));
    let on = and + usize::from(and > at && tokens.word(and) == "on");
    (and > at).then_some(on)
}

/// "first and third friday", "2nd and last", "last day" - "of each month", "of every other month", "in november".
pub(super) fn of_each(tokens: &Tokens<'_>, at: usize) -> Option<(Rule, usize)> {
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
    let (mut rule, end) = places_of(tokens, at)?;
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

/// "first and third friday", "1st and 15th": the days, of a period that is not said yet.
fn places_of(tokens: &Tokens<'_>, at: usize) -> Option<(Rule, usize)> {
    let mut rule = Rule::default();
    let mut end = at;
    let mut next = at;
    while let Some((places, after)) = numbers(tokens, next) {
        // "every 4 weekends" counts them.
        if place(tokens, next).is_none() && one_or_range(tokens, after).is_some() {
            return None;
        }
        let day = after + usize::from(tokens.lex(after) == Lex::Unit(Grain::Day));
        if let Some(after) = working(tokens, after) {
            rule.weekdays.extend(working_days().map(|day| (0, day)));
            rule.positions.extend(&places);
            end = after;
        } else if let Some((days, after)) =
            weekdays(tokens, after).filter(|(_, after)| *after > day)
        {
            rule.weekdays.extend(
                places
                    .iter()
                    .flat_map(|place| days.iter().map(|day| (*place, *day))),
            );
            end = after;
        } else {
            rule.month_days.extend(&places);
            end = day;
        }
        let Some(more) = separated(tokens, end) else {
            break;
        };
        next = more;
    }
    (end > at).then_some((rule, end))
}

/// "every 1st and 15th": days of the month, where "every" says that they repeat.
pub(super) fn whole_month(
    tokens: &Tokens<'_>,
    at: usize,
    end: usize,
) -> Option<(Grain, i16, usize)> {
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
    // "every second friday" counts weeks, "every last friday" can only be of a month.
    let edge = tokens.one_of(at, phrases!("first|last")) && end == at + 2;
    (every && !unit && (dates || edge) && follows(tokens, end)).then_some((Grain::Month, 1, end))
}

/// "the 31st of every year" is the 31st day of it.
pub(super) fn of_year(rule: Rule) -> Option<Rule> {
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
pub(super) fn each_period(tokens: &Tokens<'_>, at: usize) -> Option<(Grain, i16, usize)> {
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
pub(super) fn edge(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let at = at + usize::from(tokens.word(at) == "the");
    let edge = match tokens.word(at) {
        "end" => -1,
        "beginning" | "begin" | "start" => 1,
        _ => return None,
    };
    Some((edge, at + 1))
}
