//! Times of day: "5pm", "at 5", "17:00", "half past three", "quarter to noon", "nine fifty am".

mod bare;

use super::{Piece, Setting};
use crate::language::{
    Grain,
    lexicon::Lex,
    numbers::count,
    phrases::phrases,
    tokens::{Kind, Tokens},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Half {
    /// Morning or afternoon: the rest of the phrase tells.
    Bare,
    Known,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Clock {
    /// Up to 24, the end of a day.
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: i8,
    pub(super) grain: Grain,
    pub(super) half: Half,
}

impl Clock {
    fn known(hour: i8, minute: i8, grain: Grain) -> Self {
        Self {
            hour,
            minute,
            second: 0,
            grain,
            half: Half::Known,
        }
    }

    /// Minutes before or after, as in "quarter to five".
    fn moved(self, minutes: i8) -> Self {
        let hours = if self.half == Half::Bare { 12 } else { 24 };
        let (hour, minute) = if minutes < 0 {
            (self.hour - 1, 60 + minutes)
        } else {
            (self.hour, minutes)
        };
        let hour = match hour.rem_euclid(hours) {
            0 if self.half == Half::Bare => 12,
            hour => hour,
        };
        Self {
            hour,
            minute,
            grain: Grain::Minute,
            ..self
        }
    }
}

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    let led = from < at
        && tokens.one_before(
            at,
            phrases!("about|after|around|at|before|between|by|for|from|since|till|until"),
        )
        || at > 0 && tokens.is(at - 1, b'@');
    let strongly = led && (tokens.word_before(at) == "at" || tokens.is(at - 1, b'@'));
    let reader = Reader {
        tokens,
        led,
        strongly,
        setting,
    };
    let (clock, end) = reader
        .named(at)
        .or_else(|| reader.past_or_to(at))
        .or_else(|| reader.hour(at))?;
    Some((Piece::Clock(clock), end))
        .filter(|_| !measured(tokens, end, clock))
        .or(None)
}

/// "10 %", "5 kg" after a bare hour: an amount.
fn measured(tokens: &Tokens<'_>, end: usize, clock: Clock) -> bool {
    clock.half == Half::Bare && matches!(tokens.mark(end), Some(b'%' | b'$' | b'\'' | b'"'))
}

struct Reader<'t, 'a> {
    tokens: &'t Tokens<'a>,
    /// A word that a time follows stands before it.
    led: bool,
    /// "at"
    strongly: bool,
    setting: &'t Setting,
}

impl Reader<'_, '_> {
    fn named(&self, at: usize) -> Option<(Clock, usize)> {
        match self.tokens.lex(at) {
            Lex::Noon => Some((Clock::known(12, 0, Grain::Hour), at + 1)),
            Lex::Midnight => Some((Clock::known(0, 0, Grain::Hour), at + 1)),
            _ => None,
        }
    }

    /// "half past 3", "quarter to noon", "20 past 3pm", "15 minutes from 1pm", "half three".
    fn past_or_to(&self, at: usize) -> Option<(Clock, usize)> {
        let tokens = self.tokens;
        let article = at + usize::from(tokens.one_of(at, phrases!("a|an|the")));
        let (minutes, next) = match (tokens.word(article), tokens.lex(article)) {
            ("half", _) => (30, article + 1),
            (_, Lex::Unit(Grain::Quarter)) => (15, article + 1),
            _ => {
                let (minutes, next) = count(tokens, at)?;
                (
                    i8::try_from(minutes).ok().filter(|minutes| *minutes < 60)?,
                    next,
                )
            }
        };
        let unit = next + usize::from(tokens.lex(next) == Lex::Unit(Grain::Minute));
        let sign = match tokens.word(unit) {
            "past" | "after" => 1,
            "from" if unit > next => 1,
            "to" | "till" | "before" | "of"
                if unit > next || minutes % 5 == 0 && self.tokens.word_before(at) != "from" =>
            {
                -1
            }
            _ if minutes == 30
                && tokens.word(article) == "half"
                && (self.led || self.setting.alone) =>
            {
                let (clock, end) = self.hour_alone(next)?;
                return Some((clock.moved(30), end));
            }
            _ => return None,
        };
        let (clock, end) = self.named(unit + 1).or_else(|| self.hour_alone(unit + 1))?;
        let sure = clock.half == Half::Known
            || self.setting.alone
            || self.led
            || minutes % 5 == 0 && self.follows(end);
        let day = matches!(tokens.lex(end), Lex::Month(_))
            || clock.half == Half::Known
                && minutes < 13
                && sign < 0
                && unit == next
                && clock.hour % 12 != 0
                && minutes != 5
                && minutes != 10;
        (sure && !day && clock.minute == 0).then(|| (clock.moved(minutes * sign), end))
    }

    /// An hour after "past" or "to" needs no other word.
    fn hour_alone(&self, at: usize) -> Option<(Clock, usize)> {
        let (hour, next) = count(self.tokens, at)?;
        let hour = i8::try_from(hour)
            .ok()
            .filter(|hour| (1..=24).contains(hour))?;
        if let Some((pm, end)) = self.suffix(next, true) {
            return halved(hour, pm).map(|hour| (Clock::known(hour, 0, Grain::Hour), end));
        }
        let next = next + usize::from(self.tokens.word(next) == "h" && self.tokens.glued(next));
        Some((bare(hour, 0, Grain::Hour), next))
    }

    fn hour(&self, at: usize) -> Option<(Clock, usize)> {
        let tokens = self.tokens;
        if at > 0
            && tokens.glued(at)
            && matches!(
                tokens.get(at - 1).map(|token| token.kind),
                Some(Kind::Mark(b'+' | b'#' | b'$' | b'/' | b'.' | b':'))
            )
            && !self.setting.alone
        {
            return None;
        }
        match tokens.number(at) {
            Some(_) => self.digits(at),
            None => self.spelled(at),
        }
    }

    /// "17:30", "330pm", "at 1730", "5pm", "at 5".
    fn digits(&self, at: usize) -> Option<(Clock, usize)> {
        let tokens = self.tokens;
        if let Some(minutes) = self.minutes(at + 1) {
            return self.with_minutes(at, minutes);
        }
        if let Some(clock) = self.unpunctuated(at) {
            return Some((clock, at + 1));
        }
        if let Some(value @ 100..=1259) = tokens.short(at, 4) {
            let (pm, end) = self.suffix(at + 1, true)?;
            let minute = i8::try_from(value % 100)
                .ok()
                .filter(|minute| *minute < 60)?;
            let hour = halved(i8::try_from(value / 100).ok()?, pm)?;
            return Some((Clock::known(hour, minute, Grain::Minute), end));
        }
        let hour = i8::try_from(tokens.short(at, 2)?).ok()?;
        if hour == 12
            && let Some((clock, end)) = self.named(at + 1)
        {
            return Some((clock, end));
        }
        if let Some((pm, end)) = self.suffix(at + 1, self.led) {
            return halved(hour, pm).map(|hour| (Clock::known(hour, 0, Grain::Hour), end));
        }
        if tokens.word(at + 1) == "h"
            && tokens.glued(at + 1)
            && self.setting.alone
            && hour < 25
            && !self.duration_follows(at)
        {
            return Some((Clock::known(hour, 0, Grain::Hour), at + 2));
        }
        self.bare(hour, at + 1)
    }

    /// "17:30", "5.30pm", "15h30", "9:30:15".
    fn with_minutes(
        &self,
        at: usize,
        (minute, second, end): (i8, Option<i8>, usize),
    ) -> Option<(Clock, usize)> {
        let tokens = self.tokens;
        let hour = i8::try_from(tokens.short(at, 2)?).ok()?;
        let with = |hour, half| Clock {
            hour,
            minute,
            second: second.unwrap_or(0),
            grain: second.map_or(Grain::Minute, |_| Grain::Second),
            half,
        };
        if let Some((pm, end)) = self.suffix(end, true) {
            return halved(hour, pm).map(|hour| (with(hour, Half::Known), end));
        }
        let dotted = tokens.is(at + 1, b'.') && !self.strongly;
        let wrong =
            tokens.is(end, b'%') || tokens.joined(end, b'.') && tokens.number(end + 1).is_some();
        if hour > 23 || dotted || wrong {
            return None;
        }
        // "3:30" is in the afternoon, "03:30" and "9:30" are not.
        let german = tokens.word(at + 1) == "h";
        let one_digit = tokens.digits(at) == 1 && second.is_none() && !german;
        let open = (1..7).contains(&hour) && one_digit || hour == 12;
        Some((with(hour, if open { Half::Bare } else { Half::Known }), end))
    }

    /// "at 1730"
    fn unpunctuated(&self, at: usize) -> Option<Clock> {
        let value = self.tokens.short(at, 4)?;
        let (hour, minute) = (value / 100, value % 100);
        let fits = self.strongly && self.tokens.digits(at) == 4 && hour < 24 && minute < 60;
        (fits && self.follows(at + 1)).then_some(Clock::known(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            Grain::Minute,
        ))
    }

    /// "in 2h" is no time of day.
    fn duration_follows(&self, at: usize) -> bool {
        self.tokens.one_before(at, phrases!("in|within"))
    }

    /// ":30", ":30:15", ".30", "h30"
    fn minutes(&self, at: usize) -> Option<(i8, Option<i8>, usize)> {
        let tokens = self.tokens;
        let sign = tokens.joined(at, b':')
            || tokens.joined(at, b'.')
            || tokens.word(at) == "h" && tokens.glued(at);
        if !sign || !tokens.glued(at + 1) || tokens.digits(at + 1) != 2 {
            return None;
        }
        let sixty = |at: usize| {
            let value = i8::try_from(tokens.short(at, 2)?).ok()?;
            (value < 60 && tokens.digits(at) == 2).then_some(value)
        };
        let minute = sixty(at + 1)?;
        if tokens.joined(at + 2, b':') && tokens.glued(at + 3) {
            let second = sixty(at + 3)?;
            let fraction = tokens.joined(at + 4, b'.')
                && tokens.glued(at + 5)
                && tokens.number(at + 5).is_some();
            return Some((minute, Some(second), at + 4 + 2 * usize::from(fraction)));
        }
        Some((minute, None, at + 2))
    }

    /// "am", "p.m.", "a m", "o'clock pm", "in the AM"; with minutes or "at" before it, "a" and "p" too.
    fn suffix(&self, at: usize, letters: bool) -> Option<(bool, usize)> {
        let tokens = self.tokens;
        let start = self.o_clock(at).unwrap_or(at);
        if let Lex::Half(pm) = tokens.lex(start) {
            let dot = start + 1;
            return Some((
                pm,
                dot + usize::from(
                    tokens.joined(dot, b'.')
                        && (tokens.ends(dot + 1) || !tokens.glued(dot + 1))
                        && start > at,
                ),
            ));
        }
        if let Some(end) = tokens.longest(start, phrases!("in the am|in the pm")) {
            return Some((tokens.word(end - 1) == "pm", end));
        }
        let pm = match tokens.word(start) {
            "a" => false,
            "p" => true,
            _ => return None,
        };
        let dot = start + 1 + usize::from(tokens.joined(start + 1, b'.'));
        if tokens.word(dot) == "m" {
            return Some((
                pm,
                dot + 1 + usize::from(tokens.joined(dot + 1, b'.') && dot > start + 1),
            ));
        }
        (letters && tokens.glued(start) && !tokens.glued(start + 1)).then_some((pm, start + 1))
    }

    fn o_clock(&self, at: usize) -> Option<usize> {
        self.tokens.longest(at, phrases!("o clock|o'clock|oclock"))
    }

    /// "three am", "at three twenty", "nine fifty nine a m", "eight tonight".
    fn spelled(&self, at: usize) -> Option<(Clock, usize)> {
        let (hour, next) = count(self.tokens, at)?;
        let hour = i8::try_from(hour)
            .ok()
            .filter(|hour| (1..=12).contains(hour))?;
        if let Some((pm, end)) = self.suffix(next, false) {
            return halved(hour, pm).map(|hour| (Clock::known(hour, 0, Grain::Hour), end));
        }
        if let Some((minute, end)) =
            count(self.tokens, next).filter(|(minute, _)| (10..60).contains(minute))
        {
            let minute = i8::try_from(minute).ok()?;
            if let Some((pm, end)) = self.suffix(end, false) {
                return halved(hour, pm)
                    .map(|hour| (Clock::known(hour, minute, Grain::Minute), end));
            }
            return (self.strongly && self.follows(end))
                .then_some((bare(hour, minute, Grain::Minute), end));
        }
        self.bare(hour, next)
    }
}

fn bare(hour: i8, minute: i8, grain: Grain) -> Clock {
    let half = if hour > 12 { Half::Known } else { Half::Bare };
    Clock {
        hour,
        minute,
        second: 0,
        grain,
        half,
    }
}

/// An hour of one half of the day.
fn halved(hour: i8, pm: bool) -> Option<i8> {
    match hour {
        1..=12 => Some(hour % 12 + if pm { 12 } else { 0 }),
        // "13h30 pm" says the same twice.
        13..=23 if pm => Some(hour),
        0 if !pm => Some(0),
        _ => None,
    }
}
