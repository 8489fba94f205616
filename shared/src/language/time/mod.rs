//! Phrases about time: pieces (a day, a time, a part of the day, a duration) that stand side by side become one
//! moment. A date that does not exist is no date.

mod clock;
mod date;
mod holiday;
mod month;
mod nth;
mod period;
mod relative;
mod resolve;
mod zone;

use std::ops::Range;

use jiff::civil::{Date, DateTime, Weekday};

use super::{
    Context, Grain, Moment,
    lexicon::{Lex, Part},
    phrases::{Phrases, phrases},
    tokens::Tokens,
};
use crate::calendar::plus_days;
pub(super) use clock::Clock;
pub(super) use date::weekday_at;
pub(super) use month::on_month_day;
use zone::Zone;

/// What the phrases are read against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) now: DateTime,
    pub(super) week_start: Weekday,
    pub(super) month_first: bool,
    pub(super) times_of_day: crate::api::TimesOfDay,
    /// The text is nothing but a phrase about time: "sat" and "march" are no words of a title.
    pub(super) alone: bool,
    /// What is over counts too; a task is never due "yesterday".
    pub(super) past: bool,
}

impl Setting {
    pub(super) fn new(context: &Context<'_>) -> Self {
        Self {
            now: context.now.datetime(),
            week_start: context.week_start,
            month_first: context.month_first,
            times_of_day: context.times_of_day,
            alone: false,
            past: false,
        }
    }

    pub(super) fn today(&self) -> Date {
        self.now.date()
    }
}

/// What a day was said as: it tells what else may be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Weekday,
    /// "the 19th"
    Number,
    /// A month and a day, without a year.
    Yearless,
    Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    /// The last day of it.
    pub(super) end: Option<Date>,
    pub(super) grain: Grain,
    pub(super) form: Form,
}

impl Day {
    fn fixed(date: Date) -> Self {
        Self::of(date, Grain::Day, Form::Fixed)
    }

    fn of(date: Date, grain: Grain, form: Form) -> Self {
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
pub(super) enum Piece {
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
pub(super) enum Bound {
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
pub(super) struct Phrase {
    pub(super) day: Option<Day>,
    pub(super) clock: Option<Clock>,
    pub(super) part: Option<Part>,
    exact: Option<(DateTime, Grain)>,
    end_day: Option<Day>,
    end_clock: Option<Clock>,
    zone: Option<Zone>,
    bound: Bound,
    /// It is said of what repeats: a bare hour is not today's.
    pub(super) repeats: bool,
    /// Where its words stand, and whether they say a time of day.
    pub(super) said: Vec<(Range<usize>, bool)>,
}

impl Phrase {
    pub(super) fn is_empty(&self) -> bool {
        self.day.is_none() && self.clock.is_none() && self.part.is_none() && self.exact.is_none()
    }

    pub(super) fn has_day(&self) -> bool {
        self.day.is_some() || self.exact.is_some()
    }

    /// The last day of it, where one was said: after its first.
    pub(super) fn last_day(&self) -> Option<Date> {
        let last = self.end_day?.date;
        match self.day {
            Some(first) if last < first.date => {
                Date::new(last.year() + 1, last.month(), last.day()).ok()
            }
            _ => Some(last),
        }
    }

    pub(super) fn has_time(&self) -> bool {
        self.clock.is_some()
            || self.part.is_some()
            || self.exact.is_some_and(|(_, grain)| grain < Grain::Day)
    }

    /// Notes where a piece stands; what only says more of the last one belongs to its words.
    fn note(&mut self, words: Range<usize>, piece: Option<Piece>) {
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

    /// Whether the piece says more of the same moment; then it belongs to it.
    fn take(&mut self, piece: Piece, setting: &Setting) -> bool {
        match piece {
            Piece::Day(day) => self.take_day(day, setting),
            Piece::DayPart(day, part) => {
                self.part.is_none() && self.exact.is_none() && self.take_day(day, setting) && {
                    self.part = Some(part);
                    true
                }
            }
            Piece::Clock(clock) if self.clock.is_none() && !self.timed_exactly() => {
                self.clock = Some(clock);
                true
            }
            Piece::Part(part) if self.part.is_none() && self.exact.is_none() => {
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

    fn take_day(&mut self, day: Day, setting: &Setting) -> bool {
        if self.exact.is_some() {
            return false;
        }
        let Some(known) = self.day else {
            self.day = Some(day);
            return true;
        };
        let joined = joined(known, day, setting).or_else(|| joined(day, known, setting));
        if let Some(joined) = joined {
            self.day = Some(joined);
        }
        joined.is_some()
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

/// Reads the pieces that stand here into the phrase, as far as they say more of it: where they end.
pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    phrase: &mut Phrase,
) -> Option<usize> {
    let (bound, start) = lead(tokens, at, setting);
    let (piece, mut end) = piece(tokens, start, at, setting)?;
    if !phrase.take(piece, setting) {
        return None;
    }
    if phrase.bound == Bound::None {
        phrase.bound = bound;
    }
    phrase.note(at..end, Some(piece));
    loop {
        if let Some(next) = range_end(tokens, end, setting, phrase) {
            phrase.note(end..next, None);
            end = next;
            continue;
        }
        if let Some((day, next)) = relative::moved(tokens, end, setting, phrase.day) {
            phrase.day = Some(day);
            phrase.note(end..next, None);
            end = next;
            continue;
        }
        let (bound, next) = join(tokens, end, setting);
        let Some((more, next)) = piece_at(tokens, next, end, setting) else {
            return Some(end);
        };
        if !phrase.take(more, setting) {
            return Some(end);
        }
        if phrase.bound == Bound::None {
            phrase.bound = bound;
        }
        let first = (end..next)
            .find(|at| !matches!(tokens.mark(*at), Some(b',' | b'.' | b':')))
            .unwrap_or(end);
        phrase.note(first..next, Some(more));
        end = next;
    }
}

fn piece_at(
    tokens: &Tokens<'_>,
    start: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    if tokens.get(start).is_some_and(|token| token.starts_line) {
        return None;
    }
    piece(tokens, start, from, setting)
}

/// Whether a phrase about time may begin at this token: most words of a title are passed over by this alone.
pub(super) fn may_begin(tokens: &Tokens<'_>, at: usize) -> bool {
    use super::tokens::Kind;
    match tokens.get(at).map(|token| (token.kind, token.lex)) {
        Some((Kind::Word, Lex::Other)) => tokens.one_of(at, &LEADS) || tokens.one_of(at, &STARTS),
        Some((Kind::Word | Kind::Number(_) | Kind::Mark(b'@' | b'+' | b'~' | b'-'), _)) => true,
        Some((Kind::Mark(_) | Kind::Literal, _)) | None => false,
    }
}

/// Words that begin a phrase about time, and have no meaning of their own.
static STARTS: Phrases = Phrases::of(
    "a|all|an|beginning|bom|boy|coming|couple|current|day|early|end|eod|eom|eow|eoy|following|half|last|late|\
     later|mid|next|now|past|previous|q|quarter|rest|start|the|this|upcoming|within",
);

/// Words before a day or a time.
static LEADS: Phrases = Phrases::of(
    "about|after|approximately|around|at|before|beginning|between|by|due|during|for|from|in|of|on|since|\
     sometime|sometimes|starting|through|thru|til|till|until",
);

fn bound_of(word: &str) -> Bound {
    match word {
        "by" | "until" | "till" | "til" | "through" | "thru" => Bound::By,
        "before" => Bound::Before,
        "from" | "since" | "starting" | "beginning" | "between" => Bound::From,
        "after" => Bound::After,
        _ => Bound::None,
    }
}

/// Whether a preposition leads to a time here.
pub(super) fn leads(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(at, &LEADS)
}

/// The words before the first piece: what they say, and where it begins.
fn lead(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> (Bound, usize) {
    let (mut bound, mut at) = (Bound::None, at);
    for step in 0..3 {
        let word = tokens.word(at);
        // "comes on at 8" is no "on 8".
        let before = if step == 0 { "" } else { tokens.word(at - 1) };
        if matches!(before, "on" | "in" | "at" | "for" | "of")
            && !matches!(word, "around" | "about" | "between" | "approximately")
        {
            break;
        }
        match word {
            "about" | "of" if step == 0 && !setting.alone => break,
            // "the rent is due on friday"
            "due" if tokens.one_before(at, phrases!("are|be|is|it's|was")) => break,
            "beginning" if tokens.word(at + 1) == "of" => break,
            _ if tokens.one_of(at, &LEADS) => {
                let says = bound_of(word);
                if says != Bound::None {
                    bound = says;
                }
                at += 1;
            }
            _ if matches!(tokens.mark(at), Some(b'@' | b'~')) => at += 1,
            _ if tokens.says(at, "no later than").is_some() => {
                bound = Bound::By;
                at += 3;
            }
            _ => break,
        }
    }
    if tokens.word(at) == "between" {
        at += 1;
    }
    (bound, at)
}

/// What may stand between two pieces of one phrase.
fn join(tokens: &Tokens<'_>, at: usize, setting: &Setting) -> (Bound, usize) {
    let mut at = at;
    while matches!(tokens.mark(at), Some(b',' | b'.' | b':' | b'('))
        || tokens.word(at) == "∙"
        || setting.alone && tokens.is(at, b'-') && tokens.glued(at)
    {
        at += 1;
    }
    if tokens.one_of(at, phrases!("due|for|since|through|thru|till|until")) {
        return (Bound::None, at);
    }
    lead(tokens, at, setting)
}

/// "to Friday", "- 5pm", after a start.
fn range_end(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    phrase: &mut Phrase,
) -> Option<usize> {
    let to =
        tokens.one_of(at, phrases!("and|through|thru|til|till|to|until")) || tokens.is(at, b'-');
    if !to || phrase.end_day.is_some() || phrase.end_clock.is_some() {
        return None;
    }
    let and = tokens.word(at) == "and";
    let seconds = phrase
        .clock
        .is_some_and(|clock| clock.grain == Grain::Second);
    if seconds && tokens.joined(at, b'-') && tokens.glued(at + 1) {
        return None;
    }
    let mut last = Phrase::default();
    let (found, mut end) = piece_at(tokens, at + 1, at, setting)?;
    match found {
        Piece::Day(_) | Piece::DayPart(..) if phrase.day.is_some() && !and => {
            _ = last.take(found, setting);
        }
        Piece::Clock(_) if phrase.clock.is_some() && (!and || phrase.bound == Bound::From) => {
            _ = last.take(found, setting);
        }
        _ => return None,
    }
    loop {
        let (_, next) = join(tokens, end, setting);
        let Some((more, next)) = piece_at(tokens, next, end, setting) else {
            break;
        };
        let day_of_both = phrase.day.is_none()
            || matches!(more, Piece::Clock(_) | Piece::Part(_) | Piece::Zone(_));
        if !day_of_both
            || last.day.is_none() && matches!(more, Piece::Day(_))
            || !last.take(more, setting)
        {
            break;
        }
        end = next;
    }
    phrase.end_day = last.day;
    phrase.end_clock = last.clock;
    if phrase.clock.is_none() {
        phrase.end_clock = last.clock;
    }
    Some(end)
}

/// One piece; `from` is where its leading words began.
fn piece(tokens: &Tokens<'_>, at: usize, from: usize, setting: &Setting) -> Option<(Piece, usize)> {
    if let Some(found) = relative::read(tokens, at, from, setting) {
        return Some(found);
    }
    if let Some(found) = clock::read(tokens, at, from, setting) {
        return Some(found);
    }
    if let Some((day, end)) = date::read(tokens, at, from, setting) {
        return Some((Piece::Day(day), end));
    }
    if let Some(found) = part_of_day(tokens, at, from, setting) {
        return Some(found);
    }
    zone::read(tokens, at, from).map(|(zone, end)| (Piece::Zone(zone), end))
}

/// "in the morning", "this evening", "tonight", "at lunch", and "morning" right after a day.
fn part_of_day(
    tokens: &Tokens<'_>,
    at: usize,
    from: usize,
    setting: &Setting,
) -> Option<(Piece, usize)> {
    let today = Day::fixed(setting.today());
    if tokens.lex(at) == Lex::Tonight {
        return Some((Piece::DayPart(today, Part::Night), at + 1));
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

/// The moment that a text means, which is nothing but a phrase about time, or holds one.
pub(crate) fn moment(tokens: &Tokens<'_>, context: &Context<'_>) -> Option<Moment> {
    let mut setting = Setting::new(context);
    setting.past = true;
    setting.alone = true;
    let mut phrase = Phrase::default();
    let end = read(tokens, 0, &setting, &mut phrase);
    let rest = |end: usize| {
        (end..tokens.len())
            .all(|at| tokens.mark(at).is_some() || tokens.one_of(at, phrases!("ish|please|sharp")))
    };
    if end.is_some_and(rest) {
        return phrase.moment(&setting, context);
    }
    setting.alone = false;
    (0..tokens.len()).find_map(|at| {
        if !may_begin(tokens, at)
            || tokens.glued(at) && at > 0 && !tokens.is(at - 1, b'(') && !tokens.is(at - 1, b'\'')
        {
            return None;
        }
        let mut phrase = Phrase::default();
        read(tokens, at, &setting, &mut phrase)?;
        phrase.moment(&setting, context)
    })
}
