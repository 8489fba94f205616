//! A moment in the making: what was said of it so far, and whether more says the same.

use std::ops::Range;

use jiff::civil::{Date, DateTime};

use super::{Clock, Setting, nth, zone::Zone};
use crate::{
    calendar::plus_days,
    language::{Grain, lexicon::Part},
};

/// What a day was said as: it tells what else may be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Form {
    Weekday,
    /// "the 19th"
    Number,
    /// A month and a day, without a year.
    Yearless,
    Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Day {
    pub(in super::super) date: Date,
    /// The last day of it.
    pub(in super::super) end: Option<Date>,
    pub(in super::super) grain: Grain,
    pub(in super::super) form: Form,
}

impl Day {
    pub(super) fn fixed(date: Date) -> Self {
        Self::of(date, Grain::Day, Form::Fixed)
    }

    pub(super) fn of(date: Date, grain: Grain, form: Form) -> Self {
        Self {
            date,
            end: None,
            grain,
            form,
        }
    }
}

/// One thing that is said about a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Piece {
    Day(Day),
    Clock(Clock),
    Part(Part),
    DayPart(Day, Part),
    /// "in 2 hours"
    Exact(DateTime, Grain),
    /// Minutes east of Greenwich.
    Zone(Zone),
}

/// How the moment bounds what is said of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) enum Bound {
    #[default]
    None,
    By,
    Before,
    /// "from", "since"
    From,
    After,
}

/// A moment in the making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Phrase {
    pub(in super::super) day: Option<Day>,
    pub(in super::super) clock: Option<Clock>,
    pub(in super::super) part: Option<Part>,
    pub(super) exact: Option<(DateTime, Grain)>,
    pub(super) end_day: Option<Day>,
    pub(super) end_clock: Option<Clock>,
    pub(super) zone: Option<Zone>,
    pub(super) bound: Bound,
    /// It is said of what repeats: a bare hour is not today's.
    pub(in super::super) repeats: bool,
    /// Where its words stand, and whether they say a time of day.
    pub(in super::super) said: Vec<(Range<usize>, bool)>,
}

impl Phrase {
    pub(in super::super) fn is_empty(&self) -> bool {
        self.day.is_none() && self.clock.is_none() && self.part.is_none() && self.exact.is_none()
    }

    pub(in super::super) fn has_day(&self) -> bool {
        self.day.is_some() || self.exact.is_some()
    }

    /// The last day of it, where one was said: after its first.
    pub(in super::super) fn last_day(&self) -> Option<Date> {
        let last = self.end_day?.date;
        match self.day {
            Some(first) if last < first.date => {
                Date::new(last.year() + 1, last.month(), last.day()).ok()
            }
            _ => Some(last),
        }
    }

    /// The last day of a week or more that was said as one.
    pub(in super::super) fn stretch(&self) -> Option<Date> {
        let whole = self.bound == Bound::None;
        let day = self.day.filter(|day| whole && day.grain == Grain::Week)?;
        day.end
    }

    pub(in super::super) fn has_time(&self) -> bool {
        self.clock.is_some()
            || self.part.is_some()
            || self.exact.is_some_and(|(_, grain)| grain < Grain::Day)
    }

    /// Notes where a piece stands; what only says more of the last one belongs to its words.
    pub(super) fn note(&mut self, words: Range<usize>, piece: Option<Piece>) {
        let time = match piece {
            Some(Piece::Clock(_) | Piece::Part(_)) => true,
            Some(Piece::Day(_) | Piece::DayPart(..) | Piece::Exact(..)) => false,
            Some(Piece::Zone(_)) | None => {
                if let Some((last, _)) = self.said.last_mut() {
                    last.end = words.end;
                }
                return;
            }
        };
        match self.said.last_mut() {
            Some((last, kind)) if *kind == time && last.end >= words.start => last.end = words.end,
            _ => self.said.push((words, time)),
        }
    }

    /// Whether the piece says more of the same moment; then it belongs to it. One that does not stand `beside` the
    /// others must not contradict them.
    pub(super) fn take(&mut self, piece: Piece, setting: &Setting, beside: bool) -> bool {
        match piece {
            Piece::Day(day) => self.take_day(day, setting, beside),
            Piece::DayPart(day, part) => {
                let free = self.part.is_none_or(|known| known == part) && self.exact.is_none();
                free && self.take_day(day, setting, beside) && {
                    self.part = Some(part);
                    true
                }
            }
            Piece::Clock(clock) if self.clock.is_none() && !self.timed_exactly() => {
                self.clock = Some(clock);
                true
            }
            Piece::Part(part)
                if self.part.is_none_or(|known| known == part && beside)
                    && self.exact.is_none() =>
            {
                self.part = Some(part);
                true
            }
            Piece::Exact(at, grain) if self.clock.is_none() && self.part.is_none() => {
                let today = self.day.is_none_or(|day| day.date == setting.today());
                let free = self.exact.is_none() && today;
                if free {
                    self.exact = Some((at, grain));
                    self.day = None;
                }
                free
            }
            Piece::Zone(zone) if self.zone.is_none() => {
                self.zone = Some(zone);
                true
            }
            _ => false,
        }
    }

    fn timed_exactly(&self) -> bool {
        self.exact.is_some()
    }

    fn take_day(&mut self, day: Day, setting: &Setting, beside: bool) -> bool {
        if self.exact.is_some() {
            return false;
        }
        let Some(known) = self.day else {
            self.day = Some(day);
            return true;
        };
        let joined = joined(known, day, setting).or_else(|| joined(day, known, setting));
        let joined =
            joined.filter(|joined| beside || agrees(*joined, known) && agrees(*joined, day));
        if let Some(joined) = joined {
            self.day = Some(joined);
        }
        joined.is_some()
    }
}

/// Whether a day is what was said of it at another place.
fn agrees(day: Day, said: Day) -> bool {
    match (said.form, said.grain) {
        (Form::Weekday, _) => day.date.weekday() == said.date.weekday(),
        (_, Grain::Day) => day.date == said.date,
        _ => true,
    }
}

/// A weekday together with a week or a date.
fn joined(weekday: Day, other: Day, setting: &Setting) -> Option<Day> {
    if weekday.form != Form::Weekday {
        return None;
    }
    match (other.form, other.grain) {
        (Form::Fixed, Grain::Week) => {
            let into = weekday.date.weekday().since(setting.week_start);
            let date = plus_days(other.date, i64::from(into))?;
            Some(Day::fixed(date))
        }
        (Form::Number, _) => {
            let same = |date: &Date| date.weekday() == weekday.date.weekday();
            let date = nth::days_numbered(other.date.day(), setting.today()).find(same);
            Some(Day::fixed(date.unwrap_or(other.date)))
        }
        (Form::Yearless, Grain::Day) => {
            let (month, day) = (other.date.month(), other.date.day());
            let same = |date: &Date| date.weekday() == weekday.date.weekday();
            let years =
                (0..8).filter_map(|years| Date::new(other.date.year() + years, month, day).ok());
            Some(Day::fixed(
                years.into_iter().find(same).unwrap_or(other.date),
            ))
        }
        (Form::Fixed, Grain::Day) => Some(other),
        _ => None,
    }
}
