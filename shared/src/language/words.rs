//! An utterance as words: their places, and their form for comparing. What is quoted or literal compares
//! with nothing.

use std::ops::Range as Span;

use super::Range;

#[derive(Debug)]
pub(super) struct Word {
    /// Bytes of the utterance, punctuation included.
    pub(super) bytes: Span<usize>,
    /// Lower case, without punctuation around it; empty where the word must not be read.
    pub(super) key: String,
    /// A comma, a semicolon or a line break follows.
    pub(super) ends_phrase: bool,
    pub(super) starts_line: bool,
}

#[derive(Debug)]
pub(super) struct Words<'a> {
    text: &'a str,
    list: Vec<Word>,
    /// For each word, the UTF-16 offset of its start.
    wide: Vec<usize>,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str, literal: &[Range]) -> Self {
        let mut found = Self {
            text,
            list: Vec::new(),
            wide: Vec::new(),
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
                let quote = quotes.peek().filter(|quote| quote.start < at);
                let range = literal.peek().filter(|range| range.start < wide);
                let to_its_end = quote.is_some_and(|quote| quote.end >= at)
                    || range.is_some_and(|range| range.end >= wide);
                found.push(from..at, from_wide, quote.is_some() || range.is_some());
                if let Some(word) = found.list.last_mut() {
                    word.starts_line = line;
                    word.ends_phrase &= !to_its_end;
                }
                line = false;
            }
            line |= char == '\n';
            wide += char.len_utf16();
        }
        found
    }

    fn push(&mut self, bytes: Span<usize>, wide: usize, unread: bool) {
        let raw = &self.text[bytes.clone()];
        let ends_phrase = raw.ends_with([',', ';']);
        let key = if unread {
            String::new()
        } else {
            raw.trim_end_matches([',', ';', '.', '!', '?', ':', ')'])
                .trim_start_matches('(')
                .replace('’', "'")
                .to_lowercase()
        };
        self.list.push(Word {
            bytes,
            key,
            ends_phrase,
            starts_line: false,
        });
        self.wide.push(wide);
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Word> {
        self.list.get(index)
    }

    /// The form for comparing; empty beyond the end.
    pub(super) fn key(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |word| &word.key)
    }

    /// The words of a range as they were typed, without the punctuation that ends a phrase.
    pub(super) fn text(&self, range: &Span<usize>) -> &'a str {
        let (Some(first), Some(last)) =
            (self.get(range.start), self.get(range.end.wrapping_sub(1)))
        else {
            return "";
        };
        if first.bytes.start >= last.bytes.end {
            return "";
        }
        let text = &self.text[first.bytes.start..last.bytes.end];
        if last.ends_phrase {
            text.trim_end_matches([',', ';'])
        } else {
            text
        }
    }

    /// Where a range of words stands, in UTF-16 code units.
    pub(super) fn place(&self, range: &Span<usize>) -> Range {
        let start = self.wide.get(range.start).copied().unwrap_or_default();
        Range {
            start,
            end: start + self.text(range).encode_utf16().count(),
        }
    }

    /// Whether the words from `at` on are these.
    pub(super) fn says(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut next = at;
        for word in phrase.split(' ') {
            if self.key(next) != word {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
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
