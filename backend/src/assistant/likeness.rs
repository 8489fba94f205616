//! How well a title that was said fits a task's: case, accents, articles and word order do not count, plurals
//! and typing errors count little.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A full match of every word weighs this much; how much of the title was said, the rest.
const WORDS_WEIGHT: f64 = 0.8;
/// A typing error is a likelier cause than another word only where enough letters agree.
const TYPOS: [(usize, usize); 2] = [(8, 2), (4, 1)];

/// A text's words, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Likeness {
    /// The same words.
    Same,
    /// Every word that was said is in the title; from 0 to 1, how well.
    All(f64),
    /// Most words are.
    Most,
    Other,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let plain: String = text
            .nfkd()
            .filter(|char| !is_combining_mark(*char))
            .flat_map(char::to_lowercase)
            .collect();
        let mut words: Vec<_> = plain
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !matches!(*word, "" | "the" | "a" | "an" | "my"))
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        Self(words)
    }

    /// How well these words, as said, fit a title's.
    pub(super) fn fit(&self, title: &Self) -> Likeness {
        if self.0.is_empty() || title.0.is_empty() {
            return Likeness::Other;
        }
        if self == title {
            return Likeness::Same;
        }
        let likeness = |said: &String| {
            title
                .0
                .iter()
                .map(|word| alike(said, word))
                .fold(0.0, f64::max)
        };
        let fits: Vec<_> = self.0.iter().map(likeness).collect();
        let matched = fits.iter().filter(|fit| **fit > 0.0).count();
        if matched == fits.len() {
            let words = fits.iter().sum::<f64>() / count(fits.len());
            let coverage = (count(matched) / count(title.0.len())).min(1.0);
            return Likeness::All(words * WORDS_WEIGHT + coverage * (1.0 - WORDS_WEIGHT));
        }
        if matched * 3 >= fits.len() * 2 {
            return Likeness::Most;
        }
        Likeness::Other
    }
}

fn alike(said: &str, word: &str) -> f64 {
    let letters = said.chars().count().min(word.chars().count());
    if said == word {
        1.0
    } else if singular(said) == singular(word) {
        0.95
    } else if word.starts_with(said) && letters >= 4 || contains_unspaced(word, said) {
        0.9
    } else {
        let allowed = TYPOS.iter().find(|(least, _)| letters >= *least);
        let typed = allowed.is_some_and(|(_, most)| strsim::osa_distance(said, word) <= *most);
        if typed { 0.85 } else { 0.0 }
    }
}

/// Scripts that put no spaces between words: a part of the run of letters is a word of it.
fn contains_unspaced(word: &str, said: &str) -> bool {
    let unspaced = |char| matches!(char, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    said.chars().all(unspaced) && word.contains(said)
}

fn singular(word: &str) -> &str {
    match word.strip_suffix("es").or_else(|| word.strip_suffix('s')) {
        Some(stem) if stem.chars().count() >= 3 => stem.trim_end_matches('e'),
        _ => word.trim_end_matches('e'),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a title has few words")]
fn count(words: usize) -> f64 {
    words as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(said: &str, title: &str) -> Likeness {
        Words::of(said).fit(&Words::of(title))
    }

    #[test]
    fn case_accents_articles_and_order_do_not_count() {
        for (said, title) in [
            ("the Milk", "milk"),
            ("cafe visit", "Visit the Café"),
            ("call Ada, again", "call ada again!"),
            ("МОЛОКО", "молоко"),
        ] {
            assert_eq!(fit(said, title), Likeness::Same, "{said} / {title}");
        }
    }

    #[test]
    fn plurals_typos_and_beginnings_fit() {
        for (said, title) in [
            ("tomato", "buy tomatoes"),
            ("plants", "water the plant"),
            ("dentsit", "call the dentist"),
            ("reprot", "finish the quarterly report"),
            ("dent", "call the dentist"),
            ("牛乳", "牛乳を買う"),
        ] {
            assert!(
                matches!(fit(said, title), Likeness::All(_)),
                "{said} / {title}"
            );
        }
    }

    #[test]
    fn other_words_do_not_fit() {
        for (said, title) in [
            ("rent", "buy milk"),
            ("cat", "car wash"),
            ("milk and eggs", "buy milk"),
            ("", "milk"),
            ("the", "the"),
        ] {
            assert_eq!(fit(said, title), Likeness::Other, "{said} / {title}");
        }
    }

    #[test]
    fn most_words_are_told_from_all() {
        assert_eq!(
            fit("pay electricity bill", "pay the water bill"),
            Likeness::Most
        );
    }

    #[test]
    fn saying_more_of_a_title_fits_better() {
        let (Likeness::All(short), Likeness::All(long)) = (
            fit("milk", "milk chocolate for Bob"),
            fit("milk chocolate Bob", "milk chocolate for Bob"),
        ) else {
            panic!("both fit")
        };
        assert!(long > short);
    }
}
