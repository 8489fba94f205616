//! Search: how a text is split into words and folded, so that "cafe" finds "Café", and what is looked for. The
//! words are split here alone; the database keeps them as they are (migration 0045).

use std::collections::BTreeSet;

use shared::api::Task;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use uuid::Uuid;

/// Most words that are looked for.
const WORDS_MAX: usize = 20;
/// Letters of a word that count; what comes after them makes no difference.
const LETTERS_MAX: usize = 50;
/// A part of a word finds it from this length on, when nothing begins with it.
const PART_MIN: usize = 3;
/// Typing errors are forgiven in words of at least so many letters: the length, the errors.
const TYPOS: [(usize, usize); 2] = [(8, 2), (4, 1)];
/// Most words that may be meant by one that nothing begins with.
const INSTEAD_MAX: usize = 10;

/// What of a task is searched: a line of words each for its title, its tags and its notes.
#[must_use]
pub fn text(task: &Task) -> String {
    let lines = [&task.title, &task.tags.join(" "), &task.notes];
    lines.map(|line| split(line).join(" ")).join("\n")
}

/// What a person looks for: each phrase is to be found, in any place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search(Vec<Phrase>);

/// What was written without a space: "e-mail", and one word for most.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    words: Vec<String>,
    /// Other words that may have been meant.
    instead: Vec<String>,
}

impl Search {
    #[must_use]
    pub fn read(text: &str) -> Self {
        let phrases = text.split_whitespace().map(|written| Phrase {
            words: split(written),
            instead: Vec::new(),
        });
        let phrases = phrases.filter(|phrase| !phrase.words.is_empty());
        Self(phrases.take(WORDS_MAX).collect())
    }

    /// The query as `tsquery` reads it, among the words of `user`: of whole words, or of their beginnings as well.
    /// `None` when no word is looked for.
    #[must_use]
    pub fn query(&self, user: Uuid, begun: bool) -> Option<String> {
        let id = user.simple().to_string();
        let scope = format!("u{}", &id[id.len() - 8..]);
        let phrases = self.0.iter().map(|phrase| phrase.query(&scope, begun));
        let phrases: Vec<_> = phrases.collect();
        (!phrases.is_empty()).then(|| phrases.join(" & "))
    }

    /// The same search with the words of `texts` that may be meant by those that none of them begins with: words
    /// that hold one as a part, or differ by a typing error. `None` when there are none.
    #[must_use]
    pub fn nearest(&self, texts: &[String]) -> Option<Self> {
        let known: BTreeSet<_> = texts.iter().flat_map(|text| split(text)).collect();
        let phrases = self.0.iter().map(|phrase| Phrase {
            instead: match &phrase.words[..] {
                [word] => instead(word, &known),
                _ => Vec::new(),
            },
            ..phrase.clone()
        });
        let nearest = Self(phrases.collect());
        (nearest != *self).then_some(nearest)
    }
}

impl Phrase {
    fn query(&self, scope: &str, begun: bool) -> String {
        let last = self.words.len() - 1;
        let words = self.words.iter().enumerate().map(|(at, word)| {
            let begun = begun && at == last && !word.starts_with(unspaced);
            format!("'{scope}{word}'{}", if begun { ":*" } else { "" })
        });
        let phrase = words.collect::<Vec<_>>().join(" <-> ");
        let instead = self.instead.iter().map(|word| format!("'{scope}{word}'"));
        let all: Vec<_> = std::iter::once(phrase).chain(instead).collect();
        format!("({})", all.join(" | "))
    }
}

fn instead(word: &str, known: &BTreeSet<String>) -> Vec<String> {
    let begun = known.range(word.to_owned()..).next();
    if begun.is_some_and(|found| found.starts_with(word)) {
        return Vec::new();
    }
    let letters = word.chars().count();
    let mut found: Vec<_> = known
        .iter()
        .filter_map(|known| {
            if letters >= PART_MIN && known.contains(word) {
                return Some((0, known));
            }
            let (_, most) = TYPOS.iter().find(|(least, _)| letters >= *least)?;
            let errors = errors(word, letters, known);
            (errors <= *most).then_some((errors, known))
        })
        .collect();
    found.sort_unstable();
    found.truncate(INSTEAD_MAX);
    found.into_iter().map(|(_, word)| word.clone()).collect()
}

/// The typing errors between a word and another, or the beginning of another.
fn errors(word: &str, letters: usize, known: &str) -> usize {
    let lengths = [letters - 1, letters, letters + 1];
    let beginnings = lengths.map(|length| {
        let end = known.char_indices().nth(length);
        &known[..end.map_or(known.len(), |(end, _)| end)]
    });
    let errors = beginnings.map(|begun| strsim::osa_distance(word, begun));
    errors.into_iter().min().unwrap_or(usize::MAX)
}

/// The words of a text, folded. Scripts without spaces between words are split into their letters, which a search
/// then looks for side by side; so are pictures, told by their numbers, as not every server takes them for letters.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let folded = text
        .nfkd()
        .filter(|char| !is_combining_mark(*char))
        .flat_map(char::to_lowercase);
    for char in folded.chain(std::iter::once(' ')) {
        if char.is_alphanumeric() && !unspaced(char) {
            word.push(char);
            continue;
        }
        if !word.is_empty() {
            words.push(word.chars().take(LETTERS_MAX).collect());
            word.clear();
        }
        if unspaced(char) {
            words.push(char.to_string());
        } else if picture(char) {
            words.push(format!("x{:x}", u32::from(char)));
        }
    }
    words
}

fn unspaced(char: char) -> bool {
    matches!(char, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
        && char.is_alphanumeric()
}

fn picture(char: char) -> bool {
    matches!(char, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query(text: &str) -> Option<String> {
        let user = Uuid::from_u128(0x2a);
        Search::read(text)
            .query(user, true)
            .map(|query| query.replace("u0000002a", ""))
    }

    #[test]
    fn case_accents_and_punctuation_make_no_difference() {
        assert_eq!(
            split("  Café ÜBER-ﬁne,\tСЛОВО! 牛奶 🎉"),
            ["cafe", "uber", "fine", "слово", "牛", "奶", "x1f389"]
        );
        assert_eq!(split(&"a".repeat(500)), ["a".repeat(LETTERS_MAX)]);
    }

    #[test]
    fn each_word_is_looked_for_and_the_beginning_of_a_longer_one() {
        for (text, expected) in [
            ("Milk", Some("('milk':*)")),
            ("oat m", Some("('oat':*) & ('m':*)")),
            ("e-mail", Some("('e' <-> 'mail':*)")),
            ("牛奶", Some("('牛' <-> '奶')")),
            ("'; -- % &", None),
            ("", None),
        ] {
            assert_eq!(query(text).as_deref(), expected, "{text}");
        }
        assert_eq!(Search::read(&"a ".repeat(50)).0.len(), WORDS_MAX);
    }

    #[test]
    fn a_word_that_nothing_begins_with_is_taken_for_one_that_is_near() {
        let texts = ["Notebook and milk", "Groceries", "dentist"].map(str::to_owned);
        for (text, expected) in [
            ("book", Some("notebook")),
            ("mlik", Some("milk")),
            ("grocreies", Some("groceries")),
            ("dentst", Some("dentist")),
            ("grcoe", Some("groceries")),
            ("mil", None),
            ("xyz", None),
            ("ilk", Some("milk")),
            ("mk", None),
        ] {
            let nearest = Search::read(text).nearest(&texts);
            let instead = nearest.as_ref().map(|search| search.0[0].instead.join(" "));
            assert_eq!(instead.as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_search_is_made_of_whole_quoted_words(text in "\\PC{0,60}") {
            let query = Search::read(&text).query(Uuid::nil(), true).unwrap_or_default();
            for quoted in query.split('\'').skip(1).step_by(2) {
                prop_assert!(quoted.starts_with("u00000000") && quoted.chars().all(char::is_alphanumeric), "{}", query);
            }
        }
    }
}
