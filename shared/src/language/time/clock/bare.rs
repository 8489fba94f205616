//! Hours without minutes or half of the day: only the words around show that "5" is a time.

use super::{Clock, Half, Reader, bare};
use crate::language::{
    Grain,
    lexicon::Lex,
    phrases::{Phrases, phrases},
    tokens::Kind,
};

impl Reader<'_, '_> {
    /// An hour that only the words around it show to be one.
    pub(super) fn bare(&self, hour: i8, next: usize) -> Option<(Clock, usize)> {
        if !(1..=24).contains(&hour) {
            return None;
        }
        let clock = bare(hour, 0, Grain::Hour);
        let dash = next + usize::from(self.tokens.joined(next, b'-'));
        if self.led && self.tokens.word(dash) == "ish" && self.tokens.glued(dash) {
            return Some((clock, dash + 1));
        }
        if let Some(end) = self.o_clock(next) {
            return Some((clock, end));
        }
        if self.days_of_a_month(next) {
            return None;
        }
        if let Some(found) = self.spaced_minutes(hour, next) {
            return Some(found);
        }
        let shown = self.begins(next)
            || hour <= 12 && self.beside_a_part_of_the_day(next)
            // "3-4pm": the second time shows that the first is one.
            || self.range_to_a_time(next)
            || self.strongly && self.follows(next)
            || self.led && !self.strongly && self.bounded(next);
        shown.then_some((clock, next))
    }

    /// "from 1 to 5 december"
    fn days_of_a_month(&self, next: usize) -> bool {
        let (tokens, last) = (self.tokens, next + 1);
        tokens.one_of(next, phrases!("and|through|to|until"))
            && tokens.number(last).is_some()
            && (matches!(tokens.lex(last + 1), Lex::Month(_))
                || tokens.glued(last + 1) && matches!(tokens.lex(last + 2), Lex::Month(_)))
    }

    /// "at 5 30"
    fn spaced_minutes(&self, hour: i8, next: usize) -> Option<(Clock, usize)> {
        let tokens = self.tokens;
        let two = self.strongly && tokens.digits(next) == 2 && !tokens.glued(next);
        let minute = tokens.short(next, 2).filter(|minute| two && *minute < 60)?;
        let clock = bare(hour, i8::try_from(minute).ok()?, Grain::Minute);
        self.follows(next + 1).then_some((clock, next + 1))
    }

    /// "at 8 feed the cat" at the beginning, or right after a day or what repeats: whatever follows.
    fn begins(&self, next: usize) -> bool {
        let tokens = self.tokens;
        let Some(lead) = next.checked_sub(2).filter(|_| self.strongly) else {
            return false;
        };
        let digits = tokens.number(next - 1).is_some() && !tokens.glued(next);
        let free = lead == 0
            || tokens.get(lead).is_some_and(|token| token.starts_line)
            || matches!(
                tokens.lex(lead - 1),
                Lex::Day(_)
                    | Lex::Part(_)
                    | Lex::Weekday(..)
                    | Lex::Tonight
                    | Lex::Workday(_)
                    | Lex::Weekend(_)
                    | Lex::Unit(Grain::Day | Grain::Week | Grain::Month)
            );
        let measured = matches!(tokens.lex(next), Lex::Unit(_) | Lex::Letter(_))
            || tokens.one_of(
                next,
                phrases!(
                    "degrees|feet|foot|kilometers|km|meters|metres|miles|people|percent|places"
                ),
            )
            || matches!(
                tokens.mark(next),
                Some(b'%' | b'$' | b'/' | b'+' | b'-' | b'.' | b':')
            );
        digits && free && !measured && (lead > 0 || !tokens.ends(next))
    }

    /// "8 tonight", "at 3 in the afternoon".
    fn beside_a_part_of_the_day(&self, next: usize) -> bool {
        static PARTS: Phrases = Phrases::of(
            "at night|in afternoon|in morning|in the afternoon|in the evening|in the morning|this afternoon|\
             this evening|this morning",
        );
        let tokens = self.tokens;
        let tomorrow = tokens.lex(next) == Lex::Day(1);
        tokens.lex(next) == Lex::Tonight
            || tokens.longest(next, &PARTS).is_some()
            || tomorrow && (self.led || self.setting.alone)
    }

    fn range_to_a_time(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let to = tokens.is(at, b'-')
            || tokens.one_of(at, phrases!("till|to|until"))
            || tokens.word(at) == "and" && self.led;
        let known = |(clock, _): (Clock, usize)| clock.half == Half::Known;
        let reader = Reader {
            tokens,
            led: false,
            strongly: false,
            setting: self.setting,
        };
        let both = self.setting.alone
            && tokens.number(at + 1).is_some()
            && matches!(tokens.digits(at + 1), 1 | 2)
            && tokens
                .longest(
                    at + 2,
                    phrases!("at night|in the afternoon|in the evening|in the morning|tonight"),
                )
                .is_some();
        to && both
            || to
                && (tokens.number(at + 1).is_some() && reader.shows_itself(at + 1)
                    || reader.named(at + 1).is_some_and(known))
    }

    /// After "by" or "from" a bare hour is one only where nothing else follows: "by 5", not "by 5 people".
    fn bounded(&self, next: usize) -> bool {
        let word = self.tokens.word_before(next - 1);
        matches!(
            word,
            "by" | "before" | "until" | "till" | "after" | "from" | "around"
        ) && self.follows(next)
            && self.tokens.number(next - 1).is_some()
            && !self.tokens.is(next, b'-')
    }

    /// Whether this is a time that shows itself: with minutes, or with "am" or "pm".
    fn shows_itself(&self, at: usize) -> bool {
        let end = self.minutes(at + 1).map_or(at + 1, |(_, _, end)| end);
        self.suffix(end, false).is_some() || end > at + 1
    }

    /// Whether what comes next can follow a time.
    pub(super) fn follows(&self, at: usize) -> bool {
        let tokens = self.tokens;
        match tokens.get(at).map(|token| token.kind) {
            None | Some(Kind::Literal) => true,
            Some(Kind::Mark(mark)) => match mark {
                b'.' | b',' | b':' => !tokens.glued(at + 1),
                b'-' => !tokens.glued(at),
                b'/' | b'%' | b'$' | b'\'' | b'"' | b'+' | b'*' => false,
                _ => true,
            },
            Some(Kind::Number(_)) => false,
            Some(Kind::Word) => match tokens.lex(at) {
                Lex::Unit(_) | Lex::Letter(_) | Lex::Count(_) | Lex::Fortnight => false,
                Lex::Other => !tokens.glued(at) && tokens.one_of(at, &FOLLOWERS),
                _ => true,
            },
        }
    }
}

/// What may follow "at 5".
static FOLLOWERS: Phrases = Phrases::of(
    "about|after|also|and|as|at|because|before|but|by|daily|each|every|everyday|for|from|he|her|his|i|if|in|\
     instead|is|ish|it|monthly|my|next|not|of|on|or|our|please|sharp|she|so|starting|that|the|then|they|this|\
     till|to|until|we|weekly|when|with|your",
);
