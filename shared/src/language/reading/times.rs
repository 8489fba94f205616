//! Times wherever they stand, and whether their words are those of what is to be done too.

use super::{COURTESY, Reading};
use crate::{
    api::WallTime,
    language::{
        SpanKind,
        lexicon::Lex,
        numbers::ordinal,
        phrases::{Phrases, phrases},
        recurrence,
        time::{self, Phrase},
        tokens::{Kind, Tokens},
    },
};

impl Reading<'_> {
    pub(super) fn time(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        if !time::may_begin(tokens, at) {
            return None;
        }
        let known = self.phrase.said.len();
        let first = self.phrase.is_empty() && self.event.is_empty();
        let end = time::read(tokens, at, &self.setting, &mut self.phrase)?;
        if self.names(tokens, at, end) || self.one_of_several(tokens, end) {
            // "tomorrow's game" tells when, and is part of the title all the same.
            self.phrase.said.truncate(known);
            if first && Self::whose(tokens, at, end) {
                // "tuesday's report by thursday": what is said later tells more.
                self.event = std::mem::take(&mut self.phrase);
            }
            let led = self.title.is_empty() && tokens.one_of(at, phrases!("about|for|of"));
            if led {
                self.ignore(at..at + 1);
            }
            (at + usize::from(led)..end).for_each(|at| self.title_token(at));
            return Some(end);
        }
        for (words, time) in &self.phrase.said[known..] {
            let kind = if *time {
                SpanKind::Time
            } else {
                SpanKind::Date
            };
            self.times.push((words.clone(), kind));
        }
        if self.rule.is_some() {
            self.more_times(tokens, end)
        } else {
            Some(end)
        }
    }

    /// "tomorrow's", "friday's"
    fn whose(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
        let last = tokens.word(end - 1);
        last.ends_with("'s")
            || matches!(last, "todays" | "tomorrows" | "tonights" | "weeks" if at + 2 >= end)
    }

    /// "at 8am and 8pm", "on the 5th and 20th": a task is due once, so both stay in the title.
    fn one_of_several(&self, tokens: &Tokens<'_>, end: usize) -> bool {
        if self.rule.is_some() || !self.has_words(tokens) || !tokens.one_of(end, phrases!("and|or"))
        {
            return false;
        }
        let alone = time::Setting {
            alone: true,
            ..self.setting
        };
        let next = time::read(tokens, end + 1, &alone, &mut Phrase::default())
            .or_else(|| ordinal(tokens, end + 1).map(|(_, next)| next));
        next.is_some_and(|next| {
            tokens.ends(next) || tokens.mark(next).is_some() || time::may_begin(tokens, next)
        })
    }

    /// Whether the words of a time are those of what is to be done too: "tomorrow's game", "my 3 pm meeting", or, of a
    /// reminder, what stands amid its title.
    fn names(&self, tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
        let word_follows = tokens
            .get(end)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Literal) && !token.glued);
        let whose = Self::whose(tokens, at, end);
        let owned = tokens.one_before(at, phrases!("a|her|his|my|our|the|their"))
            && !tokens.one_of(at, phrases!("next|the|this"))
            && !tokens.one_of(end, &CONNECTING);
        let repeats = || recurrence::read(tokens, end, &self.setting).is_some();
        let following = word_follows && !tokens.one_of(end, &COURTESY) && !repeats();
        let weekday = tokens.word(at) == "for"
            && matches!(tokens.lex(at + 1), Lex::Weekday(..) | Lex::Part(_))
            && self.phrase.clock.is_none();
        let called = self.reminds()
            && !self.has_words(tokens)
            && following
            && (weekday
                || tokens.one_before(at, phrases!("about|of"))
                || tokens.one_of(at, phrases!("about|of")))
            && tokens.lex(end) == Lex::Other
            && !tokens.one_of(end, &CONNECTING);
        let subject = self.reminds()
            && !self.has_words(tokens)
            && tokens.one_before(at, phrases!("that"))
            && tokens.one_of(end, phrases!("are|is|was|will"));
        called
            || subject
            || following && (whose || owned && !time::leads(tokens, at))
            || self.keeps(tokens)
            || self.reminds() && following && self.rule.is_none() && self.has_words(tokens)
    }

    /// "at 10, 12 and 17" of what repeats.
    fn more_times(&mut self, tokens: &Tokens<'_>, end: usize) -> Option<usize> {
        let mut end = end;
        loop {
            let comma = end + usize::from(tokens.is(end, b','));
            let next = comma + usize::from(tokens.word(comma) == "and");
            if next == end {
                return Some(end);
            }
            let mut more = Phrase::default();
            let bare = tokens
                .short(next, 2)
                .filter(|hour| *hour < 24 && tokens.mark(next + 1) != Some(b':'));
            let (time, after) = match time::read(tokens, next, &self.setting, &mut more) {
                Some(after) if !more.has_day() && more.clock.is_some() => {
                    (more.due(self.context).and_then(|due| due.time), after)
                }
                _ => (
                    bare.and_then(|hour| i8::try_from(hour).ok())
                        .map(|hour| WallTime::new(jiff::civil::time(hour, 0, 0, 0))),
                    next + 1,
                ),
            };
            let Some(time) = time else {
                return Some(end);
            };
            let Some(due) = self.phrase.due(self.context) else {
                return Some(end);
            };
            let Some(rule) = &mut self.rule else {
                return Some(end);
            };
            if rule.times.is_empty() {
                let first = due.time?.time();
                rule.times.push((first.hour(), first.minute()));
            }
            rule.times.push((time.time().hour(), time.time().minute()));
            end = after;
        }
    }
}

/// What goes on after a time.
static CONNECTING: Phrases =
    Phrases::of("about|and|at|by|for|from|i|in|of|on|please|so|that|to|when|with");
