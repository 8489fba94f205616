//! Reminders beside what is to be done: "30 minutes before", "alert me an hour in advance", "can you set a reminder".

use std::ops::Range;

use super::{Reading, duration};
use crate::language::{
    Reminder, SpanKind, heads,
    phrases::{Phrases, phrases},
    time::{self, Phrase},
    tokens::Tokens,
};

impl Reading<'_> {
    /// "30 minutes before", "alert me an hour in advance".
    pub(super) fn remind(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        if self.draft.reminder.is_some() {
            return None;
        }
        let said = reminds_early(tokens, at);
        let start = match said {
            Some(start) => start,
            None if self.reminds() => at + usize::from(tokens.one_of(at, phrases!("about|around"))),
            None => return None,
        };
        let start = tokens.longest(start, phrases!("at least")).unwrap_or(start);
        let (early, next) = duration(tokens, start)?;
        let end = tokens.longest(next, &BEFORE)?;
        let before = Reminder::Before(early.minutes()?);
        let has_words = self.has_words(tokens);
        if !has_words
            && tokens.word(next) == "before"
            && let Some(end) = self.before_a_day(tokens, at..next, before)
        {
            return Some(end);
        }
        let of_event = has_words && said.is_none() && tokens.word(next) == "before";
        if of_event && !tokens.ends(end) && tokens.mark(end).is_none() {
            return self.before_it(tokens, at..end, before);
        }
        let title_follows = !has_words
            || tokens.word(next) == "before"
            || tokens.one_of(end - 1, phrases!("of|to"));
        let that = end + usize::from(title_follows && tokens.one_of(end, phrases!("it|that|then")));
        self.draft.reminder = Some(before);
        let times = || time::read(tokens, that, &self.setting, &mut Phrase::default()).is_some();
        self.kept |= title_follows && (that == end || !has_words) && !times();
        if !title_follows {
            self.give_back(tokens);
        }
        self.times.push((at..that, SpanKind::Reminder));
        Some(that)
    }

    /// "a week before christmas to …": the day is when it is due.
    fn before_a_day(
        &mut self,
        tokens: &Tokens<'_>,
        early: Range<usize>,
        before: Reminder,
    ) -> Option<usize> {
        let mut phrase = Phrase::default();
        let end = time::read(tokens, early.end, &self.setting, &mut phrase)?;
        let free = phrase.has_day() && self.phrase.is_empty();
        if !free || !tokens.ends(end) && !tokens.one_of(end, phrases!("to")) {
            return None;
        }
        self.draft.reminder = Some(before);
        self.phrase = phrase;
        self.times
            .push((early.start..early.end + 1, SpanKind::Reminder));
        self.times.push((early.end + 1..end, SpanKind::Date));
        Some(end)
    }

    /// "…, an hour before it starts" of what was just said; "an hour before the party" is when to do it, as far as
    /// words tell.
    fn before_it(
        &mut self,
        tokens: &Tokens<'_>,
        words: Range<usize>,
        before: Reminder,
    ) -> Option<usize> {
        let end = words.end;
        if tokens.one_of(end, phrases!("he|it|she|they")) {
            let rest = (end..tokens.len())
                .find(|at| tokens.mark(*at).is_some())
                .unwrap_or(tokens.len());
            self.draft.reminder = Some(before);
            self.times.push((words.start..rest, SpanKind::Reminder));
            return Some(rest);
        }
        let at_a_time = time::read(tokens, end, &self.setting, &mut Phrase::default());
        if at_a_time.is_none() && !tokens.one_of(end, phrases!("that|then")) {
            return None;
        }
        let that = end + usize::from(tokens.one_of(end, phrases!("it|that|then")));
        self.draft.reminder = Some(before);
        self.kept |= that == end && at_a_time.is_none();
        self.times.push((words.start..that, SpanKind::Reminder));
        Some(that)
    }

    /// "later today", "later on this week".
    pub(super) fn later(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        if tokens.word(at) != "later" {
            return None;
        }
        let time = at + 1 + usize::from(tokens.word(at + 1) == "on");
        let end = self.time(tokens, time)?;
        self.ignore(at..time);
        Some(end)
    }

    /// "…. Can you set a reminder for 8": what comes now is when to remind; what was said is what is to be done.
    pub(super) fn ask_again(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        let start = heads::polite(tokens, at);
        let stops = at > 0 && tokens.mark(at - 1).is_some() || start > at;
        if !self.reminds() || !stops || !self.has_words(tokens) {
            return None;
        }
        let end = tokens.longest(start, &ASK_AGAIN)?;
        let end = tokens
            .longest(
                end,
                phrases!("about it|about that|for it|for me|for this|of it|of that"),
            )
            .unwrap_or(end);
        self.give_back(tokens);
        self.ignore(at..end);
        self.kept = false;
        self.event = std::mem::take(&mut self.phrase);
        Some(end)
    }

    /// "dinner at 8, alert me an hour before": when it is belongs to what is to be done.
    pub(super) fn give_back(&mut self, tokens: &Tokens<'_>) {
        let Some(first) = self.title.first().map(|piece| piece.start) else {
            return;
        };
        let (back, kept) = std::mem::take(&mut self.times)
            .into_iter()
            .partition::<Vec<_>, _>(|(words, _)| words.start > first);
        self.times = kept;
        self.title.extend(back.into_iter().map(|(words, _)| words));
        self.title.sort_unstable_by_key(|piece| piece.start);
        self.title.dedup_by(|next, piece| {
            let comma = tokens.is(piece.end, b',') && piece.end + 1 == next.start;
            let joins = piece.end == next.start || comma;
            if joins {
                piece.end = next.end;
            }
            joins
        });
    }
}

/// How a reminder before the time of what was just said is asked for.
static REMIND_ME: Phrases = Phrases::of(
    "alert|alert her|alert him|alert me|alert them|give me a reminder|notify her|notify him|notify me|\
     notify them|put an alert|remind|remind her|remind him|remind me|remind them|reminder|\
     send a notification|send a reminder|send alert|send an alert|send me a reminder|send me an alert|\
     set a reminder|set alert|set an alert|set reminder|set up a reminder|set up an alert|tell me|\
     with a reminder|with an alert",
);

/// How a reminder of what was just said is asked for.
static ASK_AGAIN: Phrases = Phrases::of(
    "alert her|alert him|alert me|alert me then|alert them|alert us|create a reminder|give her an alert|\
     give him an alert|make a reminder|make an alert|notify me|put an alert|remind her|remind him|remind me|\
     remind them|remind us|send a reminder|send alert|send an alert|send me a reminder|send the reminder|\
     set a reminder|set an alert|set the reminder|set up a reminder|set up an alert",
);

/// "and can you alert me 10 minutes": where the duration stands, if such words lead to one.
pub(in super::super) fn reminds_early(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let polite = heads::polite(tokens, at);
    let said = tokens.longest(polite, &REMIND_ME)?;
    let start = said + usize::from(tokens.one_of(said, phrases!("at least|for|to go off")));
    let (_, end) = duration(tokens, start)?;
    tokens.longest(end, &BEFORE).map(|_| start)
}

static BEFORE: Phrases = Phrases::of(
    "ahead|ahead of|ahead of time|before|before hand|beforehand|earlier|early|in advance|in advance of|prior|\
     prior to",
);
