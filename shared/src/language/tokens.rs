//! An utterance as tokens: words, numbers and marks, with their places. What is quoted, literal, or an address
//! compares with nothing.

use std::ops::Range as Span;

use super::{
    Range,
    lexicon::{self, Lex},
    phrases::{self, Phrases},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// ASCII digits; the value is cut off at `MAX_NUMBER`.
    Number(u32),
    /// One ASCII character that is neither letter, digit nor space.
    Mark(u8),
    /// Never read.
    Literal,
}

const MAX_NUMBER: u32 = 999_999_999;

#[derive(Debug)]
pub(super) struct Token {
    /// Bytes of the utterance.
    pub(super) bytes: Span<usize>,
    lower: Span<usize>,
    pub(super) kind: Kind,
    pub(super) lex: Lex,
    /// Of a word in lower case.
    hash: u32,
    /// No space stands before it.
    pub(super) glued: bool,
    pub(super) starts_line: bool,
    wide: usize,
}

/// The tokens of an utterance, or of a clause of it: an index is good for all of them.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    list: Vec<Token>,
    lower: String,
    /// Beyond this nothing is read: the end of a clause.
    end: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, literal: &[Range]) -> Self {
        let mut tokens = Self {
            text,
            list: Vec::with_capacity(text.len() / 4 + 2),
            lower: String::with_capacity(text.len()),
            end: usize::MAX,
        };
        let mut quotes = quotes(text).into_iter().peekable();
        let mut literal = merged(literal).into_iter().peekable();
        let (mut wide, mut start, mut line) = (0, None, true);
        for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
            if !char.is_whitespace() {
                start = start.or(Some((at, wide)));
            } else if let Some((from, from_wide)) = start.take() {
                while quotes.next_if(|quote| quote.end <= from).is_some() {}
                while literal.next_if(|range| range.end <= from_wide).is_some() {}
                let unread = quotes.peek().is_some_and(|quote| quote.start < at)
                    || literal.peek().is_some_and(|range| range.start < wide);
                tokens.chunk(from..at, from_wide, unread, line);
                line = false;
            }
            line |= char == '\n';
            wide += char.len_utf16();
        }
        tokens
    }

    /// Cuts what stands between two spaces into tokens.
    fn chunk(&mut self, bytes: Span<usize>, wide: usize, unread: bool, line: bool) {
        let chunk = &self.text[bytes.clone()];
        let mut start = bytes.start;
        if unread || address(chunk) {
            let trimmed = chunk.trim_end_matches([',', ';']);
            let whole = start..start + trimmed.len();
            if !trimmed.is_empty() {
                self.push(whole.clone(), Kind::Literal, wide, false, line);
            }
            start = whole.end;
        }
        let mut wide = wide + wide_len(&self.text[bytes.start..start]);
        let mut first = start == bytes.start;
        while start < bytes.end {
            let (length, kind) = next(&self.text[start..bytes.end]);
            let end = start + length;
            self.push(start..end, kind, wide, !first, line && first);
            wide += wide_len(&self.text[start..end]);
            start = end;
            first = false;
        }
    }

    fn push(&mut self, bytes: Span<usize>, kind: Kind, wide: usize, glued: bool, line: bool) {
        let from = self.lower.len();
        let (mut lex, mut hash) = (Lex::Other, 0);
        if kind == Kind::Word {
            for char in self.text[bytes.clone()].chars() {
                if char == '’' {
                    self.lower.push('\'');
                } else if char.is_ascii() {
                    self.lower.push(char.to_ascii_lowercase());
                } else {
                    self.lower.extend(char.to_lowercase());
                }
            }
            let word = &self.lower[from..];
            hash = phrases::hash(word.as_bytes());
            lex = lexicon::class(word, hash);
        }
        self.list.push(Token {
            bytes,
            lower: from..self.lower.len(),
            kind,
            lex,
            hash,
            glued,
            starts_line: line,
            wide,
        });
    }

    pub(super) fn len(&self) -> usize {
        self.list.len().min(self.end)
    }

    pub(super) fn whole(&self) -> Span<usize> {
        0..self.list.len()
    }

    /// Reads no further than this.
    pub(super) fn until(&mut self, end: usize) {
        self.end = end;
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.list.get(index).filter(|_| index < self.end)
    }

    /// A word in lower case; empty for all else, and beyond the end.
    pub(super) fn word(&self, index: usize) -> &str {
        self.get(index)
            .map_or("", |token| &self.lower[token.lower.clone()])
    }

    /// The word before; empty at the start.
    pub(super) fn word_before(&self, index: usize) -> &str {
        index.checked_sub(1).map_or("", |index| self.word(index))
    }

    pub(super) fn lex(&self, index: usize) -> Lex {
        self.get(index).map_or(Lex::Other, |token| token.lex)
    }

    pub(super) fn number(&self, index: usize) -> Option<u32> {
        match self.get(index)?.kind {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    /// A number of at most so many digits.
    pub(super) fn short(&self, index: usize, digits: usize) -> Option<i16> {
        let value = self.number(index)?;
        (self.digits(index) <= digits).then(|| i16::try_from(value).ok())?
    }

    /// How many digits a number has; none if it is none.
    pub(super) fn digits(&self, index: usize) -> usize {
        self.get(index)
            .filter(|token| matches!(token.kind, Kind::Number(_)))
            .map_or(0, |token| token.bytes.len())
    }

    pub(super) fn mark(&self, index: usize) -> Option<u8> {
        match self.get(index)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is(&self, index: usize, mark: u8) -> bool {
        self.mark(index) == Some(mark)
    }

    /// The mark stands right after the token before it.
    pub(super) fn joined(&self, index: usize, mark: u8) -> bool {
        self.is(index, mark) && self.glued(index)
    }

    pub(super) fn glued(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| token.glued)
    }

    pub(super) fn ends(&self, index: usize) -> bool {
        index >= self.len()
    }

    /// Where the words of a phrase end, if they stand here. A phrase's words are parted by one space.
    pub(super) fn says(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut next = at;
        for word in phrase.split(' ') {
            if self.word(next) != word {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// Whether the token is one of these words.
    pub(super) fn one_of(&self, index: usize, words: &Phrases) -> bool {
        self.get(index).is_some_and(|token| {
            words.may_begin(token.hash)
                && words.after(&self.lower[token.lower.clone()]).next() == Some("")
        })
    }

    /// Whether the token before is one of these words.
    pub(super) fn one_before(&self, index: usize, words: &Phrases) -> bool {
        index
            .checked_sub(1)
            .is_some_and(|index| self.one_of(index, words))
    }

    /// Where the longest of some phrases ends that stands here.
    pub(super) fn longest(&self, at: usize, phrases: &Phrases) -> Option<usize> {
        let token = self.get(at)?;
        if !phrases.may_begin(token.hash) {
            return None;
        }
        let mut longest = None;
        for after in phrases.after(&self.lower[token.lower.clone()]) {
            let end = if after.is_empty() {
                Some(at + 1)
            } else {
                self.says(at + 1, after)
            };
            longest = longest.max(end);
        }
        longest
    }

    /// The words of a range as they were typed.
    pub(super) fn text(&self, range: &Span<usize>) -> &'a str {
        match (
            self.list.get(range.start),
            self.list.get(range.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => {
                &self.text[first.bytes.start..last.bytes.end]
            }
            _ => "",
        }
    }

    /// Where a range of tokens stands, in UTF-16 code units.
    pub(super) fn place(&self, range: &Span<usize>) -> Range {
        let start = self.list.get(range.start).map_or(0, |token| token.wide);
        Range {
            start,
            end: start + wide_len(self.text(range)),
        }
    }
}

fn wide_len(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// The first token of a chunk: its length in bytes, and its kind.
fn next(chunk: &str) -> (usize, Kind) {
    let bytes = chunk.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits > 0 {
        let value = chunk[..digits].parse().unwrap_or(MAX_NUMBER);
        return (digits, Kind::Number(value.min(MAX_NUMBER)));
    }
    let first = bytes.first().copied().unwrap_or_default();
    if first.is_ascii() && !first.is_ascii_alphabetic() {
        return (1, Kind::Mark(first));
    }
    let mut length = 0;
    let mut chars = chunk.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let inner = matches!(char, '\'' | '’')
            && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !(char.is_ascii_alphabetic() || !char.is_ascii() && char != '–' && char != '—' || inner)
        {
            break;
        }
        length = at + char.len_utf8();
    }
    if length == 0 {
        // A dash of typography is a dash.
        return (
            chunk.chars().next().map_or(1, char::len_utf8),
            Kind::Mark(b'-'),
        );
    }
    (length, Kind::Word)
}

/// "https://…", "ada@example.org", "www.example.org": their parts are no words.
fn address(chunk: &str) -> bool {
    let inner = chunk.trim_start_matches(['(', '<', '[']);
    let at = inner
        .find('@')
        .is_some_and(|at| at > 0 && inner[at..].contains('.'));
    at || inner.contains("://") || inner.starts_with("www.")
}

/// Quoted stretches, in bytes. A quote opens before a word and closes on its line: an inch mark opens none.
fn quotes(text: &str) -> Vec<Span<usize>> {
    let mut found = Vec::new();
    let (mut open, mut before) = (None, ' ');
    for (at, char) in text.char_indices() {
        match open {
            Some((start, close)) if char == close => {
                found.push(start..at + char.len_utf8());
                open = None;
            }
            _ if char == '\n' => open = None,
            None if before.is_whitespace() || before == '(' => {
                open = match char {
                    '"' => Some((at, '"')),
                    '“' => Some((at, '”')),
                    '«' => Some((at, '»')),
                    _ => None,
                };
            }
            Some(_) | None => {}
        }
        before = char;
    }
    found
}

/// In their order, without those that are empty or end within another.
fn merged(ranges: &[Range]) -> Vec<Range> {
    let mut sorted: Vec<_> = ranges.iter().filter(|r| r.start < r.end).copied().collect();
    sorted.sort_unstable_by_key(|range| range.start);
    sorted.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    sorted
}
