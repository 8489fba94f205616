//! A phrase becomes a moment: the half of the day of a bare hour, and the day of a bare time.

use jiff::civil::{DateTime, Time, time};

use super::{Bound, Clock, Day, Phrase, Setting, clock::Half};
use crate::calendar::plus_days;
use crate::{
    api::{Due, TimesOfDay, WallTime},
    language::{Context, Grain, Moment, lexicon::Part},
};

const MORNING: Time = time(9, 0, 0, 0);
const LUNCH: Time = time(12, 0, 0, 0);
const AFTERNOON: Time = time(15, 0, 0, 0);
const EVENING: Time = time(20, 0, 0, 0);

/// When a part of the day is: as the person set it, or as most people have it.
fn time_of(part: Part, set: &TimesOfDay) -> Time {
    let (set, usual) = match part {
        Part::Morning => (set.morning, MORNING),
        Part::Lunch => (None, LUNCH),
        Part::Afternoon => (set.afternoon, AFTERNOON),
        Part::Evening | Part::Night => (set.evening, EVENING),
    };
    set.map_or(usual, WallTime::time)
}

impl Phrase {
    /// When a task is due; a time alone is the next such time.
    pub(in super::super) fn due(&self, context: &Context<'_>) -> Option<Due> {
        if self.is_empty() {
            return None;
        }
        let moment = self.moment(&Setting::new(context), context)?;
        Some(Due {
            date: moment.start.date(),
            time: (moment.grain < Grain::Day).then(|| WallTime::new(moment.start.time())),
            time_zone: None,
        })
    }

    pub(in super::super) fn moment(
        &self,
        setting: &Setting,
        context: &Context<'_>,
    ) -> Option<Moment> {
        if let Some((start, grain)) = self.exact {
            return Some(Moment {
                start,
                end: None,
                grain,
            });
        }
        let Some((time, grain, next_day)) = self.time(setting) else {
            return self.day.and_then(|day| self.days(day));
        };
        let mut date = match self.day {
            Some(day) if day.grain > Grain::Day => day.end.unwrap_or(day.date),
            Some(day) => day.date,
            None => setting.today(),
        };
        let passed = self.day.is_none() && date.to_datetime(time) <= setting.now && !self.zoned();
        if next_day || passed {
            date = date.tomorrow().ok()?;
        }
        let start = self.in_zone(date.to_datetime(time), context)?;
        let start = match self.day {
            None if self.zoned() && start <= setting.now => {
                plus_days(start.date(), 1)?.to_datetime(start.time())
            }
            _ => start,
        };
        Some(Moment {
            start,
            end: self.end(start),
            grain,
        })
    }

    fn zoned(&self) -> bool {
        self.zone.is_some()
    }

    fn in_zone(&self, at: DateTime, context: &Context<'_>) -> Option<DateTime> {
        let Some(zone) = self.zone else {
            return Some(at);
        };
        let offset = zone.offset(at)?;
        let instant = offset.to_timestamp(at).ok()?;
        Some(context.now.at(instant))
    }

    /// A stretch of days: its first, or where it bounds something, its last.
    fn days(&self, day: Day) -> Option<Moment> {
        let long = matches!(day.grain, Grain::Month | Grain::Quarter | Grain::Year);
        let (start, grain) = match self.bound {
            Bound::Before if long => (day.date.yesterday().ok()?, Grain::Day),
            Bound::After if long || day.grain == Grain::Week => {
                (day.end?.tomorrow().ok()?, Grain::Day)
            }
            _ => (day.date, day.grain),
        };
        let end = self
            .end_day
            .map(|end| end.end.unwrap_or(end.date))
            .or(day.end);
        Some(Moment {
            start: start.to_datetime(Time::midnight()),
            end: end.map(|end| end.to_datetime(Time::midnight())),
            grain,
        })
    }

    fn end(&self, start: DateTime) -> Option<DateTime> {
        let clock = self.end_clock?;
        let later = |hour: i8| time(hour, clock.minute, clock.second, 0);
        let mut at = later(clock.hour % 24);
        if clock.half == Half::Bare && at <= start.time() && clock.hour < 12 {
            at = later(clock.hour + 12);
        }
        let date = self.end_day.map_or(start.date(), |day| day.date);
        let end = date.to_datetime(at);
        if end < start {
            plus_days(date, 1).map(|date| date.to_datetime(at))
        } else {
            Some(end)
        }
    }

    /// The time of day, its grain, and whether it lies behind midnight.
    fn time(&self, setting: &Setting) -> Option<(Time, Grain, bool)> {
        let Some(clock) = self.clock else {
            return self.part.map(|part| {
                let time = time_of(part, &setting.times_of_day);
                let grain = if time.minute() == 0 {
                    Grain::Hour
                } else {
                    Grain::Minute
                };
                (time, grain, false)
            });
        };
        let clock = self.shared_half(clock);
        let at = |hour: i8| Time::new(hour % 24, clock.minute, clock.second, 0).ok();
        let night = matches!(self.part, Some(Part::Evening | Part::Night));
        let small = clock.hour < 6 || clock.hour == 12;
        if clock.half != Half::Bare {
            let behind = night && clock.hour < 6 || clock.hour == 24;
            return Some((at(clock.hour)?, clock.grain, behind && self.day.is_some()));
        }
        let hour = clock.hour;
        let hour = match self.part {
            Some(Part::Morning) => hour % 12,
            Some(Part::Night) if small && hour != 5 => {
                return Some((at(hour % 12)?, clock.grain, true));
            }
            Some(Part::Evening) if hour == 12 => return Some((at(0)?, clock.grain, true)),
            Some(_) if hour < 12 => hour + 12,
            Some(_) => hour,
            None => self.waking(clock, setting),
        };
        Some((at(hour)?, clock.grain, false))
    }

    /// "3 to 4pm": the first hour is of the same half as the second, where that is before it.
    fn shared_half(&self, clock: Clock) -> Clock {
        let Some(end) = self
            .end_clock
            .filter(|end| end.half != Half::Bare && clock.half == Half::Bare)
        else {
            return clock;
        };
        let afternoon = clock.hour % 12 + 12;
        let hour = if end.hour >= 12 && afternoon <= end.hour {
            afternoon
        } else {
            clock.hour % 12
        };
        let hour = if end.hour < 12 && hour > end.hour {
            afternoon
        } else {
            hour
        };
        Clock {
            hour,
            half: Half::Known,
            ..clock
        }
    }

    /// A bare hour lies in waking hours: 1 to 6 in the afternoon, 7 to 11 the next one, 12 at noon; on another day in
    /// the morning.
    fn waking(&self, clock: Clock, setting: &Setting) -> i8 {
        let hour = clock.hour;
        let passed = |hour: i8| {
            setting
                .today()
                .to_datetime(time(hour % 24, clock.minute, 0, 0))
                <= setting.now
        };
        let today = !self.repeats && self.day.is_none_or(|day: Day| day.date == setting.today());
        let later = hour < 7
            || hour < 12
                && clock.grain == Grain::Hour
                && today
                && passed(hour)
                && !passed(hour + 12);
        if later { hour + 12 } else { hour }
    }
}
