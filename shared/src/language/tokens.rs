//! An utterance cut into words, numbers and symbols. Every token knows its place in bytes and in UTF-16 code units,
//! so that no reader of the grammar computes an offset. What is quoted or literal never matches a word.

use super::{Range, Span, SpanKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Symbol,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    wide_start: usize,
    wide_end: usize,
    kind: Kind,
    /// White space, or nothing, comes before it.
    spaced: bool,
    /// A line break comes before it.
    line: bool,
    literal: bool,
}

#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// ASCII lower case keeps every byte offset.
    lower: String,
    tokens: Vec<Token>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, literal: &[Range]) -> Self {
        let mut tokens = scan(text);
        mark_literal(&mut tokens, literal);
        mark_quoted(text, &mut tokens);
        Self { text, lower: text.to_ascii_lowercase(), tokens }
    }

    pub(super) fn whole(&self) -> Clause<'_> {
        Clause { tokens: self, start: 0, end: self.tokens.len() }
    }
}

/// A stretch of tokens that is read on its own; nothing outside it is ever seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clause<'t> {
    tokens: &'t Tokens<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'t> Clause<'t> {
    pub(super) fn slice(self, start: usize, end: usize) -> Self {
        Self { start, end: end.max(start), ..self }
    }

    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }

    fn token(self, index: usize) -> Option<&'t Token> {
        if index < self.start || index >= self.end {
            return None;
        }
        self.tokens.tokens.get(index)
    }

    /// The token in lower case, empty where there is none and where it must not be read.
    pub(super) fn word(self, index: usize) -> &'t str {
        match self.token(index) {
            Some(token) if !token.literal => &self.tokens.lower[token.start..token.end],
            _ => "",
        }
    }

    pub(super) fn before(self, index: usize) -> &'t str {
        index.checked_sub(1).map_or("", |index| self.word(index))
    }

    /// A number of at most four digits, and how many digits it was written with.
    pub(super) fn number(self, index: usize) -> Option<(i16, usize)> {
        let token = self.token(index)?;
        let word = self.word(index);
        if token.kind != Kind::Number || word.len() > 4 {
            return None;
        }
        word.parse().ok().map(|number| (number, word.len()))
    }

    pub(super) fn kind(self, index: usize) -> Option<Kind> {
        self.token(index).map(|token| token.kind)
    }

    pub(super) fn is_literal(self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.literal)
    }

    /// No white space stands between this token and the one before.
    pub(super) fn glued(self, index: usize) -> bool {
        index > self.start && self.token(index).is_some_and(|token| !token.spaced)
    }

    pub(super) fn starts_line(self, index: usize) -> bool {
        index > self.start && self.token(index).is_some_and(|token| token.line)
    }

    /// Something may be read from here: it is not the middle of a longer word ("x5", "a/b").
    pub(super) fn opens(self, index: usize) -> bool {
        !self.glued(index) || matches!(self.before(index), "(" | "[" | "," | ";" | "—" | "–" | "…")
    }

    /// What was read may end before `index`: a longer word does not go on there.
    pub(super) fn closes(self, index: usize) -> bool {
        !self.glued(index)
            || (is_closing(self.word(index))
                && (!self.glued(index + 1) || is_closing(self.word(index + 1))))
    }

    /// The words of `phrase` from `index` on, to where they end. Apostrophes may be curly or missing.
    pub(super) fn phrase(self, index: usize, phrase: &str) -> Option<usize> {
        let mut next = index;
        for word in phrase.split(' ') {
            if !same(self.word(next), word) {
                return None;
            }
            next += 1;
        }
        (self.opens(index) && self.closes(next)).then_some(next)
    }

    /// The first of `phrases` that is there: order them longest first.
    pub(super) fn any(self, index: usize, phrases: &[&str]) -> Option<usize> {
        if self.word(index).is_empty() {
            return None;
        }
        phrases.iter().find_map(|phrase| self.phrase(index, phrase))
    }

    pub(super) fn is_one_of(self, index: usize, words: &[&str]) -> bool {
        let word = self.word(index);
        !word.is_empty() && words.iter().any(|candidate| same(word, candidate))
    }

    /// As it was typed.
    pub(super) fn text(self, start: usize, end: usize) -> &'t str {
        match (self.token(start), end.checked_sub(1).and_then(|last| self.token(last))) {
            (Some(first), Some(last)) if first.start < last.end => {
                &self.tokens.text[first.start..last.end]
            }
            _ => "",
        }
    }

    pub(super) fn span(
        self,
        start: usize,
        end: usize,
        kind: SpanKind,
        value: impl Into<String>,
    ) -> Span {
        let first = self.token(start).map_or(0, |token| token.wide_start);
        let last = end.checked_sub(1).and_then(|last| self.token(last));
        Span {
            start: first,
            end: last.map_or(first, |token| token.wide_end),
            kind,
            text: self.text(start, end).to_owned(),
            value: value.into(),
        }
    }

    /// Punctuation that says nothing where something was taken out beside it.
    pub(super) fn is_loose(self, index: usize) -> bool {
        matches!(self.word(index), "," | "." | ";" | ":" | "!" | "?" | "-" | "–" | "—" | "…")
    }
}

/// Equal but for apostrophes: "what’s" and "whats" are "what's".
fn same(word: &str, pattern: &str) -> bool {
    if word == pattern {
        return true;
    }
    if !pattern.contains('\'') {
        return false;
    }
    let letters = |text: &'_ str| text.replace(['\'', '’'], "");
    letters(word) == letters(pattern)
}

fn is_closing(word: &str) -> bool {
    matches!(word, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "…" | "—" | "–")
}

fn kind_of(character: char) -> Kind {
    if character.is_ascii_digit() {
        Kind::Number
    } else if character.is_alphanumeric() || character == '_' {
        Kind::Word
    } else {
        Kind::Symbol
    }
}

/// Combining marks, joiners and variation selectors belong to the character before them.
fn joins(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

fn scan(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4 + 1);
    let (mut wide, mut spaced, mut line) = (0, true, false);
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let width = character.len_utf16();
        if character.is_whitespace() {
            spaced = true;
            line |= matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            wide += width;
            continue;
        }
        let kind = kind_of(character);
        let next_is_letter =
            characters.peek().is_some_and(|(_, next)| kind_of(*next) == Kind::Word);
        let apostrophe = matches!(character, '\'' | '’') && next_is_letter;
        let end = start + character.len_utf8();
        match tokens.last_mut() {
            Some(last)
                if !spaced
                    && (joins(character)
                        || (last.kind == kind && kind != Kind::Symbol)
                        || (apostrophe && last.kind == Kind::Word)) =>
            {
                last.end = end;
                last.wide_end = wide + width;
            }
            _ => tokens.push(Token {
                start,
                end,
                wide_start: wide,
                wide_end: wide + width,
                kind,
                spaced,
                line,
                literal: false,
            }),
        }
        (spaced, line) = (false, false);
        wide += width;
    }
    tokens
}

fn mark_literal(tokens: &mut [Token], literal: &[Range]) {
    let mut ranges: Vec<Range> =
        literal.iter().copied().filter(|range| range.start < range.end).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    let mut ranges = ranges.into_iter().peekable();
    let mut covered_to = 0;
    for token in tokens {
        while let Some(range) = ranges.next_if(|range| range.start < token.wide_end) {
            covered_to = covered_to.max(range.end);
        }
        token.literal = token.wide_start < covered_to;
    }
}

/// Marks what stands between double quotes. A quote that never closes is only a character.
fn mark_quoted(text: &str, tokens: &mut [Token]) {
    const PAIRS: [(&str, &str); 4] = [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»")];
    let last_close = PAIRS.map(|(_, close)| text.rfind(close).unwrap_or(0));
    let mut open: Option<&str> = None;
    for token in tokens {
        let symbol = &text[token.start..token.end];
        if let Some(close) = open {
            token.literal = true;
            if symbol == close {
                open = None;
            }
        } else if let Some(pair) = PAIRS.iter().position(|(start, _)| *start == symbol)
            && token.spaced
            && last_close[pair] > token.start
        {
            token.literal = true;
            open = Some(PAIRS[pair].1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let tokens = Tokens::new(text, &[]);
        let clause = tokens.whole();
        (0..clause.end).map(|index| clause.word(index).to_owned()).collect()
    }

    #[test]
    fn words_numbers_and_symbols_are_told_apart() {
        assert_eq!(words("Call Bob at 5pm!"), ["call", "bob", "at", "5", "pm", "!"]);
        assert_eq!(words("what's up"), ["what's", "up"]);
        assert_eq!(words("2026-11-24"), ["2026", "-", "11", "-", "24"]);
    }

    #[test]
    fn quoted_words_are_not_read_unless_the_quote_never_closes() {
        assert_eq!(words("say \"hi now\" twice"), ["say", "", "", "", "", "twice"]);
        assert_eq!(words("a 5\" pipe"), ["a", "5", "\"", "pipe"]);
        assert_eq!(words("say \"hi"), ["say", "\"", "hi"]);
    }

    #[test]
    fn literal_ranges_are_utf16_and_may_be_nonsense() {
        let literal = [
            Range { start: 3, end: 5 },
            Range { start: 9, end: 2 },
            Range { start: 90, end: usize::MAX },
        ];
        let tokens = Tokens::new("😀 ab cd", &literal);
        let clause = tokens.whole();
        assert_eq!(clause.word(1), "");
        assert_eq!(clause.word(2), "cd");
    }

    #[test]
    fn phrases_match_whole_words_with_any_apostrophe() {
        for text in ["what's left", "whats left", "What’s left", "what's left?"] {
            let tokens = Tokens::new(text, &[]);
            assert_eq!(tokens.whole().phrase(0, "what's left"), Some(2), "{text}");
        }
        let tokens = Tokens::new("add-on", &[]);
        assert_eq!(tokens.whole().phrase(0, "add"), None);
    }
}
