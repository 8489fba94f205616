//! Zones by offset or by the few names whose offsets are agreed on.

use jiff::{
    civil::{Date, DateTime, Weekday},
    tz::Offset,
};

use crate::language::{lexicon::Lex, tokens::Tokens};

/// When summer time holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Summer {
    Never,
    America,
    Europe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Zone {
    /// East of Greenwich.
    minutes: i16,
    summer: Summer,
}

const NAMES: [(&str, i16, Summer); 30] = [
    ("z", 0, Summer::Never),
    ("utc", 0, Summer::Never),
    ("gmt", 0, Summer::Never),
    ("wet", 0, Summer::Europe),
    ("bst", 60, Summer::Never),
    ("cet", 60, Summer::Europe),
    ("cest", 120, Summer::Never),
    ("eet", 120, Summer::Europe),
    ("eest", 180, Summer::Never),
    ("msk", 180, Summer::Never),
    ("get", 240, Summer::Never),
    ("ist", 330, Summer::Never),
    ("sgt", 480, Summer::Never),
    ("hkt", 480, Summer::Never),
    ("jst", 540, Summer::Never),
    ("kst", 540, Summer::Never),
    ("aest", 600, Summer::Never),
    ("aedt", 660, Summer::Never),
    ("nzst", 720, Summer::Never),
    ("et", -300, Summer::America),
    ("est", -300, Summer::Never),
    ("edt", -240, Summer::Never),
    ("ct", -360, Summer::America),
    ("cst", -360, Summer::Never),
    ("cdt", -300, Summer::Never),
    ("mst", -420, Summer::Never),
    ("mdt", -360, Summer::Never),
    ("pt", -480, Summer::America),
    ("pst", -480, Summer::Never),
    ("pdt", -420, Summer::Never),
];

impl Zone {
    pub(super) fn offset(self, at: DateTime) -> Option<Offset> {
        let shift = if self.in_summer(at.date()) == Some(true) {
            60
        } else {
            0
        };
        Offset::from_seconds(i32::from(self.minutes + shift) * 60).ok()
    }

    fn in_summer(self, date: Date) -> Option<bool> {
        let sunday = |month: i8, nth: i8| {
            Date::new(date.year(), month, 1)
                .ok()?
                .nth_weekday_of_month(nth, Weekday::Sunday)
                .ok()
        };
        let (first, last) = match self.summer {
            Summer::Never => return None,
            Summer::America => (sunday(3, 2)?, sunday(11, 1)?),
            Summer::Europe => (sunday(3, -1)?, sunday(10, -1)?),
        };
        Some(first <= date && date < last)
    }
}

/// A zone after a time: "5pm EST", "11:00 GMT+2", "08:15-05:30", "(JST)".
pub(super) fn read(tokens: &Tokens<'_>, at: usize, from: usize) -> Option<(Zone, usize)> {
    let after_time = from > 0 && {
        let before = from - 1;
        tokens.number(before).is_some()
            || matches!(
                tokens.lex(before),
                Lex::Half(_) | Lex::Day(_) | Lex::Part(_) | Lex::Noon
            )
            || matches!(tokens.mark(before), Some(b'.' | b'('))
    };
    if !after_time {
        return None;
    }
    let (minutes, summer, next) = match NAMES.iter().find(|(name, ..)| *name == tokens.word(at)) {
        // A word of two letters or more in capitals, or glued to the time.
        Some((name, minutes, summer))
            if tokens
                .text(&(at..at + 1))
                .chars()
                .all(|c| !c.is_lowercase())
                || matches!(*name, "utc" | "gmt" | "est" | "pst" | "jst") =>
        {
            (*minutes, *summer, at + 1)
        }
        _ => (0, Summer::Never, at),
    };
    let named = next > at;
    if let Some((offset, end)) = offset(tokens, next).filter(|_| {
        named && minutes == 0
            || !named
                && tokens.glued(at)
                && (tokens.is(at, b'+') || tokens.digits(at + 1) > 2 || tokens.is(at + 2, b':'))
            || !named && tokens.digits(at + 1) == 4 && tokens.mark(at).is_some()
    }) {
        let close = usize::from(tokens.is(end, b')'));
        return Some((
            Zone {
                minutes: offset,
                summer: Summer::Never,
            },
            end + close,
        ));
    }
    named.then(|| {
        (
            Zone { minutes, summer },
            next + usize::from(tokens.is(next, b')')),
        )
    })
}

/// "+2", "-0530", "+02:45".
fn offset(tokens: &Tokens<'_>, at: usize) -> Option<(i16, usize)> {
    let sign = match tokens.mark(at)? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if !tokens.glued(at + 1) {
        return None;
    }
    let value = tokens.short(at + 1, 4)?;
    if tokens.digits(at + 1) > 2 {
        let (hours, minutes) = (value / 100, value % 100);
        return (hours <= 14 && minutes < 60).then_some((sign * (hours * 60 + minutes), at + 2));
    }
    let minutes = tokens
        .joined(at + 2, b':')
        .then(|| tokens.short(at + 3, 2))
        .flatten();
    let end = if minutes.is_some() { at + 4 } else { at + 2 };
    (value <= 14).then_some((sign * (value * 60 + minutes.unwrap_or(0)), end))
}
