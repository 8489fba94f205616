//! Times of day.

use jiff::civil::{Date, DateTime, Time, time};

use super::{
    when::{Moment, number, weekday_named},
    words::Words,
};

const MORNING: Time = time(9, 0, 0, 0);
const AFTERNOON: Time = time(15, 0, 0, 0);
pub(super) const EVENING: Time = time(20, 0, 0, 0);
const NOON: Time = time(12, 0, 0, 0);

/// "at 5", "5pm", "5:30 pm", "17:00", "at noon", "in the morning".
pub(super) fn read(words: &Words<'_>, at: usize) -> Option<(Moment, usize)> {
    if let Some((part, end)) = part_of_day(words, at) {
        return Some((Moment::Part(part), end));
    }
    let marked = matches!(
        words.key(at),
        "at" | "by" | "before" | "around" | "until" | "till" | "for"
    );
    let start = at + usize::from(marked);
    let key = words.key(start);
    let found = |time, end| Some((Moment::Time(time), end));
    match key {
        "noon" => return found(NOON, start + 1),
        "midnight" => return found(Time::midnight(), start + 1),
        _ => {}
    }
    if let Some(time) = with_suffix(key) {
        return found(time, start + 1);
    }
    let suffix = match words.key(start + 1) {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    };
    if let Some(time) = suffix.and_then(|afternoon| halved(key, afternoon)) {
        return found(time, start + 2);
    }
    if let Some(time) = colon(key) {
        return found(time, start + 1);
    }
    let clock = matches!(words.key(start + 1), "o'clock" | "oclock");
    let hour = number(key).filter(|hour| (1..=23).contains(hour))?;
    (clock || words.key(at) == "at").then_some((Moment::Hour(hour), start + 1 + usize::from(clock)))
}

/// "in the morning", "this evening", and "morning" right after a day.
fn part_of_day(words: &Words<'_>, at: usize) -> Option<(Time, usize)> {
    let name = match (words.key(at), words.key(at + 1)) {
        ("in", "the") => at + 2,
        ("this", _) => at + 1,
        _ if is_day(words.key(at.checked_sub(1)?)) => at,
        _ => return None,
    };
    let time = match words.key(name) {
        "morning" => MORNING,
        "afternoon" => AFTERNOON,
        "evening" => EVENING,
        "night" if name == at => EVENING,
        _ => return None,
    };
    Some((time, name + 1))
}

fn is_day(key: &str) -> bool {
    matches!(key, "tomorrow" | "today") || weekday_named(key).is_some()
}

fn with_suffix(key: &str) -> Option<Time> {
    let am = ["am", "a.m"].iter().find_map(|end| key.strip_suffix(end));
    let pm = ["pm", "p.m"].iter().find_map(|end| key.strip_suffix(end));
    match (am, pm) {
        (Some(digits), _) => halved(digits, false),
        (_, Some(digits)) => halved(digits, true),
        _ => None,
    }
}

/// "5", "5:30" or "5.30" of one half of the day.
fn halved(digits: &str, afternoon: bool) -> Option<Time> {
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    let hour = number(hour).filter(|hour| (1..=12).contains(hour))?;
    let minute = number(minute).filter(|_| minute.len() == 2)?;
    Time::new(hour % 12 + if afternoon { 12 } else { 0 }, minute, 0, 0).ok()
}

fn colon(key: &str) -> Option<Time> {
    let (hour, minute) = key.split_once(':')?;
    let minute = number(minute).filter(|_| minute.len() == 2)?;
    Time::new(number(hour)?, minute, 0, 0).ok()
}

/// "at 5" lies in waking hours: 1 to 6 in the afternoon, 7 to 11 the next one, 12 at noon; on another day in
/// the morning, unless a part of the day says otherwise.
pub(super) fn waking(hour: i8, part: Option<Time>, date: Option<Date>, now: DateTime) -> Time {
    let later = match part {
        Some(part) if part == MORNING => false,
        Some(_) => hour < 12,
        None if hour < 7 => true,
        None => {
            let today = date.is_none_or(|date| date == now.date());
            let passed = |hour| time(hour, 0, 0, 0) <= now.time();
            hour < 12 && today && passed(hour) && !passed(hour + 12)
        }
    };
    time(if later { hour + 12 } else { hour }, 0, 0, 0)
}
