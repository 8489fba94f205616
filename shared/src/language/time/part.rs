//! Parts of the day: "in the morning", "this evening", "tonight".

use super::{Day, Piece, Setting};
use crate::language::{
    lexicon::{Lex, Part},
    phrases::phrases,
    tokens::Tokens,
};

/// "in the morning", "this evening", "tonight", "at lunch", and "morning" right after a day.
pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    let today = Day::fixed(setting.today());
    if tokens.lex(at) == Lex::Tonight {
        return Some((Piece::DayPart(today, Part::Night), at + 1));
    }
    if let Some(end) = tokens.longest(at, phrases!("first thing|first thing in the morning")) {
        return Some((Piece::Part(Part::Morning), end));
    }
    let late = |at: usize| at + usize::from(tokens.one_of(at, phrases!("early|late")));
    let named = |at: usize| match tokens.lex(late(at)) {
        Lex::Part(part) => Some((part, late(at) + 1)),
        _ => None,
    };
    let led = from < at;
    match tokens.word(at) {
        "this" => {
            let (part, end) = named(at + 1)?;
            let day = if part == Part::Night {
                Part::Evening
            } else {
                part
            };
            return Some((Piece::DayPart(today, day), end));
        }
        "last" if setting.past && tokens.word(at + 1) == "night" => {
            let day = Day::fixed(setting.today().yesterday().ok()?);
            return Some((Piece::DayPart(day, Part::Night), at + 2));
        }
        "the" if tokens.word_before(at) == "in" || tokens.word_before(at) == "during" => {
            let hours = tokens.longest(at, phrases!("the early hours of|the early hours of the"));
            let (part, end) = named(hours.unwrap_or(at + 1))?;
            return Some((Piece::Part(part), end));
        }
        "later" if tokens.lex(at + 1) == Lex::Day(0) => return Some((Piece::Day(today), at + 2)),
        _ => {}
    }
    let (part, end) = named(at)?;
    let after_a_day = at.checked_sub(1).is_some_and(|before| {
        matches!(tokens.lex(before), Lex::Day(_) | Lex::Weekday(..)) || tokens.digits(before) > 0
    });
    let preposition = led
        && (tokens.word(from) == "at" && matches!(part, Part::Night | Part::Lunch)
            || setting.alone && tokens.word(from) == "in");
    (after_a_day || preposition || setting.alone).then_some((Piece::Part(part), end))
}
