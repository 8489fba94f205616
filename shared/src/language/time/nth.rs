//! Days by their number or their place: "the 24th", "20th of next month", "the last friday of march".

use jiff::civil::{Date, Weekday};

use super::{
    Day, Form, Setting, date,
    month::{number, whole_month},
};
use crate::{
    calendar::{plus_days, plus_months},
    language::{
        Grain,
        lexicon::Lex,
        numbers::ordinal,
        phrases::{Phrases, phrases},
        tokens::Tokens,
    },
};

/// "the 24th" after "on" and the like, "20th of next month", "the 15th of the month".
pub(super) fn numbered(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    let the = tokens.word(at) == "the";
    let start = at + usize::from(the);
    let (day, end) = number(tokens, start)?;
    let day_word = end + usize::from(tokens.word(end) == "day");
    let repeats = tokens.one_of(day_word, phrases!("in|of"))
        && tokens.one_of(day_word + 1, phrases!("each|every"));
    if repeats || tokens.one_of(day_word, phrases!("each|every")) {
        return None;
    }
    if let Some((first, end)) = of_month(tokens, day_word, setting) {
        let date = Date::new(first.year(), first.month(), day).ok()?;
        let date = if date < setting.today() && tokens.word(end - 2) != "this" && !setting.past {
            days_numbered(day, setting.today()).next()?
        } else {
            date
        };
        return Some((Day::fixed(date), end));
    }
    let plain = tokens.ends(end)
        || tokens.mark(end).is_some()
        || !matches!(
            tokens.lex(end),
            Lex::Other | Lex::Part(_) | Lex::Weekday(..)
        )
        || tokens.one_of(end, &AFTER_NUMBER);
    if ordinal(tokens, start).is_none() || !shown(tokens, at, (from, end), plain, setting) {
        return None;
    }
    let date = days_numbered(day, setting.today()).next()?;
    Some((Day::of(date, Grain::Day, Form::Number), end))
}

/// Whether the words around show that an ordinal from `at` to `end` is a day.
fn shown(
    tokens: &Tokens<'_>,
    at: usize,
    (from, end): (usize, usize),
    plain: bool,
    setting: &Setting,
) -> bool {
    let the = tokens.word(at) == "the";
    let led = from < at
        && tokens.one_of(
            at - 1,
            phrases!("after|before|by|due|for|from|on|since|starting|till|until"),
        );
    let strongly = led && tokens.word(at - 1) != "for";
    let after_weekday = at.checked_sub(1).is_some_and(|before| {
        matches!(tokens.lex(before), Lex::Weekday(..))
            || tokens.is(before, b',')
                && matches!(tokens.lex(before.saturating_sub(1)), Lex::Weekday(..))
    });
    let spelled = tokens.digits(at + usize::from(the)) == 0;
    after_weekday && !spelled
        || the && led && !spelled && (strongly || plain)
        || led && !spelled && strongly && plain
        || the && led && spelled && plain && strongly
        || setting.alone && the && (led || tokens.ends(end))
}

/// What may follow "the 5th" where that is a day.
static AFTER_NUMBER: Phrases = Phrases::of(
    "about|after|and|around|at|because|before|by|for|from|i|in|instead|not|of|or|please|so|that|to|until|with",
);

/// "of next month", "of the month", "of this month": its first day.
pub(super) fn of_month(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Date, usize)> {
    if !tokens.one_of(at, phrases!("in|of")) {
        return None;
    }
    let at = at + 1;
    let the = at + usize::from(tokens.word(at) == "the");
    let (months, next) = match tokens.word(the) {
        "next" | "following" | "coming" => (1, the + 1),
        "this" | "current" => (0, the + 1),
        "last" | "previous" if setting.past => (-1, the + 1),
        _ if the > at => (0, the),
        _ => return None,
    };
    if tokens.lex(next) != Lex::Unit(Grain::Month) {
        return None;
    }
    let first = plus_months(setting.today().first_of_month(), i64::from(months))?;
    Some((first, next + 1))
}

/// The days that have this number, from today on; as many as a weekday needs to fall on one of them.
pub(super) fn days_numbered(day: i8, today: Date) -> impl Iterator<Item = Date> {
    (0..48).filter_map(move |months: i64| {
        let month = plus_months(today.first_of_month(), months)?;
        let date = Date::new(month.year(), month.month(), day).ok()?;
        (date >= today).then_some(date)
    })
}

/// "last sunday of march 2014", "third day of october", "2nd to the last day of next month".
pub(super) fn nth_of_month(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    let (nth, next) = place(tokens, at)?;
    let what = tokens.lex(next);
    let end_word = usize::from(
        what == Lex::Unit(Grain::Week)
            && tokens
                .longest(next, phrases!("week end of|week-end of"))
                .is_some()
            || tokens.joined(next + 1, b'-') && tokens.word(next + 2) == "end",
    );
    let what = match what {
        Lex::Unit(Grain::Week) if end_word > 0 => Lex::Weekend(false),
        what => what,
    };
    let after = next + 1 + end_word + usize::from(tokens.joined(next + 1, b'-'));
    let of = after + usize::from(tokens.one_of(after, phrases!("in|of")));
    if of == after {
        return None;
    }
    let (first, months, end) = month_of_place(tokens, of, after, setting)?;
    let found = place_in(first, nth, what, setting.week_start)?;
    let over = found.date < setting.today() && found.grain == Grain::Day && !setting.past;
    // One that is over is the next that comes.
    match months {
        Some(months) if over => {
            let next = place_in(plus_months(first, months)?, nth, what, setting.week_start)?;
            Some((next, end))
        }
        _ => Some((found, end)),
    }
}

/// The first day of a month that is named or told by its distance; and how many months from it the next of its kind
/// is, where no year was said.
fn month_of_place(
    tokens: &Tokens<'_>,
    of: usize,
    after: usize,
    setting: &Setting,
) -> Option<(Date, Option<i64>, usize)> {
    if let Some((first, end)) = of_month(tokens, after, setting) {
        let the = tokens.word(end - 2) == "the";
        return Some((first, the.then_some(1), end));
    }
    let setting = Setting {
        alone: true,
        ..*setting
    };
    let (whole, end) = whole_month(tokens, of, after, &setting)?;
    let yearless = whole.form == Form::Yearless;
    Some((whole.date, yearless.then_some(12), end))
}

/// The third, or the last, of such days in a month.
fn place_in(first: Date, nth: i8, what: Lex, week_start: Weekday) -> Option<Day> {
    let day = match what {
        Lex::Weekday(day, _) => nth_weekday(first, nth, date::weekday_of(day)?)?,
        Lex::Unit(Grain::Day) if nth > 0 => Date::new(first.year(), first.month(), nth).ok()?,
        Lex::Unit(Grain::Day) => plus_days(first.last_of_month(), i64::from(nth) + 1)?,
        Lex::Weekend(_) => nth_weekday(first, nth, Weekday::Saturday)?,
        Lex::Unit(Grain::Week) => {
            let start = if nth < 0 {
                week_from_the_end(first, nth, week_start)?
            } else {
                nth_weekday(first, nth, week_start)?
            };
            return Some(Day::of(start, Grain::Week, Form::Fixed));
        }
        Lex::Workday(_) => working_day(first, nth)?,
        _ => return None,
    };
    Some(Day::fixed(day))
}

/// The last whole week of a month, or one before it.
fn week_from_the_end(first: Date, nth: i8, week_start: Weekday) -> Option<Date> {
    let last = first
        .last_of_month()
        .tomorrow()
        .ok()?
        .nth_weekday(-1, week_start)
        .ok()?;
    let whole = plus_days(last, 6)?.month() == first.month();
    let back = i64::from(nth) + 1 - i64::from(!whole);
    plus_days(last, back * 7)
}

pub(super) fn nth_weekday(first: Date, nth: i8, weekday: Weekday) -> Option<Date> {
    first.nth_weekday_of_month(nth, weekday).ok()
}

pub(super) fn working_day(first: Date, nth: i8) -> Option<Date> {
    let works = |date: &Date| date.weekday().to_monday_zero_offset() < 5;
    let days = (0..31)
        .filter_map(|days| plus_days(first, days).filter(|date| date.month() == first.month()));
    if nth > 0 {
        days.filter(works).nth(usize::try_from(nth).ok()? - 1)
    } else {
        let back: Vec<_> = days.filter(works).collect();
        let behind = usize::try_from(-nth).ok()?;
        back.get(back.len().checked_sub(behind)?).copied()
    }
}

/// "third", "last", "2nd to last", "fifth last": counted from the end where negative.
pub(in super::super) fn place(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    if tokens.word(at) == "last" {
        return Some((-1, at + 1));
    }
    let (nth, next) = ordinal(tokens, at)?;
    let nth = i8::try_from(nth)
        .ok()
        .filter(|nth| (1..=31).contains(nth))?;
    let last = tokens.longest(next, phrases!("from last|last|to last|to the last"));
    Some(last.map_or((nth, next), |end| (-nth, end)))
}
