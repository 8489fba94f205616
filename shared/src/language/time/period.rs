//! Weeks, months, quarters and years: "next week", "this weekend", "end of month", "Q3", "in 2027".

use jiff::civil::{Date, Weekday};

use super::{Day, Form, Setting, date, month};
use crate::calendar::{plus_days, plus_months};
use crate::language::{
    Grain,
    lexicon::Lex,
    numbers::{count, ordinal},
    phrases::phrases,
    tokens::Tokens,
};

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    edge(tokens, at, from, setting)
        .or_else(|| several(tokens, at, setting))
        .or_else(|| relative(tokens, at, setting))
        .or_else(|| weekend(tokens, at, from, setting))
        .or_else(|| week_of(tokens, at, setting))
        .or_else(|| quarter(tokens, at, setting))
        .or_else(|| year(tokens, at, from, setting))
}

/// The period that is so many of them from the one of today.
fn shifted(unit: Grain, by: i64, setting: &Setting) -> Option<Day> {
    let today = setting.today();
    let date = match unit {
        Grain::Day => plus_days(today, by)?,
        Grain::Week => date::week(by, setting)?,
        Grain::Month => plus_months(today.first_of_month(), by)?,
        Grain::Quarter => {
            let first = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
            plus_months(first, by.checked_mul(3)?)?
        }
        Grain::Year => plus_months(today.first_of_year(), by.checked_mul(12)?)?,
        _ => return None,
    };
    Some(whole(date, unit))
}

fn whole(first: Date, grain: Grain) -> Day {
    Day {
        end: last(first, grain),
        ..Day::of(first, grain, Form::Fixed)
    }
}

/// The last day of a period, by its first.
fn last(first: Date, grain: Grain) -> Option<Date> {
    match grain {
        Grain::Week => plus_days(first, 6),
        Grain::Month => Some(first.last_of_month()),
        Grain::Quarter => Some(plus_months(first, 2)?.last_of_month()),
        Grain::Year => Some(first.last_of_year()),
        _ => Some(first),
    }
}

/// "this", "next", "last": how many periods away.
fn which(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let the = at + usize::from(tokens.word(at) == "the");
    let by = match tokens.word(the) {
        "this" | "current" => 0,
        "next" | "following" | "coming" | "upcoming" => 1,
        "last" | "past" | "previous" => -1,
        _ => return None,
    };
    let more = usize::from(by == 0 && tokens.word(the + 1) == "coming");
    Some((by, the + 1 + more))
}

fn unit(tokens: &Tokens<'_>, at: usize) -> Option<Grain> {
    match tokens.lex(at) {
        Lex::Unit(unit) => Some(unit),
        _ => None,
    }
}

/// "next week", "this quarter", "lastmonth".
fn relative(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let (by, next) = which(tokens, at)?;
    let unit = unit(tokens, next)?;
    let length = unit == Grain::Year && tokens.word_before(at) == "for" && !setting.alone;
    if by < 0 && !setting.past || by == 0 && unit < Grain::Day || length {
        return None;
    }
    Some((shifted(unit, by, setting)?, next + 1))
}

/// "next 3 weeks" begins with the first of them; "upcoming two months" is the second of them.
fn several(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let few = |at: usize| {
        tokens
            .longest(at, phrases!("couple|couple of|few"))
            .map(|end| (if tokens.word(at) == "few" { 3 } else { 2 }, end))
            .or_else(|| count(tokens, at).map(|(count, end)| (i64::from(count), end)))
    };
    let upcoming = |at: usize| tokens.one_of(at, phrases!("coming|upcoming"));
    if let Some((by, next)) = few(at)
        && upcoming(next)
    {
        return Some((shifted(unit(tokens, next + 1)?, by, setting)?, next + 2));
    }
    let (direction, next) = which(tokens, at)?;
    let (by, end) = few(next)?;
    let unit = unit(tokens, end)?;
    if direction == 0
        || direction < 0 && !setting.past
        || unit < Grain::Day
        || !(1..=1000).contains(&by)
    {
        return None;
    }
    if upcoming(next - 1) {
        return Some((shifted(unit, by, setting)?, end + 1));
    }
    let (first, last) = if direction > 0 { (1, by) } else { (-by, -1) };
    let last = shifted(unit, last, setting)?;
    Some((
        Day {
            end: last.end,
            ..shifted(unit, first, setting)?
        },
        end + 1,
    ))
}

/// A weekend is its Saturday.
fn weekend(tokens: &Tokens<'_>, at: usize, from: usize, setting: &Setting) -> Option<(Day, usize)> {
    let today = setting.today();
    let (by, next) = match which(tokens, at) {
        Some(found) => found,
        None if tokens.word(at) == "the" && (from < at || setting.alone) => (0, at + 1),
        None => (0, at),
    };
    if matches!(tokens.lex(next), Lex::Workday(false)) && next > at && by != 0 {
        let date = working_day(today, by)?;
        return (by > 0 || setting.past).then(|| (Day::fixed(date), next + 1));
    }
    let end = match tokens.lex(next) {
        Lex::Weekend(false) => next + 1,
        Lex::Unit(Grain::Week) if tokens.word(next + 1) == "end" && next > at => next + 2,
        Lex::Unit(Grain::Week)
            if tokens.joined(next + 1, b'-') && tokens.word(next + 2) == "end" && next > at =>
        {
            next + 3
        }
        _ => return None,
    };
    if next == at
        && !setting.alone
        && !(from < at && tokens.one_of(at - 1, phrases!("before|by|on|this")))
        || by < 0 && !setting.past
    {
        return None;
    }
    let saturday = if today.weekday() == Weekday::Saturday {
        today
    } else {
        today.nth_weekday(1, Weekday::Saturday).ok()?
    };
    let saturday = match by {
        1 => {
            let next = date::week(1, setting)?;
            plus_days(next, i64::from(Weekday::Saturday.since(setting.week_start)))?
        }
        -1 => today.nth_weekday(-1, Weekday::Saturday).ok()?,
        _ => saturday,
    };
    Some((
        Day {
            end: plus_days(saturday, 1),
            ..Day::fixed(saturday)
        },
        end,
    ))
}

/// The working day after today, or before it.
fn working_day(today: Date, by: i64) -> Option<Date> {
    let works = |date: &Date| date.weekday().to_monday_zero_offset() < 5;
    (1..5)
        .filter_map(|days| plus_days(today, days * by.signum()))
        .find(works)
}

/// "the week of october 6th"
fn week_of(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let next = tokens.longest(at, phrases!("the week of|week of"))?;
    let (day, end) = month::read(tokens, next, next, setting)?;
    let since = i64::from(day.date.weekday().since(setting.week_start));
    Some((whole(plus_days(day.date, -since)?, Grain::Week), end))
}

/// "end of month", "by the end of next week", "beginning of january", "EOM": its last day, or its first.
fn edge(tokens: &Tokens<'_>, at: usize, from: usize, setting: &Setting) -> Option<(Day, usize)> {
    let the = at + usize::from(tokens.one_of(at, phrases!("the")));
    if let Some((unit, end, next)) = short_edge(tokens, the, setting) {
        return Some((edge_of(shifted(unit, 0, setting)?, end)?, next));
    }
    if tokens.word(the) == "new" && tokens.word(the + 1) == "year" && the > at && from < at {
        let next = Date::new(setting.today().year() + 1, 1, 1).ok()?;
        return Some((Day::fixed(next), the + 2));
    }
    if tokens.one_of(the, phrases!("all|rest")) && (setting.alone || from < at) {
        return rest_of(tokens, the, setting);
    }
    let end = match tokens.word(the) {
        "end" | "close" => true,
        "beginning" | "start" | "begin" => false,
        _ => return None,
    };
    if tokens.word(the + 1) != "of" {
        return None;
    }
    let of = the + 2;
    let of = of + usize::from(tokens.word(of) == "around");
    let (period, next) = if let Some(found) = relative(tokens, of, setting) {
        found
    } else {
        let inner = of + usize::from(tokens.one_of(of, phrases!("the|this")));
        match unit(tokens, inner).filter(|unit| *unit >= Grain::Day) {
            Some(unit) => (shifted(unit, 0, setting)?, inner + 1),
            None => month::read(
                tokens,
                of,
                at,
                &Setting {
                    alone: true,
                    ..*setting
                },
            )
            .or_else(|| year(tokens, of, at, setting))?,
        }
    };
    Some((edge_of(period, end)?, next))
}

/// "EOM", "month end": the unit, whether it is the end of it, and the token after it.
fn short_edge(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Grain, bool, usize)> {
    let (unit, end) = match tokens.word(at) {
        "eow" => (Grain::Week, true),
        "eom" => (Grain::Month, true),
        "eoy" => (Grain::Year, true),
        "bom" if setting.alone => (Grain::Month, false),
        "boy" if setting.alone => (Grain::Year, false),
        name if tokens.word(at + 1) == "end" => {
            let unit = match name {
                "week's" => Grain::Week,
                "month" | "month's" => Grain::Month,
                "year" | "year's" => Grain::Year,
                _ => return None,
            };
            let follows = tokens.lex(at + 2) != Lex::Other || tokens.word(at + 2).is_empty();
            return follows.then_some((unit, true, at + 2));
        }
        _ => return None,
    };
    Some((unit, end, at + 1))
}

/// "all month", "the rest of the week": from its first day, or from today.
fn rest_of(tokens: &Tokens<'_>, the: usize, setting: &Setting) -> Option<(Day, usize)> {
    let of = tokens
        .longest(the + 1, phrases!("of|of the|of this"))
        .unwrap_or(the + 1);
    let unit = unit(tokens, of).filter(|unit| *unit >= Grain::Week)?;
    let period = shifted(unit, 0, setting)?;
    let all = tokens.word(the) == "all";
    let rest = Day {
        date: if all { period.date } else { setting.today() },
        grain: Grain::Day,
        ..period
    };
    Some((rest, of + 1))
}

fn edge_of(period: Day, end: bool) -> Option<Day> {
    let date = if end {
        period.end.or_else(|| last(period.date, period.grain))?
    } else {
        period.date
    };
    Some(Day::fixed(date))
}

/// "third quarter of 2018", "q3", "2018Q4".
fn quarter(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let q = |at: usize| {
        let nth = tokens
            .short(at + 1, 1)
            .filter(|nth| (1..=4).contains(nth))?;
        (tokens.word(at) == "q" && tokens.glued(at + 1)).then_some(nth)
    };
    if let Some(year) = tokens.short(at, 4)
        && tokens.glued(at + 1)
        && let Some(nth) = q(at + 1)
    {
        let year = if tokens.digits(at) == 2 {
            date::century(year)
        } else {
            year
        };
        return Some((quarter_of(year, nth)?, at + 3));
    }
    let the = at + usize::from(tokens.word(at) == "the");
    let (nth, end) = if let Some(nth) = q(at) {
        (nth, at + 2)
    } else {
        let (nth, next) = ordinal(tokens, the).filter(|(nth, _)| (1..=4).contains(nth))?;
        (unit(tokens, next)? == Grain::Quarter).then_some((nth, next + 1))?
    };
    let of = end + usize::from(tokens.one_of(end, phrases!("in|of")));
    let year = tokens.short(of, 4).filter(|_| tokens.digits(of) == 4);
    let this = setting.today().year();
    if let Some(year) = year {
        Some((quarter_of(year, nth)?, of + 1))
    } else {
        let found = quarter_of(this, nth)?;
        let over = found.end.is_some_and(|end| end < setting.today());
        Some((
            if over {
                quarter_of(this + 1, nth)?
            } else {
                found
            },
            end,
        ))
    }
}

fn quarter_of(year: i16, nth: i16) -> Option<Day> {
    let first = Date::new(year, i8::try_from(nth * 3 - 2).ok()?, 1).ok()?;
    Some(whole(first, Grain::Quarter))
}

/// "in 2027": a number is a year only after such a word.
fn year(tokens: &Tokens<'_>, at: usize, from: usize, _setting: &Setting) -> Option<(Day, usize)> {
    let led = from < at
        && tokens.one_of(
            at - 1,
            phrases!("before|by|during|in|of|since|through|until"),
        );
    let year = tokens
        .short(at, 4)
        .filter(|year| tokens.digits(at) == 4 && (1900..2200).contains(year))?;
    if !led
        || tokens.glued(at + 1) && !matches!(tokens.mark(at + 1), Some(b'.' | b',' | b'?' | b'!'))
    {
        return None;
    }
    let era = tokens.longest(at + 1, phrases!("ad|ce")).unwrap_or(at + 1);
    let era = if tokens.word(at + 1) == "a" && tokens.word(at + 3) == "d" {
        at + 5
    } else {
        era
    };
    let day = whole(Date::new(year, 1, 1).ok()?, Grain::Year);
    let follows = tokens.ends(era)
        || tokens.mark(era).is_some()
        || tokens.lex(era) != Lex::Other
        || tokens.one_of(era, phrases!("and|for|to"));
    follows.then_some((day, era.min(tokens.len())))
}
