//! Holidays by rule: a day of the year, a weekday of a month, or days from Easter.

use jiff::civil::{Date, Weekday};

use super::{Day, Form, Setting};
use crate::calendar::plus_days;
use crate::language::{
    Grain,
    numbers::{count, duration},
    phrases::{hash, phrases},
    tokens::Tokens,
};
use Rule::{Day as On, Easter, Nth, Orthodox};

#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    Day(i8, i8),
    /// Month, which weekday of it (0 is Monday), and days after that.
    Nth(i8, i8, i8, i16),
    /// Days from Easter Sunday.
    Easter(i16),
    Orthodox(i16),
    /// The working day nearest to a day of the year.
    NearestWorkday(i8, i8),
    /// The last such weekday before a day of the year.
    Before(i8, i8, i8),
}

/// Compared word by word, without "'s" and without a last "s".
static HOLIDAYS: [(&str, Rule); 147] = [
    ("new year's day", On(1, 1)),
    ("new year's", On(1, 1)),
    ("new year", On(1, 1)),
    ("new year's eve", On(12, 31)),
    ("silvester", On(12, 31)),
    ("epiphany", On(1, 6)),
    ("three kings day", On(1, 6)),
    ("groundhog day", On(2, 2)),
    ("groundhogs day", On(2, 2)),
    ("valentine's day", On(2, 14)),
    ("valentine's", On(2, 14)),
    ("saint valentine's day", On(2, 14)),
    ("valentine day", On(2, 14)),
    ("saint david's day", On(3, 1)),
    ("st david's day", On(3, 1)),
    ("international women's day", On(3, 8)),
    ("women's day", On(3, 8)),
    ("pi day", On(3, 14)),
    ("st patrick's day", On(3, 17)),
    ("saint patrick's day", On(3, 17)),
    ("st paddy's day", On(3, 17)),
    ("saint paddy's day", On(3, 17)),
    ("st patrick", On(3, 17)),
    ("saint patrick", On(3, 17)),
    ("april fools day", On(4, 1)),
    ("april fools", On(4, 1)),
    ("siblings day", On(4, 10)),
    ("emancipation day", On(4, 16)),
    ("earth day", On(4, 22)),
    ("st george's day", On(4, 23)),
    ("saint george's day", On(4, 23)),
    ("anzac day", On(4, 25)),
    ("may day", On(5, 1)),
    ("international workers day", On(5, 1)),
    ("star wars day", On(5, 4)),
    ("cinco de mayo", On(5, 5)),
    ("victory in europe day", On(5, 8)),
    ("ve day", On(5, 8)),
    ("world oceans day", On(6, 8)),
    ("flag day", On(6, 14)),
    ("juneteenth", On(6, 19)),
    ("canada day", On(7, 1)),
    ("independence day", On(7, 4)),
    ("fourth of july", On(7, 4)),
    ("bastille day", On(7, 14)),
    ("patriot day", On(9, 11)),
    ("halloween", On(10, 31)),
    ("hallowe'en", On(10, 31)),
    ("all saints day", On(11, 1)),
    ("world vegan day", On(11, 1)),
    ("all hallows day", On(11, 1)),
    ("all souls day", On(11, 2)),
    ("guy fawkes night", On(11, 5)),
    ("guy fawkes day", On(11, 5)),
    ("bonfire night", On(11, 5)),
    ("veterans day", On(11, 11)),
    ("armistice day", On(11, 11)),
    ("remembrance day", On(11, 11)),
    ("singles day", On(11, 11)),
    ("st andrew's day", On(11, 30)),
    ("saint andrew's day", On(11, 30)),
    ("human rights day", On(12, 10)),
    ("christmas eve", On(12, 24)),
    ("xmas eve", On(12, 24)),
    ("christmas", On(12, 25)),
    ("christmas day", On(12, 25)),
    ("xmas", On(12, 25)),
    ("xmas day", On(12, 25)),
    ("boxing day", On(12, 26)),
    ("mlk day", Nth(1, 3, 0, 0)),
    ("martin luther king day", Nth(1, 3, 0, 0)),
    ("martin luther king jr day", Nth(1, 3, 0, 0)),
    ("civil rights day", Nth(1, 3, 0, 0)),
    ("presidents day", Nth(2, 3, 0, 0)),
    ("washington's birthday", Nth(2, 3, 0, 0)),
    ("earth hour", Nth(3, -1, 5, 0)),
    ("arbor day", Nth(4, -1, 4, 0)),
    ("mother's day", Nth(5, 2, 6, 0)),
    ("military spouse day", Nth(5, 2, 6, -2)),
    ("armed forces day", Nth(5, 3, 5, 0)),
    ("memorial day", Nth(5, -1, 0, 0)),
    ("spring bank holiday", Nth(5, -1, 0, 0)),
    ("victoria day", Rule::Before(5, 25, 0)),
    ("father's day", Nth(6, 3, 6, 0)),
    ("parents day", Nth(7, 4, 6, 0)),
    ("labor day", Nth(9, 1, 0, 0)),
    ("labour day", Nth(9, 1, 0, 0)),
    ("grandparents day", Nth(9, 1, 0, 6)),
    ("columbus day", Nth(10, 2, 0, 0)),
    ("indigenous peoples day", Nth(10, 2, 0, 0)),
    ("boss's day", Rule::NearestWorkday(10, 16)),
    ("boss day", Rule::NearestWorkday(10, 16)),
    ("thanksgiving", Nth(11, 4, 3, 0)),
    ("thanksgiving day", Nth(11, 4, 3, 0)),
    ("black friday", Nth(11, 4, 3, 1)),
    ("small business saturday", Nth(11, 4, 3, 2)),
    ("cyber monday", Nth(11, 4, 3, 4)),
    ("giving tuesday", Nth(11, 4, 3, 5)),
    ("shrove tuesday", Easter(-47)),
    ("pancake day", Easter(-47)),
    ("mardi gras", Easter(-47)),
    ("fat tuesday", Easter(-47)),
    ("ash wednesday", Easter(-46)),
    ("palm sunday", Easter(-7)),
    ("branch sunday", Easter(-7)),
    ("maundy thursday", Easter(-3)),
    ("holy thursday", Easter(-3)),
    ("covenant thursday", Easter(-3)),
    ("covenant thu", Easter(-3)),
    ("thursday of mysteries", Easter(-3)),
    ("thu of mysteries", Easter(-3)),
    ("sheer thursday", Easter(-3)),
    ("good friday", Easter(-2)),
    ("great friday", Easter(-2)),
    ("holy saturday", Easter(-1)),
    ("easter eve", Easter(-1)),
    ("easter", Easter(0)),
    ("easter sunday", Easter(0)),
    ("easter day", Easter(0)),
    ("easter monday", Easter(1)),
    ("ascension day", Easter(39)),
    ("ascension", Easter(39)),
    ("holy thursday ascension", Easter(39)),
    ("pentecost", Easter(49)),
    ("whit sunday", Easter(49)),
    ("whitsunday", Easter(49)),
    ("white sunday", Easter(49)),
    ("whit monday", Easter(50)),
    ("pentecost monday", Easter(50)),
    ("monday of the holy spirit", Easter(50)),
    ("trinity sunday", Easter(56)),
    ("corpus christi", Easter(60)),
    ("feast of corpus christi", Easter(60)),
    ("orthodox easter", Orthodox(0)),
    ("orthodox easter sunday", Orthodox(0)),
    ("pascha", Orthodox(0)),
    ("orthodox good friday", Orthodox(-2)),
    ("orthodox great friday", Orthodox(-2)),
    ("orthodox holy saturday", Orthodox(-1)),
    ("orthodox easter monday", Orthodox(1)),
    ("orthodox palm sunday", Orthodox(-7)),
    ("lazarus saturday", Orthodox(-8)),
    ("orthodox clean monday", Orthodox(-48)),
    ("clean monday", Orthodox(-48)),
    ("orthodox shrove monday", Orthodox(-48)),
    ("great fast", Orthodox(-48)),
    ("great lent", Orthodox(-48)),
];

/// "Patrick's", "patricks" and "patrick" are the same name.
fn bare(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    word.strip_suffix('s').unwrap_or(word)
}

fn says(tokens: &Tokens<'_>, at: usize, name: &str) -> Option<usize> {
    let mut next = at;
    for word in name.split(' ') {
        if tokens.word(next).is_empty() || bare(tokens.word(next)) != bare(word) {
            return None;
        }
        next += 1 + usize::from(tokens.joined(next + 1, b'.') && word.len() <= 2);
        next += usize::from(tokens.joined(next, b'\'') && word.ends_with('s'));
    }
    Some(next)
}

/// Bits by the hashes of the bare first words.
static FIRSTS: [u64; 4] = {
    let mut firsts = [0; 4];
    let mut at = 0;
    while at < HOLIDAYS.len() {
        let hash = first_hash(HOLIDAYS[at].0);
        firsts[((hash >> 6) & 3) as usize] |= 1 << (hash & 63);
        at += 1;
    }
    firsts
};

/// The hash of a name's bare first word.
const fn first_hash(name: &str) -> u32 {
    let (mut word, _) = name.as_bytes().split_at(first_length(name));
    if let [start @ .., b'\'', b's'] = word {
        word = start;
    }
    if let [start @ .., b's'] = word {
        word = start;
    }
    hash(word)
}

const fn first_length(name: &str) -> usize {
    let bytes = name.as_bytes();
    let mut length = 0;
    while length < bytes.len() && bytes[length] != b' ' {
        length += 1;
    }
    length
}

fn rule_at(tokens: &Tokens<'_>, at: usize) -> Option<(Rule, usize)> {
    let hash = first_hash(tokens.word(at));
    if FIRSTS[((hash >> 6) & 3) as usize] >> (hash & 63) & 1 == 0 {
        return None;
    }
    HOLIDAYS
        .iter()
        .filter_map(|(name, rule)| Some((*rule, says(tokens, at, name)?)))
        .max_by_key(|(_, end)| *end)
}

fn on(rule: Rule, year: i16) -> Option<Date> {
    match rule {
        Rule::Day(month, day) => Date::new(year, month, day).ok(),
        Rule::Nth(month, nth, weekday, days) => {
            let weekday = Weekday::from_monday_zero_offset(weekday).ok()?;
            plus_days(
                Date::new(year, month, 1)
                    .ok()?
                    .nth_weekday_of_month(nth, weekday)
                    .ok()?,
                i64::from(days),
            )
        }
        Rule::Easter(days) => plus_days(easter(year)?, i64::from(days)),
        Rule::Orthodox(days) => plus_days(orthodox_easter(year)?, i64::from(days)),
        Rule::NearestWorkday(month, day) => {
            let date = Date::new(year, month, day).ok()?;
            plus_days(
                date,
                match date.weekday() {
                    Weekday::Saturday => -1,
                    Weekday::Sunday => 1,
                    _ => 0,
                },
            )
        }
        Rule::Before(month, day, weekday) => {
            let weekday = Weekday::from_monday_zero_offset(weekday).ok()?;
            Date::new(year, month, day)
                .ok()?
                .nth_weekday(-1, weekday)
                .ok()
        }
    }
}

/// The Gregorian Easter (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let (in_cycle, century, in_century) = (year % 19, year / 100, year % 100);
    let corrected = (8 * century + 13) / 25;
    let moon = (19 * in_cycle + century - century / 4 - corrected + 15) % 30;
    let leap = 32 + 2 * (century % 4) + 2 * (in_century / 4) - moon - in_century % 4;
    let weekday = leap % 7;
    let late = (in_cycle + 11 * moon + 19 * weekday) / 433;
    let month = (moon + weekday - 7 * late + 90) / 25;
    let day = (moon + weekday - 7 * late + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The Julian Easter (Meeus) on the Gregorian calendar.
fn orthodox_easter(year: i16) -> Option<Date> {
    let moon = (19 * (year % 19) + 15) % 30;
    let weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let days = moon + weekday + 114;
    let julian = Date::new(
        year,
        i8::try_from(days / 31).ok()?,
        i8::try_from(days % 31 + 1).ok()?,
    );
    plus_days(julian.ok()?, i64::from(year / 100 - year / 400 - 2))
}

pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Day, usize)> {
    let led = from < at && tokens.one_of(at - 1, phrases!("after|before|by|on|since|till|until"));
    let the = at + usize::from(tokens.one_of(at, phrases!("on|the")));
    let said = match tokens.word(the) {
        word @ ("next" | "last" | "this") => word,
        _ => "",
    };
    if !(led || setting.alone || matches!(said, "next" | "this")) || said == "last" && !setting.past
    {
        return None;
    }
    let (rule, end) = rule_at(tokens, the + usize::from(!said.is_empty()))?;
    let today = setting.today();
    let (year, end) = if let Some(found) = year(tokens, end, setting) {
        found
    } else {
        let this = on(rule, today.year())?;
        let year = match said {
            "last" if this < today => today.year(),
            "last" => today.year() - 1,
            _ if this < today => today.year() + 1,
            _ => today.year(),
        };
        (year, end)
    };
    let follows = setting.alone
        || tokens.ends(end)
        || tokens.mark(end).is_some()
        || tokens.lex(end) != crate::language::lexicon::Lex::Other
        || tokens.one_of(
            end,
            phrases!("about|and|at|by|for|from|in|on|please|that|to|with"),
        );
    follows.then_some((Day::of(on(rule, year)?, Grain::Day, Form::Fixed), end))
}

/// "2027", "of next year", "in five years", "3 months ago" after a holiday.
fn year(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> Option<(i16, usize)> {
    let of = at + usize::from(tokens.one_of(at, phrases!("in|of|on")));
    let of = of + usize::from(tokens.is(of, b','));
    let today = setting.today();
    let by = match tokens.word(of) {
        "next" => Some(1),
        "this" => Some(0),
        "last" => Some(-1),
        _ => None,
    };
    if let Some(by) = by
        && tokens.lex(of + 1) == crate::language::lexicon::Lex::Unit(Grain::Year)
    {
        return Some((today.year() + by, of + 2));
    }
    if let Some(year) = tokens
        .short(of, 4)
        .filter(|year| tokens.digits(of) == 4 && (1900..2200).contains(year))
    {
        return Some((year, of + 1));
    }
    if let Some(thousand) = tokens.says(of, "two thousand") {
        let and = thousand + usize::from(tokens.word(thousand) == "and");
        let (more, end) = count(tokens, and).unwrap_or((0, thousand));
        return Some((2000 + more, end));
    }
    let (shift, end) = duration(tokens, of).filter(|_| setting.alone)?;
    if tokens.word(end) == "ago" {
        return Some((shift.negative().after(setting.now)?.year(), end + 1));
    }
    (tokens.word(at) == "in").then(|| Some((shift.after(setting.now)?.year(), end)))?
}
