//! The words of one task: marks, times, recurrence and reminders wherever they stand; all other words are its title.

mod early;
mod times;

use std::{collections::HashSet, ops::Range};

use super::{
    Context, Doubt, Draft, Reminder, SpanKind, Understood, Unsure,
    lexicon::Part,
    marks::{self, Mark},
    numbers::duration,
    phrases::Phrases,
    recurrence::{self, Found},
    rule::Rule,
    time::{Phrase, Setting},
    tokens::{Kind, Tokens},
};
use crate::api::{Due, WallTime};

/// At what time a task without a time of its own reminds.
const REMINDS_AT: jiff::civil::Time = jiff::civil::time(9, 0, 0, 0);

pub(super) use early::reminds_early;

/// How one says that there is a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Implied,
    /// "add": "to Groceries" is about the list.
    Adds,
    /// "remind me": not only added.
    Reminds,
}

#[derive(Debug)]
pub(super) struct Reading<'c> {
    context: &'c Context<'c>,
    pub(super) setting: Setting,
    pub(super) draft: Draft,
    pub(super) phrase: Phrase,
    /// When what is to be done is, where something else was said of when to remind.
    event: Phrase,
    pub(super) rule: Option<Rule>,
    part: Option<Part>,
    tagged: HashSet<String>,
    pub(super) way: Way,
    /// Of the title's words, none is a time.
    pub(super) closed: bool,
    /// "a weekly reminder to …", "an hour before …": what follows the first words of the title belongs to it, and
    /// tells when as well.
    pub(super) kept: bool,
    pub(super) title: Vec<Range<usize>>,
    spans: Vec<(Range<usize>, SpanKind, String)>,
    /// Spans whose value is known once all is read.
    times: Vec<(Range<usize>, SpanKind)>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Self {
        Self {
            context,
            setting: Setting::new(context),
            draft: Draft::default(),
            phrase: Phrase::default(),
            event: Phrase::default(),
            rule: None,
            part: None,
            tagged: HashSet::new(),
            way: Way::Implied,
            closed: false,
            kept: false,
            title: Vec::new(),
            spans: Vec::new(),
            times: Vec::new(),
        }
    }

    pub(super) fn reminds(&self) -> bool {
        self.way == Way::Reminds
    }

    /// Reads a mark, a time or a rule at this token; a second of a kind is left to the title.
    pub(super) fn take(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        let to_list =
            || marks::to_known(tokens, at, self.context).filter(|_| self.way == Way::Adds);
        if let Some((mark, end)) = marks::read(tokens, at, self.context).or_else(to_list) {
            // "remind me to add bread to my shopping list" is about another list.
            let said = matches!(&mark, Mark::List(name) if self.reminds() && !tokens.is(at, b'@') && !self.context.lists.contains(name));
            if !said {
                self.mark(mark, at..end);
                return Some(end);
            }
        }
        if self.closed || tokens.glued(at) && !matches!(tokens.get(at)?.kind, Kind::Mark(b'@')) {
            return None;
        }
        self.later(tokens, at)
            .or_else(|| self.ask_again(tokens, at))
            .or_else(|| self.remind(tokens, at))
            .or_else(|| self.repeat(tokens, at))
            .or_else(|| self.time(tokens, at))
    }

    fn mark(&mut self, mark: Mark, words: Range<usize>) {
        self.spans.push((words, mark.kind(), mark.value()));
        match mark {
            Mark::Tag(tag) => {
                if self.tagged.insert(tag.to_lowercase()) {
                    self.draft.tags.push(tag);
                }
            }
            Mark::List(list) => self.draft.list = Some(list),
            Mark::Inbox => {}
            Mark::Priority(priority) => self.draft.priority = priority,
        }
    }

    /// Whether what tells when is part of the title all the same.
    fn keeps(&self, tokens: &Tokens<'_>) -> bool {
        self.kept && self.has_words(tokens)
    }

    fn repeat(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        if self.rule.is_some() {
            return self.repeat_more(tokens, at);
        }
        let (found, mut end) = recurrence::read(tokens, at, &self.setting)?;
        let Found::Rule(mut rule, part) = found else {
            let why = match found {
                Found::WhichDays => Unsure::WhichDays,
                _ => Unsure::TooOften,
            };
            self.draft.doubt = Some(Doubt {
                why,
                text: tokens.text(&(at..end)).to_owned(),
            });
            if self.reminds() {
                self.times.push((at..end, SpanKind::Ignored));
                return Some(end);
            }
            // What a rule cannot hold stays in the title, with all that belongs to it.
            self.closed = true;
            return None;
        };
        while let Some(next) = recurrence::more(tokens, end, &self.setting, &mut rule, &self.phrase)
        {
            end = next;
        }
        self.part = part;
        self.rule = Some(rule);
        self.repeats_at(tokens, at..end);
        Some(end)
    }

    /// What else is said of a rule that is known.
    fn repeat_more(&mut self, tokens: &Tokens<'_>, at: usize) -> Option<usize> {
        let rule = self.rule.as_mut()?;
        // "a weekly reminder every tuesday": the second says more.
        if rule.is_plain()
            && self.title.is_empty()
            && let Some((Found::Rule(closer, part), end)) =
                recurrence::read(tokens, at, &self.setting)
        {
            *rule = closer;
            self.part = part;
            self.times.push((at..end, SpanKind::Recurrence));
            return Some(end);
        }
        if recurrence::excepts(tokens, at)
            && recurrence::except(tokens, at, &self.setting, rule).is_none()
        {
            self.closed = true;
            self.draft.implied = true;
            self.draft.doubt = Some(Doubt {
                why: Unsure::Except,
                text: tokens.text(&(at..tokens.len())).to_owned(),
            });
            return None;
        }
        let end = recurrence::more(tokens, at, &self.setting, rule, &self.phrase)?;
        self.repeats_at(tokens, at..end);
        Some(end)
    }

    fn repeats_at(&mut self, tokens: &Tokens<'_>, words: Range<usize>) {
        if self.keeps(tokens) {
            words.for_each(|at| self.title_token(at));
        } else {
            self.times.push((words, SpanKind::Recurrence));
        }
    }

    /// Reads a stretch: what is no mark, time or rule goes to the title.
    pub(super) fn read(&mut self, tokens: &Tokens<'_>, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            if let Some(end) = self.take(tokens, at) {
                at = end;
                continue;
            }
            self.title_token(at);
            at += 1;
        }
    }

    /// This token belongs to the title.
    pub(super) fn title_token(&mut self, at: usize) {
        match self.title.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => self.title.push(at..at + 1),
        }
    }

    /// A rule that was read elsewhere.
    pub(super) fn adopt(&mut self, rule: Rule, words: Range<usize>) {
        self.rule = Some(rule);
        self.times.push((words, SpanKind::Recurrence));
    }

    /// Whether some word is left for a title.
    pub(super) fn has_words(&self, tokens: &Tokens<'_>) -> bool {
        self.title
            .iter()
            .flat_map(Clone::clone)
            .any(|at| tokens.mark(at).is_none() && !tokens.one_of(at, &COURTESY))
    }

    /// Without a title that is no more than punctuation and courtesy.
    pub(super) fn forget_title(&mut self) {
        for words in std::mem::take(&mut self.title) {
            self.ignore(words);
        }
    }

    pub(super) fn ignore(&mut self, words: Range<usize>) {
        self.spans.push((words, SpanKind::Ignored, String::new()));
    }

    /// When the task is due; a rule without a date begins on the first of its days.
    fn due(&self) -> Option<Due> {
        let now = &self.context.now;
        let mut phrase = self.phrase.clone();
        phrase.part = phrase.part.or(self.part);
        phrase.repeats = self.rule.is_some();
        let said = phrase.due(self.context);
        let Some(rule) = &self.rule else { return said };
        let time = said.as_ref().and_then(|due| due.time);
        let passed = time.is_some_and(|time| time.time() <= now.time());
        let start = match &said {
            // "every day this week" begins today.
            Some(due) if phrase.stretch().is_some() => due.date.max(now.date()),
            Some(due) if phrase.has_day() => due.date,
            _ if passed => now.date().tomorrow().ok()?,
            _ => now.date(),
        };
        Some(Due {
            date: rule.first(start)?,
            time,
            time_zone: None,
        })
    }

    /// The draft, with its spans noted; its title is what [`Reading::read`] left.
    pub(super) fn finish(mut self, tokens: &Tokens<'_>, into: &mut Understood) -> Draft {
        if let Some(rule) = &mut self.rule {
            let last = self.phrase.last_day().or(self.phrase.stretch());
            rule.until = rule.until.or(last);
        }
        if self.phrase.is_empty() {
            self.phrase = std::mem::take(&mut self.event);
        } else if !self.phrase.has_day() {
            self.phrase.day = self.event.day;
        }
        if let Some(rule) = self.rule.as_ref().filter(|rule| rule.asks_which()) {
            let words = self
                .times
                .iter()
                .find(|(_, kind)| *kind == SpanKind::Recurrence);
            self.draft.doubt = self.draft.doubt.take().or(rule.text().map(|rule| Doubt {
                why: Unsure::WhichDays,
                text: words.map_or(rule, |(words, _)| tokens.text(words).to_owned()),
            }));
        }
        let due = self.due();
        self.draft.due.clone_from(&due);
        self.draft.recurrence = self.rule.as_ref().and_then(Rule::recurrence);
        if let Some(due) = due.filter(|_| self.reminds() && self.draft.reminder.is_none()) {
            self.draft.reminder = Some(match due.time {
                Some(_) => Reminder::Before(0),
                None => Reminder::At(due.date.to_datetime(REMINDS_AT)),
            });
        }
        let title: Vec<_> = self
            .title
            .iter()
            .map(|piece| trimmed(tokens, piece))
            .filter(|text| !text.is_empty())
            .collect();
        self.draft.title = title.join(" ");
        self.note(tokens, into);
        self.draft
    }

    fn note(&mut self, tokens: &Tokens<'_>, into: &mut Understood) {
        let due = self.draft.due.as_ref();
        let date = due.map(|due| due.date.to_string()).unwrap_or_default();
        let time = due
            .and_then(|due| due.time)
            .map(|time: WallTime| time.to_string())
            .unwrap_or_default();
        let rule = self
            .draft
            .recurrence
            .as_ref()
            .map(|recurrence| recurrence.rule.as_str())
            .unwrap_or_default();
        let reminder = match self.draft.reminder {
            Some(Reminder::Before(minutes)) => minutes.to_string(),
            _ => String::new(),
        };
        for (words, kind) in &self.times {
            let value = match kind {
                SpanKind::Date => &date,
                SpanKind::Time => &time,
                SpanKind::Reminder => &reminder,
                SpanKind::Ignored => "",
                _ => rule,
            };
            into.span(tokens, words.clone(), *kind, value);
        }
        for (words, kind, value) in &self.spans {
            into.span(tokens, words.clone(), *kind, value);
        }
        for piece in &self.title {
            into.span(
                tokens,
                piece.clone(),
                SpanKind::Title,
                trimmed(tokens, piece),
            );
        }
    }
}

/// Without the marks that hold all of it: (text), "text".
fn unquoted(text: &str) -> &str {
    const PAIRS: [(char, char); 6] = [
        ('"', '"'),
        ('“', '”'),
        ('«', '»'),
        ('(', ')'),
        ('\'', '\''),
        ('‘', '’'),
    ];
    let inner = PAIRS.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.is_empty() && !inner.contains([*open, *close])).then_some(inner)
    });
    inner.unwrap_or(text)
}

/// The words of a piece of a title, without the punctuation that only joined it to what stood around it.
pub(super) fn trimmed<'a>(tokens: &Tokens<'a>, piece: &Range<usize>) -> &'a str {
    let text = unquoted(tokens.text(piece).trim_matches([',', ';', ' ']));
    let text = text.trim_start_matches([':', ')']).trim_start();
    match text.strip_suffix('.') {
        Some(start) if !start.ends_with('.') && !start.contains('.') => start,
        _ => text.trim_end_matches([':', '(']).trim_end(),
    }
}

pub(super) static COURTESY: Phrases = Phrases::of("again|also|please|thanks|too");
