//! Days: "tomorrow", "next friday", "2026-11-24", "the 5th", "Christmas".

use jiff::civil::{Date, Weekday};

use super::{Day, Form, Setting, holiday, month, nth, period};
use crate::calendar::plus_days;
use crate::language::{
    Grain,
    lexicon::Lex,
    phrases::{Phrases, phrases},
    tokens::Tokens,
};

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    named(tokens, at, setting)
        .or_else(|| holiday::read(tokens, at, from, setting))
        .or_else(|| nth::nth_of_month(tokens, at + usize::from(tokens.word(at) == "the"), setting))
        .or_else(|| weekday(tokens, at, from, setting))
        .or_else(|| numeric(tokens, at, from, setting))
        .or_else(|| month::read(tokens, at, from, setting))
        .or_else(|| period::read(tokens, at, from, setting))
}

/// "today", "the day after tomorrow", "eod".
fn named(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    const PHRASES: [(&str, i64); 5] = [
        ("the day after tomorrow", 2),
        ("day after tomorrow", 2),
        ("the day after today", 1),
        ("the day before yesterday", -2),
        ("day before yesterday", -2),
    ];
    static END: Phrases =
        Phrases::of("close of business|cob|end of business|end of day|end of the day|eod");
    if let Some(end) = tokens.longest(at, &END) {
        // "by eod friday"
        let on = end + usize::from(tokens.one_of(end, phrases!("of|on")));
        let other = weekday(tokens, on, at, setting).or_else(|| named(tokens, on, setting));
        return other.or_else(|| Some((Day::fixed(setting.today()), end)));
    }
    let found = PHRASES
        .iter()
        .filter(|_| tokens.one_of(at, phrases!("day|the")))
        .find_map(|(phrase, days)| Some((*days, tokens.says(at, phrase)?)));
    let at_this_time = || {
        tokens
            .longest(at, phrases!("the moment|this time"))
            .filter(|_| setting.alone)
            .map(|end| (0, end))
    };
    let (days, end) = match tokens.lex(at) {
        Lex::Day(days) => (i64::from(days), at + 1),
        _ => found.or_else(at_this_time)?,
    };
    if days < 0 && !setting.past {
        return None;
    }
    Some((Day::fixed(plus_days(setting.today(), days)?), end))
}

/// 0 is Monday.
pub(super) fn weekday_of(offset: i8) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(offset).ok()
}

/// A weekday's name at this token, and the token after it.
pub(in super::super) fn weekday_at(tokens: &Tokens<'_>, at: usize) -> Option<(Weekday, usize)> {
    let Lex::Weekday(day, _) = tokens.lex(at) else {
        return None;
    };
    let short = tokens.get(at).is_some_and(|token| token.bytes.len() <= 5);
    let dot = short && tokens.joined(at + 1, b'.') && !tokens.glued(at + 2) && !tokens.ends(at + 2);
    Some((weekday_of(day)?, at + 1 + usize::from(dot)))
}

/// "sat", "sun" and "wed" are words of their own: only beside another word about time are they days.
fn weekday_alone(tokens: &Tokens<'_>, at: usize, end: usize, led: bool, setting: &Setting) -> bool {
    match tokens.word(at) {
        "sat" | "sun" | "wed" | "mon" => {
            led || setting.alone
                || tokens.is(end - 1, b'.')
                || super::may_begin(tokens, end)
                    && (tokens.number(end).is_some()
                        || !matches!(
                            tokens.lex(end),
                            Lex::Other | Lex::Count(_) | Lex::Ordinal(_)
                        )
                        || tokens.word(end) == "at")
        }
        _ => true,
    }
}

fn weekday(tokens: &Tokens<'_>, at: usize, from: usize, setting: &Setting) -> Option<(Day, usize)> {
    let today = setting.today();
    let (says, name) = which(tokens, at);
    let in_week = |weekday, weeks| {
        let date = in_week(weekday, weeks, setting)?;
        Some(Day::of(date, Grain::Day, Form::Weekday))
    };
    if says == "next" && tokens.lex(name) == Lex::Unit(Grain::Week) {
        // "next week friday"
        let (weekday, end) = weekday_at(tokens, name + 1)?;
        return Some((in_week(weekday, 1)?, end));
    }
    let (weekday, end) = weekday_at(tokens, name)?;
    let several = matches!(tokens.lex(name), Lex::Weekday(_, true))
        && !setting.alone
        && !tokens.word(name).contains('\'');
    let led = !says.is_empty() || from < at;
    if several
        || tokens.one_before(from, phrases!("each|every|other"))
        || !weekday_alone(tokens, name, end, led, setting)
    {
        return None;
    }
    let date = match says {
        "next" if tokens.word(at) == "next" => in_week(weekday, 1)?.date,
        "last" | "past" | "previous" => {
            if !setting.past {
                return None;
            }
            today.nth_weekday(-1, weekday).ok()?
        }
        "this" if today.weekday() == weekday => today,
        _ if tokens.one_before(from, phrases!("last|past")) && !setting.past => return None,
        _ => today.nth_weekday(1, weekday).ok()?,
    };
    if let Some((weeks, end)) = of_week(tokens, end) {
        return Some((in_week(weekday, weeks)?, end));
    }
    Some((Day::of(date, Grain::Day, Form::Weekday), end))
}

/// "this", "the coming", "this past": the word that tells which, and where the weekday's name is to stand.
fn which<'t>(tokens: &'t Tokens<'_>, at: usize) -> (&'t str, usize) {
    match tokens.word(at) {
        "the" if tokens.one_of(at + 1, phrases!("coming|following|next|upcoming")) => {
            (tokens.word(at + 1), at + 2)
        }
        "this" if tokens.one_of(at + 1, phrases!("coming|next|past|upcoming")) => {
            (tokens.word(at + 1), at + 2)
        }
        word @ ("this" | "next" | "last" | "past" | "previous" | "coming" | "upcoming"
        | "following") => (word, at + 1),
        _ => ("", at),
    }
}

/// "of next week", ", next week", "of this week" after a weekday: so many weeks from this one.
fn of_week(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let at = at + usize::from(tokens.is(at, b','));
    let at = at + usize::from(tokens.one_of(at, phrases!("in|of")));
    let at = at + usize::from(tokens.word(at) == "the");
    let weeks = match tokens.word(at) {
        "next" | "following" => 1,
        "this" => 0,
        "last" => -1,
        _ => return None,
    };
    (tokens.lex(at + 1) == Lex::Unit(Grain::Week)).then_some((weeks, at + 2))
}

/// The first day of the week that is so many weeks from this one.
pub(super) fn week(weeks: i64, setting: &Setting) -> Option<Date> {
    let today = setting.today();
    let since = i64::from(today.weekday().since(setting.week_start));
    plus_days(today, weeks.checked_mul(7)?.checked_sub(since)?)
}

fn in_week(day: Weekday, weeks: i64, setting: &Setting) -> Option<Date> {
    plus_days(
        week(weeks, setting)?,
        i64::from(day.since(setting.week_start)),
    )
}

/// What comes after a fraction, as in "1/2 cup".
static MEASURES: Phrases = Phrases::of(
    "cup|cups|g|h|hour|inch|inches|kg|l|lb|lbs|ml|of|oz|pound|pounds|tablespoon|tbsp|teaspoon|tsp",
);

/// "2026-11-24", "24.11.2026", "11/24", "24-11-26", "4/2026".
fn numeric(tokens: &Tokens<'_>, at: usize, from: usize, setting: &Setting) -> Option<(Day, usize)> {
    let at = at + usize::from(tokens.is(at, b'/') && setting.alone);
    let separator = tokens
        .mark(at + 1)
        .filter(|mark| matches!(mark, b'/' | b'-' | b'.'))?;
    if at > 0
        && tokens.glued(at)
        && matches!(tokens.mark(at - 1), Some(b'/' | b'-' | b'.' | b'$' | b'#'))
        && !setting.alone
    {
        return None;
    }
    if !tokens.glued(at + 1) || !tokens.glued(at + 2) {
        return None;
    }
    let (first, second) = (tokens.number(at)?, tokens.short(at + 2, 2)?);
    let third =
        tokens.joined(at + 3, separator) && tokens.glued(at + 4) && tokens.number(at + 4).is_some();
    if !third {
        return two_numbers(tokens, at, from, separator, setting);
    }
    let end = at + 5;
    if tokens.joined(end, separator) && tokens.number(end + 1).is_some() && separator != b'-' {
        return None;
    }
    if tokens.digits(at) == 4 {
        let (year, day) = (i16::try_from(first).ok()?, tokens.short(at + 4, 2)?);
        let date = ymd(year, second, day)
            .or_else(|| ymd(year, day, second).filter(|_| setting.month_first && second > 12))?;
        return Some((Day::fixed(date), iso_time(tokens, end)));
    }
    let year = match tokens.digits(at + 4) {
        4 => tokens.short(at + 4, 4)?,
        2 if separator != b'.' || tokens.digits(at) == 2 => century(tokens.short(at + 4, 2)?),
        _ => return None,
    };
    let first = i16::try_from(first).ok()?;
    if separator == b'-' && tokens.digits(at) < 2 && tokens.digits(at + 4) < 4 {
        return None;
    }
    let month_first = setting.month_first && (separator != b'.' || setting.past);
    let (month, day) = if month_first {
        (first, second)
    } else {
        (second, first)
    };
    // A day above 12 shows the order.
    let date = ymd(year, month, day).or_else(|| ymd(year, day, month).filter(|_| month > 12))?;
    Some((Day::fixed(date), iso_time(tokens, end)))
}

/// Past the "T" of an ISO date with a time.
fn iso_time(tokens: &Tokens<'_>, end: usize) -> usize {
    let time = tokens.glued(end)
        && tokens.word(end) == "t"
        && tokens.glued(end + 1)
        && tokens.number(end + 1).is_some();
    end + usize::from(time)
}

fn two_numbers(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    separator: u8,
    setting: &Setting,
) -> Option<(Day, usize)> {
    let (first, second) = (tokens.short(at, 2), tokens.short(at + 2, 2));
    let end = at + 3;
    if separator == b'/' && tokens.digits(at + 2) == 4 {
        return None;
    }
    let (first, second) = (first?, second?);
    if separator != b'/' || tokens.says(at, "24/7").is_some() || first == 24 && second == 7 {
        return None;
    }
    if tokens.one_of(end, &MEASURES) || tokens.joined(end, b'/') || tokens.is(end, b'%') {
        return None;
    }
    let fraction = first == 1 && second <= 4 && from == at && !setting.alone && !tokens.ends(end);
    let (month, day) = if setting.month_first {
        (first, second)
    } else {
        (second, first)
    };
    let swapped = month > 12 && !fraction;
    let (month, day) = if swapped { (day, month) } else { (month, day) };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    if fraction {
        return None;
    }
    Some((
        Day::of(
            month::next_date(month, day, setting.today())?,
            Grain::Day,
            Form::Yearless,
        ),
        end,
    ))
}

pub(super) fn ymd(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Two digits of a year: from 70 on, of the last century.
pub(super) fn century(short: i16) -> i16 {
    if short >= 70 {
        1900 + short
    } else {
        2000 + short
    }
}
