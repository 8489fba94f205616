//! The filters of a question: when, where, how urgent, with which tag.

use std::ops::Range;

use super::{
    Context, Grain, Moment, Query, SpanKind, When, heads,
    marks::{self, Mark},
    phrases::{Phrases, phrases},
    time::{self, Phrase, Setting},
    tokens::{Kind, Tokens},
};

/// What is asked for.
pub(super) struct Asked {
    pub(super) query: Query,
    pub(super) spans: Vec<(Range<usize>, SpanKind, String)>,
    /// Words that are neither filter nor filler.
    pub(super) left: Vec<usize>,
    /// It is about tasks: a noun, or a word that only tasks have.
    pub(super) about_tasks: bool,
}

/// What a question about tasks may hold besides its filters.
static FILLERS: Phrases = Phrases::of(
    "a|again|agenda|all|am|and|any|anything|are|at|be|by|chores|coming|current|currently|did|do|does|doing|due|\
     else|everything|for|get|going|got|has|have|i|in|is|item|items|labeled|labelled|left|list|lists|me|moment|\
     must|my|need|next|now|of|on|ones|open|outstanding|pending|planned|plate|please|remaining|remember|reminder|\
     reminders|right|say|scheduled|set|should|still|stuff|tag|tagged|tags|task|tasks|that|the|there|thing|things|\
     to|todo|todos|up|upcoming|was|were|what|what's|whats|with",
);
static DONE: Phrases = Phrases::of("completed|done|finished");

/// What is still to be done: no other word says that tasks are meant.
static TO_DO: Phrases =
    Phrases::of("coming up|do next|next on my list|should i do|to do|to do next|up next");

/// The filters in a stretch; its other words are those of a title.
pub(super) fn read(tokens: &Tokens<'_>, range: Range<usize>, context: &Context<'_>) -> Asked {
    let mut asked = Asked {
        query: Query::default(),
        spans: Vec::new(),
        left: Vec::new(),
        about_tasks: false,
    };
    let mut at = range.start;
    while at < range.end {
        if let Some((end, kind, value)) = filter(tokens, at, context, &mut asked.query) {
            asked.spans.push((at..end, kind, value));
            // What is ignored is the list of all tasks.
            asked.about_tasks |= matches!(kind, SpanKind::List | SpanKind::Tag | SpanKind::Ignored);
            at = end;
            continue;
        }
        if heads::noun(tokens, at).is_some()
            || tokens.one_of(
                at,
                phrases!(
                    "agenda|due|left|list|lists|open|outstanding|overdue|pending|plate|remaining"
                ),
            )
            || tokens.longest(at, &TO_DO).is_some()
            || tokens.word(at) == "next"
                && tokens.ends(at + 1 + usize::from(tokens.is(at + 1, b'?')))
        {
            asked.about_tasks = true;
        }
        let mark = matches!(tokens.get(at).map(|token| token.kind), Some(Kind::Mark(_)));
        if !mark && !tokens.one_of(at, &FILLERS) {
            asked.left.push(at);
        }
        at += 1;
    }
    asked
}

impl Asked {
    /// Whether all words are filters, or fill.
    pub(super) fn none_left(&self) -> bool {
        self.left.is_empty()
    }

    /// The words of the title that is asked about.
    pub(super) fn text(&self, tokens: &Tokens<'_>) -> Option<String> {
        static JOINING: Phrases = Phrases::of(
            "about|add|added|aloud|already|an|back|can|complete|concerning|contain|contains|content|contents|entire|\
         everything|full|go|going|hear|how|if|included|includes|into|involving|it|items|know|location|loud|many|\
         much|need|off|out|over|put|regarding|related|see|so|these|this|through|time|what|when|where|whether|\
         which|who|whole|written|you",
        );
        let words: Vec<_> = self
            .left
            .iter()
            .filter(|at| !tokens.one_of(**at, &JOINING))
            .map(|at| tokens.text(&(*at..*at + 1)))
            .collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// A filter: where it ends, and what it is.
type Filter = (usize, SpanKind, String);

/// One filter at this token.
fn filter(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
    query: &mut Query,
) -> Option<Filter> {
    if let Some((when, end)) = period(tokens, at, context) {
        if query.when == When::Any {
            query.when = when;
        }
        return Some((end, SpanKind::Filter, named(when)));
    }
    if let Some((mark, end)) = mark(tokens, at, context) {
        let read = Some((end, mark.kind(), mark.value()));
        match mark {
            Mark::Tag(tag) => query.tag = Some(tag),
            Mark::List(list) => query.list = Some(list),
            Mark::Inbox => {}
            Mark::Priority(priority) => query.priority = Some(priority),
        }
        return read;
    }
    if done(tokens, at) {
        query.done = true;
        return Some((at + 1, SpanKind::Filter, "done".to_owned()));
    }
    None
}

/// A tag, a list or a priority, by its mark or in words.
fn mark(tokens: &Tokens<'_>, at: usize, context: &Context<'_>) -> Option<(Mark, usize)> {
    let level = || {
        let said = tokens.one_of(at, phrases!("important|urgent"));
        let level = marks::level(tokens.word(at)).filter(|_| said)?;
        Some((Mark::Priority(level), at + 1))
    };
    let list = || {
        let (list, end) = marks::known_list(tokens, at, context)?;
        Some((Mark::List(list), end))
    };
    let tagged = || {
        let name = tokens.longest(
            at,
            phrases!("labeled|labelled|tagged|tagged as|tagged with"),
        )?;
        let word = matches!(tokens.get(name)?.kind, Kind::Word);
        word.then(|| {
            let tag = tokens.text(&(name..name + 1)).to_owned();
            (Mark::Tag(tag), name + 1)
        })
    };
    marks::read(tokens, at, context)
        .or_else(level)
        .or_else(|| marks::list_name(tokens, at, context))
        .or_else(list)
        .or_else(tagged)
}

/// "done", and "finish" in "how many did I finish".
fn done(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(at, &DONE)
        || tokens.one_of(at, phrases!("complete|do|finish"))
            && tokens.one_before(at, phrases!("i|we"))
            && at > 1
            && tokens.one_of(at - 2, phrases!("did"))
}

fn named(when: When) -> String {
    match when {
        When::Any => String::new(),
        When::Today => "today".to_owned(),
        When::Overdue => "overdue".to_owned(),
        When::Week => "week".to_owned(),
        When::On(day) => day.to_string(),
        When::Until(day) => format!("/{day}"),
        When::Between(first, last) => format!("{first}/{last}"),
    }
}

fn period(tokens: &Tokens<'_>, at: usize, context: &Context<'_>) -> Option<(When, usize)> {
    match tokens.word(at) {
        "due" => return None,
        "overdue" | "late" => return Some((When::Overdue, at + 1)),
        "week" if tokens.word(at + 1) != "of" && tokens.word_before(at) == "the" => {
            return Some((When::Week, at + 1));
        }
        _ => {}
    }
    if let Some(end) = tokens
        .longest(
            at,
            phrases!("for the week|for this week|the week|this week"),
        )
        .filter(|end| tokens.word(*end) != "of")
    {
        return Some((When::Week, end));
    }
    if !time::may_begin(tokens, at) {
        return None;
    }
    let mut setting = Setting::new(context);
    setting.past = true;
    let mut phrase = Phrase::default();
    let end = time::read(tokens, at, &setting, &mut phrase)?;
    let Moment {
        start,
        end: last,
        grain,
    } = phrase.moment(&setting, context)?;
    let (first, last) = (start.date(), last.map(jiff::civil::DateTime::date));
    let until = match tokens.word(at) {
        "by" | "till" | "until" => Some(last.unwrap_or(first)),
        "before" => first.yesterday().ok(),
        _ => None,
    };
    if let Some(day) = until {
        return Some((When::Until(day), end));
    }
    let when = match last {
        _ if first == context.now.date() => When::Today,
        Some(last) if grain >= Grain::Day && last > first => When::Between(first, last),
        _ => When::On(first),
    };
    Some((when, end))
}
