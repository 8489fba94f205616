//! "what's left today", "show #home", "overdue": which tasks are asked for.

use std::ops::Range;

use super::{
    Context, Grain, Moment, Query, SpanKind, When, heads,
    marks::{self, Mark},
    phrases,
    time::{self, Phrase, Setting},
    tokens::{Kind, Tokens},
};

/// What a question about tasks may hold besides its filters.
const FILLERS: [&str; 78] = [
    "left",
    "due",
    "my",
    "tasks",
    "task",
    "open",
    "the",
    "todo",
    "todos",
    "to",
    "do",
    "on",
    "for",
    "is",
    "are",
    "there",
    "all",
    "me",
    "i",
    "have",
    "in",
    "list",
    "lists",
    "still",
    "need",
    "what",
    "what's",
    "whats",
    "a",
    "of",
    "anything",
    "should",
    "be",
    "get",
    "things",
    "else",
    "please",
    "everything",
    "with",
    "any",
    "does",
    "was",
    "were",
    "reminders",
    "reminder",
    "item",
    "items",
    "at",
    "moment",
    "again",
    "now",
    "right",
    "currently",
    "set",
    "up",
    "that",
    "coming",
    "upcoming",
    "pending",
    "outstanding",
    "remaining",
    "scheduled",
    "agenda",
    "plate",
    "thing",
    "and",
    "by",
    "did",
    "say",
    "stuff",
    "going",
    "next",
    "remember",
    "chores",
    "must",
    "has",
    "got",
    "current",
];
const DONE: [&str; 3] = ["completed", "finished", "done"];

/// Whether a clause that asks for tasks may begin here.
pub(super) fn begins(tokens: &Tokens<'_>, at: usize) -> bool {
    const SURE: [&str; 16] = [
        "what's",
        "whats",
        "what is",
        "what do i",
        "what did i",
        "what have i",
        "what should i",
        "what are",
        "what tasks",
        "which tasks",
        "do i have",
        "show",
        "list my",
        "how many",
        "list all",
        "list the",
    ];
    tokens.any(at, &SURE).is_some()
}

pub(super) struct Asked {
    pub(super) query: Query,
    pub(super) spans: Vec<(Range<usize>, SpanKind, String)>,
    /// Words that are neither filter nor filler.
    left: Vec<usize>,
    /// It is about tasks: a noun, or a word that only tasks have.
    about_tasks: bool,
}

/// Reads a stretch as a question; all of it must be about tasks.
pub(super) fn read(
    tokens: &Tokens<'_>,
    range: &Range<usize>,
    context: &Context<'_>,
) -> Option<Asked> {
    let bare = range.len() - usize::from(tokens.is(range.end - 1, b'?')) == 1
        && matches!(tokens.word(range.start), "overdue" | "today" | "agenda");
    let longest = tokens.longest(range.start, &phrases::ASK);
    let from = longest
        .or(bare.then_some(range.start))
        .filter(|from| *from <= range.end)?;
    let mut asked = filters(tokens, from..range.end, context);
    asked.query.done |= ["what did i", "what have i"]
        .iter()
        .any(|phrase| tokens.says(range.start, phrase).is_some());
    let show = matches!(
        tokens.word(range.start),
        "show"
            | "list"
            | "what's"
            | "whats"
            | "what"
            | "do"
            | "anything"
            | "overdue"
            | "today"
            | "agenda"
            | "display"
            | "is"
    );
    let filtered = asked.query.when != When::Any
        || asked.query.list.is_some()
        || asked.query.tag.is_some()
        || asked.query.done;
    let nothing_else =
        asked.left.is_empty() && (asked.about_tasks || show && (filtered || from == range.end));
    let when_only = tokens
        .any(
            range.start,
            &["what's the", "what is the", "what are the", "whats the"],
        )
        .is_some()
        && !asked.about_tasks;
    if !nothing_else || when_only {
        return None;
    }
    if from > range.start {
        asked
            .spans
            .push((range.start..from, SpanKind::Command, "list".to_owned()));
    }
    Some(asked)
}

/// The filters in a stretch; its other words are those of a title.
pub(super) fn filters(tokens: &Tokens<'_>, range: Range<usize>, context: &Context<'_>) -> Asked {
    let mut asked = Asked {
        query: Query {
            when: When::Any,
            list: None,
            tag: None,
            done: false,
            text: None,
        },
        spans: Vec::new(),
        left: Vec::new(),
        about_tasks: false,
    };
    let mut at = range.start;
    while at < range.end {
        if let Some((end, kind, value)) = filter(tokens, at, context, &mut asked.query) {
            asked.spans.push((at..end, kind, value));
            asked.about_tasks |= kind == SpanKind::List || kind == SpanKind::Tag;
            at = end;
            continue;
        }
        let word = tokens.word(at);
        if heads::noun(tokens, at).is_some()
            || matches!(
                word,
                "due" | "left" | "open" | "list" | "lists" | "agenda" | "plate" | "overdue"
            )
            || tokens.any(at, &["to do"]).is_some()
        {
            asked.about_tasks = true;
        }
        let mark = matches!(tokens.get(at).map(|token| token.kind), Some(Kind::Mark(_)));
        if !FILLERS.contains(&word) && !mark {
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
        const JOINING: [&str; 24] = [
            "about",
            "regarding",
            "involving",
            "concerning",
            "related",
            "when",
            "where",
            "time",
            "location",
            "which",
            "how",
            "many",
            "much",
            "who",
            "it",
            "going",
            "go",
            "off",
            "an",
            "this",
            "these",
            "so",
            "can",
            "you",
        ];
        let words: Vec<_> = self
            .left
            .iter()
            .filter(|at| !JOINING.contains(&tokens.word(**at)))
            .map(|at| tokens.text(&(*at..*at + 1)))
            .collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// One filter at this token: where it ends, and what it is.
fn filter(
    tokens: &Tokens<'_>,
    at: usize,
    context: &Context<'_>,
    query: &mut Query,
) -> Option<(usize, SpanKind, String)> {
    if let Some((when, end)) = period(tokens, at, context) {
        if query.when == When::Any {
            query.when = when;
        }
        return Some((end, SpanKind::Filter, named(when)));
    }
    if let Some((mark, end)) = marks::read(tokens, at, context) {
        let read = Some((end, mark.kind(), mark.value()));
        match mark {
            Mark::Tag(tag) => query.tag = Some(tag),
            Mark::List(list) => query.list = Some(list),
            Mark::Inbox => {}
            Mark::Priority(_) => return None,
        }
        return read;
    }
    if let Some((mark, end)) = marks::list_name(tokens, at, context) {
        let read = Some((end, mark.kind(), mark.value()));
        if let Mark::List(list) = mark {
            query.list = Some(list);
        }
        return read;
    }
    if let Some((list, end)) = marks::known_list(tokens, at, context) {
        query.list = Some(list.clone());
        return Some((end, SpanKind::List, list));
    }
    if DONE.contains(&tokens.word(at)) {
        query.done = true;
        return Some((at + 1, SpanKind::Filter, "done".to_owned()));
    }
    None
}

pub(super) fn named(when: When) -> String {
    match when {
        When::Any => String::new(),
        When::Today => "today".to_owned(),
        When::Overdue => "overdue".to_owned(),
        When::Week => "week".to_owned(),
        When::On(day) => day.to_string(),
        When::Between(first, last) => format!("{first}/{last}"),
    }
}

fn period(tokens: &Tokens<'_>, at: usize, context: &Context<'_>) -> Option<(When, usize)> {
    match tokens.word(at) {
        "due" => return None,
        "overdue" | "late" => return Some((When::Overdue, at + 1)),
        "agenda" => return Some((When::Today, at + 1)),
        "week" if tokens.word(at + 1) != "of" && tokens.word_before(at) == "the" => {
            return Some((When::Week, at + 1));
        }
        _ => {}
    }
    if let Some(end) = tokens
        .any(
            at,
            &["for this week", "this week", "for the week", "the week"],
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
    let when = match last {
        _ if first == context.now.date() => When::Today,
        Some(last) if grain >= Grain::Day && last > first => When::Between(first, last),
        _ => When::On(first),
    };
    Some((when, end))
}
