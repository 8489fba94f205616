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
        let (mut wide, mut start, mut line, mut quoted) = (0, None, true, false);
        for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
            if !char.is_whitespace() {
                if start.is_none() {
                    start = Some((at, wide, quoted));
                }
                quoted ^= matches!(char, '"' | '“' | '”');
            } else if let Some((from, from_wide, was_quoted)) = start.take() {
                let covered = literal
                    .iter()
                    .any(|range| range.start < wide && from_wide < range.end);
                found.push(from..at, from_wide, line, covered || was_quoted || quoted);
                line = false;
            }
            line |= char == '\n';
            wide += char.len_utf16();
        }
        found
    }

    fn push(&mut self, bytes: Span<usize>, wide: usize, starts_line: bool, unread: bool) {
        let raw = &self.text[bytes.clone()];
        let ends_phrase = raw.ends_with([',', ';']);
        let key = if unread || raw.starts_with(['"', '“']) {
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
            starts_line,
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
        self.text[first.bytes.start..last.bytes.end].trim_end_matches([',', ';'])
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
