//! Months and their days: "24 Nov", "Nov 24th 2027", "the 24th", "the last friday of march", "in march".

use jiff::civil::Date;

use super::{Day, Form, Setting, date, nth::numbered};
use crate::language::{Grain, lexicon::Lex, numbers::ordinal, phrases::phrases, tokens::Tokens};

/// A month's name at this token, and the token after it.
fn name(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let Lex::Month(month) = tokens.lex(at) else {
        return None;
    };
    let short = tokens.get(at).is_some_and(|token| token.bytes.len() <= 4);
    let dot = short && tokens.joined(at + 1, b'.');
    Some((month, at + 1 + usize::from(dot)))
}

/// A month and a day of it: "march 3", "3rd of march", for rules that repeat.
pub(in super::super) fn on_month_day(
    tokens: &Tokens<'_>,
    at: usize,
) -> Option<(i8, Option<i8>, usize)> {
    let (month, end) = name(tokens, at)?;
    match number(tokens, end) {
        Some((day, next)) if tokens.lex(next) != Lex::Weekday(0, false) => {
            Some((month, Some(day), next))
        }
        _ => Some((month, None, end)),
    }
}

/// A day's number, with or without an ending.
pub(super) fn number(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    let (day, end) = match ordinal(tokens, at) {
        Some(found) => found,
        None => (tokens.short(at, 2)?, at + 1),
    };
    let clock = tokens.joined(end, b':')
        || matches!(tokens.lex(end), Lex::Half(_))
        || tokens.word(end) == "h" && tokens.glued(end);
    let day = i8::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    (!clock).then_some((day, end))
}

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    let start = at + usize::from(tokens.one_of(at, phrases!("the|this")));
    month_day(tokens, start, setting)
        .or_else(|| day_month(tokens, start, setting))
        .or_else(|| year_first(tokens, start, setting))
        .or_else(|| numbered(tokens, at, from, setting))
        .or_else(|| whole_month(tokens, at, from, setting))
}

/// Past "-", "/", "," and "of" between the parts of a date.
fn joint(tokens: &Tokens<'_>, at: usize) -> usize {
    if matches!(tokens.mark(at), Some(b'-' | b'/')) && tokens.glued(at) && tokens.glued(at + 1)
        || tokens.is(at, b',')
    {
        return at + 1;
    }
    at + usize::from(tokens.word(at) == "of")
}

/// A year after a date: four digits, or two where they can be nothing else.
fn year(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(i16, usize)> {
    let joined = tokens.glued(at) && matches!(tokens.mark(at), Some(b'-' | b'/'));
    let start = joint(tokens, at);
    let start = start + usize::from(start == at && tokens.word(start) == "in");
    let apostrophe = tokens.is(start, b'\'');
    let start = start + usize::from(apostrophe);
    if tokens.joined(start + 1, b':') && tokens.digits(start) < 4
        || tokens.joined(start + 1, b'.') && tokens.number(start + 2).is_some()
        || tokens.joined(start + 1, b'/')
    {
        return None;
    }
    match tokens.digits(start) {
        4 if tokens.digits(start + 1) == 0 || !tokens.glued(start + 1) => {
            let year = tokens
                .short(start, 4)
                .filter(|year| (1900..=3000).contains(year))?;
            if tokens.one_of(start + 1, phrases!("hours|hrs")) {
                return None;
            }
            if tokens.word(start + 1) == "be" {
                return Some((year - 543, start + 2));
            }
            let era = usize::from(tokens.one_of(start + 1, phrases!("ad|ce")));
            Some((year, start + 1 + era))
        }
        2 if (joined || apostrophe || setting.alone)
            && !matches!(tokens.lex(start + 1), Lex::Half(_)) =>
        {
            Some((date::century(tokens.short(start, 2)?), start + 1))
        }
        _ => None,
    }
}

/// "Nov 24th 2027", "November-24", "Nov 24 - 26, 2027".
fn month_day(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let (month, next) = name(tokens, at)?;
    let joint = joint(tokens, next);
    let joint = joint + usize::from(tokens.word(joint) == "the");
    let (day, end) = number(tokens, joint)?;
    if tokens.joined(end, b'.') && tokens.number(end + 1).is_some() {
        return None;
    }
    dated(tokens, month, day, through(tokens, end), setting)
}

/// "24 Nov", "24th of November", "1-8 september", "15SEP".
fn day_month(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let (day, next) = number(tokens, at)?;
    let (last, after) = through(tokens, next);
    let of = joint(tokens, after);
    let of = of + usize::from(tokens.word(of) == "the");
    let (month, end) = name(tokens, of)?;
    if tokens.word(of) == "may" && of == next && is_verb(tokens, end) {
        return None;
    }
    if tokens.word(of) == "mar" && !tokens.glued(of) && tokens.glued(of + 1) {
        return None;
    }
    dated(tokens, month, day, (last, end), setting)
}

/// "may be": what is said with "may" as a verb.
fn is_verb(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(
        at,
        phrases!("also|be|come|do|get|go|have|i|need|not|still|take|want|we|you"),
    )
}

/// "- 26", "to 22nd" after a day: the last day.
fn through(tokens: &Tokens<'_>, at: usize) -> (Option<i8>, usize) {
    let to = tokens.is(at, b'-') || tokens.one_of(at, phrases!("and|through|to|until"));
    match number(tokens, at + 1) {
        Some((day, end))
            if to
                && (tokens.number(at + 1).is_none() || tokens.digits(at + 1) <= 2)
                && !tokens.joined(end, b'/')
                && !tokens.joined(end, b'-')
                && tokens.number(end).is_none_or(|_| tokens.is(end, b',')) =>
        {
            (Some(day), end)
        }
        _ => (None, at),
    }
}

fn dated(
    tokens: &Tokens<'_>,
    month: i8,
    day: i8,
    (last, end): (Option<i8>, usize),
    setting: &Setting,
) -> Option<(Day, usize)> {
    // "Thu Oct 26 11:00:09 2023"
    let (found, end) = match year(tokens, end, setting) {
        Some((year, end)) => (Day::fixed(Date::new(year, month, day).ok()?), end),
        None => match year_after_time(tokens, end) {
            Some(year) => (Day::fixed(Date::new(year, month, day).ok()?), end),
            None => (
                Day::of(
                    next_date(month, day, setting.today())?,
                    Grain::Day,
                    Form::Yearless,
                ),
                end,
            ),
        },
    };
    let last = match last {
        Some(last) => Some(Date::new(found.date.year(), month, last).ok()?),
        None => None,
    };
    Some((Day { end: last, ..found }, end))
}

/// The year of "Oct 26 11:00:09 2023", which stands behind the time.
fn year_after_time(tokens: &Tokens<'_>, at: usize) -> Option<i16> {
    let clock = tokens.joined(at + 1, b':') && tokens.joined(at + 3, b':');
    let zone = usize::from(
        tokens
            .get(at + 5)
            .is_some_and(|_| !tokens.word(at + 5).is_empty()),
    );
    let year = tokens
        .short(at + 5 + zone, 4)
        .filter(|year| (1900..=3000).contains(year))?;
    (clock && tokens.digits(at + 5 + zone) == 4).then_some(year)
}

/// "2018 March 18", "2012/Aug/10", "2024 august".
fn year_first(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(Day, usize)> {
    let year = tokens.short(at, 4).filter(|_| tokens.digits(at) == 4)?;
    let next = joint(tokens, at + 1);
    let next = next + usize::from(tokens.one_of(next, phrases!("ad|ce")));
    if let Some((month, end)) = name(tokens, next) {
        if let Some((day, end)) = number(tokens, joint(tokens, end)) {
            return Some((Day::fixed(Date::new(year, month, day).ok()?), end));
        }
        return Some((month_of(year, month)?, end));
    }
    let spaced = setting.alone
        && tokens.digits(at + 1) == 2
        && tokens.digits(at + 2) == 2
        && tokens.len() == at + 3;
    if spaced && (1900..2200).contains(&year) {
        return Some((
            Day::fixed(date::ymd(
                year,
                tokens.short(at + 1, 2)?,
                tokens.short(at + 2, 2)?,
            )?),
            at + 3,
        ));
    }
    None
}

fn month_of(year: i16, month: i8) -> Option<Day> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Day {
        end: Some(first.last_of_month()),
        ..Day::of(first, Grain::Month, Form::Fixed)
    })
}

/// The next year that has such a day: a 29 February may be years away.
pub(super) fn next_date(month: i8, day: i8, today: Date) -> Option<Date> {
    (0..=8).find_map(|years| {
        let date = Date::new(today.year().checked_add(years)?, month, day).ok()?;
        (date >= today).then_some(date)
    })
}

/// "3/2027"
fn numeric_month(tokens: &Tokens<'_>, at: usize) -> Option<(Day, usize)> {
    let month = tokens
        .short(at, 2)
        .filter(|month| (1..=12).contains(month))?;
    let slash = tokens.joined(at + 1, b'/') && tokens.digits(at + 2) == 4 && tokens.glued(at + 2);
    if !slash || tokens.joined(at + 3, b'/') {
        return None;
    }
    let year = tokens.short(at + 2, 4)?;
    Some((month_of(year, i8::try_from(month).ok()?)?, at + 3))
}

/// Whether a month's name at `start` says a time: "may" and "march" are verbs, and "april" is a name.
fn says_month(
    tokens: &Tokens<'_>,
    (at, start, end): (usize, usize, usize),
    from: usize,
    setting: &Setting,
) -> bool {
    let before = if from < at {
        tokens.word_before(at)
    } else {
        ""
    };
    let led = matches!(
        before,
        "in" | "by"
            | "until"
            | "till"
            | "before"
            | "during"
            | "from"
            | "since"
            | "through"
            | "of"
            | "starting"
            | "for"
    );
    if setting.alone {
        let short = tokens.one_of(start, phrases!("jan|mar"));
        return start > at || led || tokens.digits(end) == 0 && (!short || from < at);
    }
    let ambiguous = tokens.one_of(
        start,
        phrases!("april|august|dec|jan|june|mar|march|may|sep"),
    );
    let somebody = led && ambiguous && matches!(before, "for" | "from");
    !somebody && (start > at || led && !(ambiguous && is_verb(tokens, end)))
}

/// "march 2027", and "march" where it can be nothing else: after "in", "by", "next".
pub(super) fn whole_month(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    if let Some(found) = numeric_month(tokens, at) {
        return Some(found);
    }
    let word = tokens.word(at);
    let said = tokens.one_of(
        at,
        phrases!("coming|early|following|last|late|mid|next|past|this|upcoming"),
    );
    let start = at + usize::from(said || word == "the");
    let start = start + usize::from(tokens.joined(start, b'-'));
    let (month, end) = name(tokens, start)?;
    let day_before = start > 0
        && start == at
        && tokens.number(start - 1).is_some_and(|day| day > 28)
        && tokens.digits(start - 1) == 2;
    let day_after = tokens.digits(end) == 2 && tokens.short(end, 2).is_some_and(|year| year < 50);
    if day_before || day_after {
        return None;
    }
    if let Some((year, end)) = year(tokens, end, setting)
        .filter(|(year, next)| *year > 0 && tokens.digits(next - 1) != 2 || setting.alone)
    {
        return Some((month_of(year, month)?, end));
    }
    if !says_month(tokens, (at, start, end), from, setting) || word == "last" && !setting.past {
        return None;
    }
    let year = year_of(word, month, setting.today())?;
    let day = match word {
        "mid" => Day::fixed(Date::new(year, month, 11).ok()?),
        "late" => Day::fixed(Date::new(year, month, 21).ok()?),
        _ => Day {
            form: Form::Yearless,
            ..month_of(year, month)?
        },
    };
    Some((day, end))
}

/// The year of a month without one: "last march", "next march", or the next that comes.
fn year_of(said: &str, month: i8, today: Date) -> Option<i16> {
    let this = Date::new(today.year(), month, 1).ok()?;
    let over = this.last_of_month() < today;
    Some(match said {
        "last" if over => today.year(),
        "last" => today.year() - 1,
        "next" if this <= today => today.year() + 1,
        _ if over => today.year() + 1,
        _ => today.year(),
    })
}
