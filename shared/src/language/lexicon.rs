//! What single words mean, whatever stands around them.

use super::{Grain, phrases::hash};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Lunch,
    Afternoon,
    Evening,
    Night,
}

/// The class of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lex {
    Other,
    /// 0 is Monday. `true`: more than one, "mondays".
    Weekday(i8, bool),
    /// 1 is January.
    Month(i8),
    Unit(Grain),
    /// A unit that is a word only beside a number: "h", "d".
    Letter(Grain),
    Fortnight,
    Weekend(bool),
    /// Monday to Friday.
    Workday(bool),
    Count(i16),
    Ordinal(i16),
    /// Days from today.
    Day(i8),
    Tonight,
    Part(Part),
    Noon,
    Midnight,
    /// "am", and `true` for "pm".
    Half(bool),
}

use Grain::{Day, Hour, Minute, Month as Months, Quarter, Second, Week, Year};
use Lex::{Count, Letter, Month, Ordinal, Unit, Weekday};

/// Sorted, so that none stands twice.
static WORDS: [(&str, Lex); 199] = [
    ("afternoon", Lex::Part(Part::Afternoon)),
    ("afternoons", Lex::Part(Part::Afternoon)),
    ("am", Lex::Half(false)),
    ("apr", Month(4)),
    ("april", Month(4)),
    ("aug", Month(8)),
    ("august", Month(8)),
    ("d", Letter(Day)),
    ("day", Unit(Day)),
    ("days", Unit(Day)),
    ("dec", Month(12)),
    ("december", Month(12)),
    ("eight", Count(8)),
    ("eighteen", Count(18)),
    ("eighteenth", Ordinal(18)),
    ("eighth", Ordinal(8)),
    ("eighty", Count(80)),
    ("eleven", Count(11)),
    ("eleventh", Ordinal(11)),
    ("evening", Lex::Part(Part::Evening)),
    ("evenings", Lex::Part(Part::Evening)),
    ("feb", Month(2)),
    ("february", Month(2)),
    ("febuary", Month(2)),
    ("fifteen", Count(15)),
    ("fifteenth", Ordinal(15)),
    ("fifth", Ordinal(5)),
    ("fifty", Count(50)),
    ("first", Ordinal(1)),
    ("five", Count(5)),
    ("fortnight", Lex::Fortnight),
    ("fortnights", Lex::Fortnight),
    ("forty", Count(40)),
    ("four", Count(4)),
    ("fourteen", Count(14)),
    ("fourteenth", Ordinal(14)),
    ("fourth", Ordinal(4)),
    ("fri", Weekday(4, false)),
    ("friday", Weekday(4, false)),
    ("friday's", Weekday(4, true)),
    ("fridays", Weekday(4, true)),
    ("h", Letter(Hour)),
    ("hour", Unit(Hour)),
    ("hours", Unit(Hour)),
    ("hr", Unit(Hour)),
    ("hrs", Unit(Hour)),
    ("jan", Month(1)),
    ("january", Month(1)),
    ("jul", Month(7)),
    ("july", Month(7)),
    ("jun", Month(6)),
    ("june", Month(6)),
    ("lunch", Lex::Part(Part::Lunch)),
    ("lunchtime", Lex::Part(Part::Lunch)),
    ("m", Letter(Minute)),
    ("mar", Month(3)),
    ("march", Month(3)),
    ("may", Month(5)),
    ("midday", Lex::Noon),
    ("midnight", Lex::Midnight),
    ("min", Unit(Minute)),
    ("mins", Unit(Minute)),
    ("minute", Unit(Minute)),
    ("minutes", Unit(Minute)),
    ("mo", Letter(Months)),
    ("mon", Weekday(0, false)),
    ("monady", Weekday(0, false)),
    ("monday", Weekday(0, false)),
    ("monday's", Weekday(0, true)),
    ("mondays", Weekday(0, true)),
    ("month", Unit(Months)),
    ("months", Unit(Months)),
    ("morn", Lex::Part(Part::Morning)),
    ("morning", Lex::Part(Part::Morning)),
    ("mornings", Lex::Part(Part::Morning)),
    ("mos", Letter(Months)),
    ("mth", Unit(Months)),
    ("mths", Unit(Months)),
    ("night", Lex::Part(Part::Night)),
    ("nights", Lex::Part(Part::Night)),
    ("nine", Count(9)),
    ("nineteen", Count(19)),
    ("nineteenth", Ordinal(19)),
    ("ninety", Count(90)),
    ("ninth", Ordinal(9)),
    ("nite", Lex::Part(Part::Night)),
    ("noon", Lex::Noon),
    ("noontime", Lex::Noon),
    ("nov", Month(11)),
    ("november", Month(11)),
    ("oct", Month(10)),
    ("october", Month(10)),
    ("one", Count(1)),
    ("overmorrow", Lex::Day(2)),
    ("pm", Lex::Half(true)),
    ("qtr", Unit(Quarter)),
    ("qtrs", Unit(Quarter)),
    ("quarter", Unit(Quarter)),
    ("quarters", Unit(Quarter)),
    ("s", Letter(Second)),
    ("sat", Weekday(5, false)),
    ("saterday", Weekday(5, false)),
    ("saturday", Weekday(5, false)),
    ("saturday's", Weekday(5, true)),
    ("saturdays", Weekday(5, true)),
    ("sec", Unit(Second)),
    ("second", Ordinal(2)),
    ("seconds", Unit(Second)),
    ("secs", Unit(Second)),
    ("sep", Month(9)),
    ("sept", Month(9)),
    ("september", Month(9)),
    ("seven", Count(7)),
    ("seventeen", Count(17)),
    ("seventeenth", Ordinal(17)),
    ("seventh", Ordinal(7)),
    ("seventy", Count(70)),
    ("six", Count(6)),
    ("sixteen", Count(16)),
    ("sixteenth", Ordinal(16)),
    ("sixth", Ordinal(6)),
    ("sixty", Count(60)),
    ("sun", Weekday(6, false)),
    ("sunday", Weekday(6, false)),
    ("sunday's", Weekday(6, true)),
    ("sundays", Weekday(6, true)),
    ("ten", Count(10)),
    ("tenth", Ordinal(10)),
    ("third", Ordinal(3)),
    ("thirteen", Count(13)),
    ("thirteenth", Ordinal(13)),
    ("thirtieth", Ordinal(30)),
    ("thirty", Count(30)),
    ("three", Count(3)),
    ("thrusday", Weekday(3, false)),
    ("thu", Weekday(3, false)),
    ("thur", Weekday(3, false)),
    ("thurs", Weekday(3, false)),
    ("thursday", Weekday(3, false)),
    ("thursday's", Weekday(3, true)),
    ("thursdays", Weekday(3, true)),
    ("tmr", Lex::Day(1)),
    ("tmrw", Lex::Day(1)),
    ("tmw", Lex::Day(1)),
    ("today", Lex::Day(0)),
    ("today's", Lex::Day(0)),
    ("todays", Lex::Day(0)),
    ("tommorow", Lex::Day(1)),
    ("tommorrow", Lex::Day(1)),
    ("tomo", Lex::Day(1)),
    ("tomorow", Lex::Day(1)),
    ("tomorro", Lex::Day(1)),
    ("tomorrow", Lex::Day(1)),
    ("tomorrow's", Lex::Day(1)),
    ("tomorrows", Lex::Day(1)),
    ("tonight", Lex::Tonight),
    ("tonight's", Lex::Tonight),
    ("tonights", Lex::Tonight),
    ("tonite", Lex::Tonight),
    ("tue", Weekday(1, false)),
    ("tues", Weekday(1, false)),
    ("tuesday", Weekday(1, false)),
    ("tuesday's", Weekday(1, true)),
    ("tuesdays", Weekday(1, true)),
    ("twelfth", Ordinal(12)),
    ("twelve", Count(12)),
    ("twentieth", Ordinal(20)),
    ("twenty", Count(20)),
    ("two", Count(2)),
    ("w", Letter(Week)),
    ("wed", Weekday(2, false)),
    ("wednesday", Weekday(2, false)),
    ("wednesday's", Weekday(2, true)),
    ("wednesdays", Weekday(2, true)),
    ("wednesdy", Weekday(2, false)),
    ("wednsday", Weekday(2, false)),
    ("weds", Weekday(2, false)),
    ("week", Unit(Week)),
    ("weekday", Lex::Workday(false)),
    ("weekdays", Lex::Workday(true)),
    ("weekend", Lex::Weekend(false)),
    ("weekends", Lex::Weekend(true)),
    ("weeks", Unit(Week)),
    ("wensday", Weekday(2, false)),
    ("wk", Unit(Week)),
    ("wkend", Lex::Weekend(false)),
    ("wkends", Lex::Weekend(true)),
    ("wks", Unit(Week)),
    ("workday", Lex::Workday(false)),
    ("workdays", Lex::Workday(true)),
    ("y", Letter(Year)),
    ("year", Unit(Year)),
    ("years", Unit(Year)),
    ("yesterday", Lex::Day(-1)),
    ("yesterday's", Lex::Day(-1)),
    ("yesterdays", Lex::Day(-1)),
    ("yr", Unit(Year)),
    ("yrs", Unit(Year)),
    ("zero", Count(0)),
];

/// Where a word stands in `WORDS`, by its hash; one more, for 0 says that there is none. The next free place is
/// taken where two share one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "there are fewer words than a byte counts, or the array would not hold them"
)]
static PLACES: [u8; 1024] = {
    assert!(WORDS.len() < 256, "a byte holds the place of a word");
    let mut places = [0; 1024];
    let mut index = 0;
    while index < WORDS.len() {
        let mut place = hash(WORDS[index].0.as_bytes()) as usize & 1023;
        while places[place] != 0 {
            place = (place + 1) & 1023;
        }
        index += 1;
        places[place] = index as u8;
    }
    places
};

/// The class of a word in lower case, by its hash.
pub(super) fn class(word: &str, hash: u32) -> Lex {
    let mut place = hash as usize & 1023;
    loop {
        let Some(index) = usize::from(PLACES[place]).checked_sub(1) else {
            return Lex::Other;
        };
        let (known, lex) = WORDS[index];
        if known == word {
            return lex;
        }
        place = (place + 1) & 1023;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_and_known_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (word, lex) in WORDS {
            assert_eq!(class(word, hash(word.as_bytes())), lex, "{word}");
        }
        assert_eq!(class("milk", hash(b"milk")), Lex::Other);
    }
}
