//! Counts, ordinals and durations, in digits and in words.

use jiff::civil::DateTime;

use super::{Grain, lexicon::Lex, phrases::phrases, tokens::Tokens};
use crate::calendar::{plus_days, plus_months, plus_seconds};

/// "3", "three", "twenty-five", to where it ends.
pub(super) fn count(tokens: &Tokens<'_>, at: usize) -> Option<(i16, usize)> {
    if let Some(value) = tokens.short(at, 4) {
        let fraction = tokens.joined(at + 1, b'.') && tokens.number(at + 2).is_some();
        return (!fraction).then_some((value, at + 1));
    }
    let Lex::Count(value) = tokens.lex(at) else {
        return None;
    };
    if value >= 20 {
        let next = at + 1 + usize::from(tokens.joined(at + 1, b'-'));
        if let Lex::Count(ones @ 1..=9) = tokens.lex(next) {
            return Some((value + ones, next + 1));
        }
    }
    Some((value, at + 1))
}

/// "2nd", "second", "twenty-fourth", to where it ends.
pub(super) fn ordinal(tokens: &Tokens<'_>, at: usize) -> Option<(i16, usize)> {
    if let Some(value) = tokens.short(at, 3) {
        let ending = tokens.one_of(at + 1, phrases!("nd|rd|st|th"));
        return (ending && tokens.glued(at + 1)).then_some((value, at + 2));
    }
    match tokens.lex(at) {
        Lex::Ordinal(value) => Some((value, at + 1)),
        Lex::Count(tens) if tens >= 20 => {
            let next = at + 1 + usize::from(tokens.joined(at + 1, b'-'));
            match tokens.lex(next) {
                Lex::Ordinal(ones @ 1..=9) => Some((tens + ones, next + 1)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// An amount in thousandths: "2", "a couple of", "1.5", "two and a half", "3/4", "half an".
fn amount(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    const FEW: [(&str, i64); 10] = [
        ("a couple of", 2000),
        ("a couple", 2000),
        ("couple of", 2000),
        ("couple", 2000),
        ("a pair of", 2000),
        ("a few", 3000),
        ("few", 3000),
        ("several", 7000),
        ("a dozen", 12_000),
        ("half a dozen", 6000),
    ];
    let found = FEW
        .iter()
        .filter(|_| tokens.one_of(at, phrases!("a|couple|few|half|several")))
        .find_map(|(phrase, value)| Some((*value, tokens.says(at, phrase)?)));
    if found.is_some() {
        return found;
    }
    if let Some((value, end)) = fraction(tokens, at) {
        return Some((value, end));
    }
    let (whole, end) = match count(tokens, at) {
        Some((value, end)) => (i64::from(value) * 1000, end),
        None if tokens.joined(at + 1, b'.') => decimal(tokens, at)?,
        None if tokens.one_of(at, phrases!("a|an|the")) => (1000, at + 1),
        None => return None,
    };
    if tokens.word(end) == "and"
        && let Some((part, next)) = fraction(tokens, end + 1)
    {
        return Some((whole + part, next));
    }
    Some((whole, end))
}

/// "1.5"
fn decimal(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let whole = i64::from(tokens.short(at, 4)?);
    let part = i64::from(tokens.short(at + 2, 3)?);
    let scale = [100, 10, 1][tokens.digits(at + 2).checked_sub(1)?];
    Some((whole * 1000 + part * scale, at + 3))
}

/// "half an", "1/2", "three quarters of an", "a quarter of".
fn fraction(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let of = |end: usize| {
        let end = end + usize::from(tokens.word(end) == "of");
        end + usize::from(tokens.one_of(end, phrases!("a|an")))
    };
    let article = at + usize::from(tokens.one_of(at, phrases!("a|an")));
    if tokens.word(article) == "half" {
        return Some((500, of(article + 1)));
    }
    if let (Some(over), Some(under)) = (tokens.short(at, 2), tokens.short(at + 2, 2))
        && tokens.joined(at + 1, b'/')
        && (1..=8).contains(&under)
    {
        return Some((i64::from(over) * 1000 / i64::from(under), of(at + 3)));
    }
    let (quarters, next) = match count(tokens, article) {
        Some((value @ 1..=3, next)) => (i64::from(value), next),
        _ => (1, article),
    };
    let next = next + usize::from(tokens.joined(next, b'-'));
    let unit = tokens.lex(next) == Lex::Unit(Grain::Quarter);
    let end = of(next + 1);
    let of_a_unit = unit && matches!(tokens.lex(end), Lex::Unit(Grain::Hour | Grain::Day));
    of_a_unit.then_some((quarters * 250, end))
}

/// How long: months, days and seconds are kept apart, as calendars count them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Duration {
    pub(super) months: i64,
    pub(super) days: i64,
    pub(super) seconds: i64,
    /// The smallest unit that was said.
    pub(super) grain: Option<Grain>,
}

impl Duration {
    pub(super) fn of(count: i64, unit: Grain) -> Self {
        Self::default().plus(count.saturating_mul(1000), unit)
    }

    /// Adds so many thousandths of a unit.
    fn plus(mut self, amount: i64, unit: Grain) -> Self {
        let (whole, rest) = (amount / 1000, amount % 1000);
        match unit {
            Grain::Second => self.seconds += whole,
            Grain::Minute => self.seconds += amount * 60 / 1000,
            Grain::Hour => self.seconds += amount * 3600 / 1000,
            Grain::Day => {
                self.days += whole;
                self.seconds += rest * 86_400 / 1000;
            }
            Grain::Week => self.days += amount * 7 / 1000,
            Grain::Month => {
                self.months += whole;
                self.days += rest * 30 / 1000;
            }
            Grain::Quarter => self.months += amount * 3 / 1000,
            Grain::Year => self.months += amount * 12 / 1000,
        }
        let grain = match unit {
            Grain::Day if rest > 0 => Grain::Hour,
            Grain::Week | Grain::Month if rest > 0 => Grain::Day,
            Grain::Year if rest > 0 => Grain::Month,
            Grain::Minute if rest > 0 => Grain::Second,
            unit => unit,
        };
        self.grain = Some(self.grain.map_or(grain, |known| known.min(grain)));
        self
    }

    pub(super) fn negative(self) -> Self {
        Self {
            months: -self.months,
            days: -self.days,
            seconds: -self.seconds,
            ..self
        }
    }

    pub(super) fn timed(&self) -> bool {
        self.seconds != 0 || self.grain.is_some_and(|grain| grain < Grain::Day)
    }

    /// `None` beyond the calendar.
    pub(super) fn after(&self, from: DateTime) -> Option<DateTime> {
        let days = plus_days(plus_months(from.date(), self.months)?, self.days)?;
        plus_seconds(days.to_datetime(from.time()), self.seconds)
    }

    /// In whole minutes, months counted as 30 days.
    pub(super) fn minutes(&self) -> Option<u32> {
        let days = self.months.checked_mul(30)?.checked_add(self.days)?;
        u32::try_from(days.checked_mul(1440)?.checked_add(self.seconds / 60)?).ok()
    }
}

/// A unit of time: its length in thousandths of the grain, and the token after it.
fn unit(tokens: &Tokens<'_>, at: usize) -> Option<(Grain, i64, usize)> {
    let at = at + usize::from(tokens.joined(at, b'-'));
    let at = at
        + usize::from(tokens.one_of(at, phrases!("additional|extra|fewer|full|less|more|whole")));
    match tokens.lex(at) {
        Lex::Unit(grain) | Lex::Letter(grain) => Some((grain, 1, at + 1)),
        Lex::Fortnight => Some((Grain::Week, 2, at + 1)),
        Lex::Ordinal(2) if tokens.word(at) == "second" => Some((Grain::Second, 1, at + 1)),
        _ => match tokens.mark(at) {
            Some(b'\'') if tokens.glued(at) => Some((Grain::Minute, 1, at + 1)),
            Some(b'"') if tokens.glued(at) => Some((Grain::Second, 1, at + 1)),
            _ => None,
        },
    }
}

/// "3 days", "an hour and a half", "1 year, 2 days and 4 seconds", "1d2hr", to where it ends.
pub(super) fn duration(tokens: &Tokens<'_>, at: usize) -> Option<(Duration, usize)> {
    let (value, next) = amount(tokens, at)?;
    let (mut grain, times, mut end) = unit(tokens, next)?;
    let mut total = Duration::default().plus(value * times, grain);
    loop {
        let comma = end + usize::from(tokens.is(end, b','));
        let and = comma + usize::from(tokens.word(comma) == "and");
        if and > end
            && comma == end
            && let Some((part, next)) = fraction_alone(tokens, and)
        {
            total = total.plus(part * times, grain);
            end = next;
            continue;
        }
        let Some((value, next)) = amount(tokens, and) else {
            return Some((total, end));
        };
        match unit(tokens, next) {
            Some((smaller, factor, next)) if smaller < grain && value > 0 => {
                total = total.plus(value * factor, smaller);
                (grain, end) = (smaller, next);
            }
            // "2 hours ten"
            _ if grain == Grain::Hour && value < 60_000 && bare_minutes(tokens, next) => {
                total = total.plus(value, Grain::Minute);
                end = next;
            }
            _ => return Some((total, end)),
        }
    }
}

/// "and a half" after a unit.
fn fraction_alone(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let at = at + usize::from(tokens.one_of(at, phrases!("a|an")));
    match (tokens.word(at), tokens.lex(at)) {
        ("half", _) => Some((500, at + 1)),
        (_, Lex::Unit(Grain::Quarter)) => Some((250, at + 1)),
        _ => None,
    }
}

/// Minutes without a unit end their phrase.
fn bare_minutes(tokens: &Tokens<'_>, next: usize) -> bool {
    tokens.ends(next) && tokens.word(next.saturating_sub(1)) != "a"
}
