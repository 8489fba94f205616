//! Moments counted from another: "in 2 hours", "3 days ago", "a week from tuesday", "two days after Easter".

use super::{Day, Form, Piece, Setting, date, holiday};
use crate::language::{
    Grain,
    lexicon::Lex,
    numbers::{Duration, count, duration, ordinal},
    phrases::phrases,
    tokens::Tokens,
};

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    if tokens.word(at) == "now" && (setting.alone || from < at || tokens.word_before(at) == "is") {
        let end = at + 1;
        if let Some((shift, end)) = signed(tokens, end) {
            return Some((exactly(shift, setting)?, end));
        }
        return setting
            .past
            .then_some((Piece::Exact(setting.now, Grain::Second), end));
    }
    if setting.alone
        && let Some((shift, end)) = signed(tokens, at)
    {
        return Some((exactly(shift, setting)?, end));
    }
    next_short(tokens, at, setting)
        .or_else(|| weekdays_from_now(tokens, at, setting))
        .or_else(|| nth_after(tokens, at, setting))
        .or_else(|| shifted(tokens, at, from, setting))
}

/// "+15 minutes", "-2hr5min".
fn signed(tokens: &Tokens<'_>, at: usize) -> Option<(Duration, usize)> {
    let sign = tokens.mark(at).filter(|mark| matches!(mark, b'+' | b'-'))?;
    let (shift, end) = duration(tokens, at + 1)?;
    let number = tokens.number(at + 1).is_some();
    number.then_some((
        if sign == b'-' {
            shift.negative()
        } else {
            shift
        },
        end,
    ))
}

fn exactly(shift: Duration, setting: &Setting) -> Option<Piece> {
    let at = shift.after(setting.now)?;
    let grain = shift.grain?;
    if shift.timed() {
        let grain = if grain == Grain::Second {
            Grain::Second
        } else {
            Grain::Minute
        };
        let with = at.time().with().subsec_nanosecond(0);
        let with = if grain == Grain::Second {
            with
        } else {
            with.second(0)
        };
        return Some(Piece::Exact(
            at.date().to_datetime(with.build().ok()?),
            grain,
        ));
    }
    Some(Piece::Day(day_of(at.date(), grain)))
}

/// A day that was counted in weeks or months is a day all the same; years are no closer than a month.
fn day_of(date: jiff::civil::Date, grain: Grain) -> Day {
    let grain = if grain == Grain::Year {
        Grain::Month
    } else {
        Grain::Day
    };
    if grain == Grain::Month {
        Day {
            ..Day::of(date, Grain::Day, Form::Fixed)
        }
    } else {
        Day::fixed(date)
    }
}

/// "next hour", "next 3 minutes", "last 2 seconds".
fn next_short(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Piece, usize)> {
    let the = at + usize::from(tokens.word(at) == "the");
    let back = match tokens.word(the) {
        "next" => false,
        "last" | "past" if setting.past => true,
        _ => return None,
    };
    let (many, next) = count(tokens, the + 1).map_or((None, the + 1), |(many, next)| {
        (Some(i64::from(many)), next)
    });
    let Lex::Unit(unit @ (Grain::Second | Grain::Minute | Grain::Hour)) = tokens.lex(next) else {
        return None;
    };
    let by = match (many, back) {
        (Some(many), true) => -many,
        (None, true) => -1,
        (_, false) => 1,
    };
    let time = setting.now.time();
    let cut = match unit {
        Grain::Hour => time.with().minute(0).second(0),
        Grain::Minute => time.with().second(0),
        _ => time.with(),
    };
    let start = setting
        .now
        .date()
        .to_datetime(cut.subsec_nanosecond(0).build().ok()?);
    Some((
        Piece::Exact(Duration::of(by, unit).after(start)?, unit),
        next + 1,
    ))
}

/// "3 fridays from now"
fn weekdays_from_now(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Piece, usize)> {
    let (many, next) = count(tokens, at).filter(|(many, _)| (1..=520).contains(many))?;
    let Lex::Weekday(day, _) = tokens.lex(next) else {
        return None;
    };
    let end = tokens.says(next + 1, "from now")?;
    let first = setting
        .today()
        .nth_weekday(i32::from(many), date::weekday_of(day)?)
        .ok()?;
    Some((Piece::Day(Day::fixed(first)), end))
}

/// "third tuesday after christmas 2014"
fn nth_after(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Piece, usize)> {
    let start = at + usize::from(tokens.word(at) == "the");
    let (nth, next) = ordinal(tokens, start)?;
    let Lex::Weekday(day, _) = tokens.lex(next) else {
        return None;
    };
    if tokens.word(next + 1) != "after" {
        return None;
    }
    let (anchor, end) = anchor(tokens, next + 2, setting)?;
    let date = anchor
        .date
        .nth_weekday(i32::from(nth), date::weekday_of(day)?)
        .ok()?;
    Some((Piece::Day(Day::fixed(date)), end))
}

/// The day that others are counted from.
fn anchor(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let setting = Setting {
        past: true,
        ..*setting
    };
    holiday::read(
        tokens,
        at,
        at,
        &Setting {
            alone: true,
            ..setting
        },
    )
    .or_else(|| {
        // The word before is a preposition, as far as a day is concerned.
        date::read(tokens, at, at.saturating_sub(1), &setting)
    })
}

/// A duration with a word that tells from when: "in", "from now", "ago", "after tomorrow".
fn shifted(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    let before = if from < at {
        tokens.word_before(at)
    } else {
        ""
    };
    let within = tokens.word(at) == "within";
    let start = at + usize::from(within);
    let start = start + usize::from(tokens.one_of(start, phrases!("about|around|exactly|like")));
    let start = start + usize::from(tokens.is(start, b'~'));
    let start =
        start + usize::from(within && tokens.longest(start, phrases!("the next")).is_some()) * 2;
    if let Some(found) = working_days(tokens, start, before, setting) {
        return Some(found);
    }
    let (shift, end) = duration(tokens, start)?;
    if let Some((piece, end)) = from_a_day(tokens, start, (shift, end), before, setting) {
        return Some((piece?, end));
    }
    let led = (within
        || before == "in"
        || tokens.one_before(from, phrases!("in|within"))
        || matches!(before, "about" | "around") && tokens.word(from) == "in")
        && tokens.word(start) != "the";
    let metres = tokens.glued(start + 1)
        && short_letter(tokens, end)
        && !setting.alone
        && tokens.word(end - 1) == "m";
    if !(led || setting.alone && before == "after") || led && metres {
        return None;
    }
    Some((exactly(shift, setting)?, end))
}

/// "in 3 business days", "2 working days from now".
fn working_days(
    tokens: &Tokens<'_>,
    at: usize,
    before: &str,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    const MOST: i16 = 260;
    let (many, next) = count(tokens, at).filter(|(many, _)| (1..=MOST).contains(many))?;
    let end = tokens.longest(
        next,
        phrases!("business day|business days|work days|workdays|working day|working days"),
    )?;
    let from_now = tokens.longest(end, phrases!("from now|from today"));
    if from_now.is_none() && !matches!(before, "in" | "within") {
        return None;
    }
    let mut date = setting.today();
    for _ in 0..many {
        date = date.tomorrow().ok()?;
        while date.weekday().to_monday_zero_offset() > 4 {
            date = date.tomorrow().ok()?;
        }
    }
    Some((Piece::Day(Day::fixed(date)), from_now.unwrap_or(end)))
}

/// The moment that counts from what follows a duration, and where that ends. No moment, if there is no such.
fn from_a_day(
    tokens: &Tokens<'_>,
    start: usize,
    (shift, end): (Duration, usize),
    before: &str,
    setting: &Setting,
) -> Option<(Option<Piece>, usize)> {
    let number = tokens.word(start) != "the";
    if let Some(end) = tokens
        .longest(end, phrases!("from now|from today|hence|out"))
        .filter(|end| tokens.word(end - 1) != "out" || setting.past)
    {
        return Some((number.then(|| exactly(shift, setting)).flatten(), end));
    }
    if tokens.one_of(end, phrases!("later")) && number && setting.past {
        return Some((exactly(shift, setting), end + 1));
    }
    let day = |back: bool| {
        let (day, end) = anchor(tokens, end + 1, setting)?;
        let shift = if back { shift.negative() } else { shift };
        Some((from_day(shift, day), end))
    };
    if tokens.one_of(end, phrases!("ago|before|earlier")) && setting.past {
        let counted = (tokens.word(end) == "before").then(|| day(true)).flatten();
        return counted.or_else(|| Some((exactly(shift.negative(), setting), end + 1)));
    }
    if tokens.one_of(end, phrases!("after|from")) && !shift.timed() {
        let found = if before == "for" {
            anchor(tokens, end + 1, setting).map(|(day, end)| (Some(Piece::Day(day)), end))
        } else {
            day(false)
        };
        if found.is_some() {
            return found;
        }
    }
    (setting.alone && tokens.word(end) == "after" && tokens.ends(end + 1))
        .then(|| (exactly(shift, setting), end + 1))
}

/// "15m" may be metres.
fn short_letter(tokens: &Tokens<'_>, end: usize) -> bool {
    matches!(tokens.lex(end - 1), Lex::Letter(_))
}

fn from_day(shift: Duration, day: Day) -> Option<Piece> {
    let at = shift.after(day.date.to_datetime(jiff::civil::Time::midnight()))?;
    Some(Piece::Day(Day::fixed(at.date())))
}

/// "next tuesday +10 days"
pub(super) fn moved(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    day: Option<Day>,
) -> Option<(Day, usize)> {
    if !setting.past {
        return None;
    }
    let day = day?;
    let (shift, end) = signed(tokens, at).filter(|(shift, _)| !shift.timed())?;
    match from_day(shift, day)? {
        Piece::Day(day) => Some((day, end)),
        _ => None,
    }
}
