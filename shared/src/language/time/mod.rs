//! Phrases about time: pieces (a day, a time, a part of the day, a duration) that stand side by side become one
//! moment. A date that does not exist is no date.

mod clock;
mod date;
mod holiday;
mod month;
mod nth;
mod part;
mod period;
mod phrase;
mod relative;
mod resolve;
mod zone;

use jiff::civil::{Date, DateTime, Weekday};

use super::{
    Context, Grain, Moment,
    lexicon::Lex,
    phrases::{Phrases, phrases},
    tokens::Tokens,
};
pub(super) use clock::Clock;
pub(super) use date::weekday_at;
pub(super) use month::on_month_day;
pub(super) use phrase::Phrase;
use phrase::{Bound, Day, Form, Piece};

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

/// Reads the pieces that stand here into the phrase, as far as they say more of it: where they end.
pub(super) fn read(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    phrase: &mut Phrase,
) -> Option<usize> {
    let (bound, start) = lead(tokens, at, setting);
    let (piece, mut end) = piece(tokens, start, at, setting)?;
    let beside = phrase.said.last().is_some_and(|(words, _)| words.end == at);
    if !phrase.take(piece, setting, beside) {
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
        if !phrase.take(more, setting, true) {
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
    "a|all|an|beginning|bom|boy|close|cob|coming|couple|current|day|early|end|eod|eom|eow|eoy|following|half|last|late|\
     later|mid|month's|next|no|now|past|previous|q|quarter|rest|start|the|this|upcoming|week's|within|year's",
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
            _ = last.take(found, setting, true);
        }
        Piece::Clock(_) if phrase.clock.is_some() && (!and || phrase.bound == Bound::From) => {
            _ = last.take(found, setting, true);
        }
        _ => return None,
    }
    while let Some(next) = more_of_end(tokens, end, setting, phrase, &mut last) {
        end = next;
    }
    phrase.end_day = last.day;
    phrase.end_clock = last.clock;
    Some(end)
}

/// What else is said of the end of a range: a day that no start has is that of both.
fn more_of_end(
    tokens: &Tokens<'_>,
    at: usize,
    setting: &Setting,
    phrase: &Phrase,
    last: &mut Phrase,
) -> Option<usize> {
    let (_, next) = join(tokens, at, setting);
    let (more, next) = piece_at(tokens, next, at, setting)?;
    let day_of_both =
        phrase.day.is_none() || matches!(more, Piece::Clock(_) | Piece::Part(_) | Piece::Zone(_));
    let first_day = last.day.is_none() && matches!(more, Piece::Day(_));
    (day_of_both && !first_day && last.take(more, setting, true)).then_some(next)
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
    if let Some(found) = part::read(tokens, at, from, setting) {
        return Some(found);
    }
    zone::read(tokens, at, from).map(|(zone, end)| (Piece::Zone(zone), end))
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
