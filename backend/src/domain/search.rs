//! Text as it is searched: lower case, without accents, so that "cafe" finds "Café".

use shared::api::Task;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Most words that are looked for.
const WORDS_MAX: usize = 20;

/// What of a task is searched; the title first.
#[must_use]
pub fn text(task: &Task) -> String {
    folded(&format!(
        "{}\n{}\n{}",
        task.title,
        task.tags.join(" "),
        task.notes
    ))
}

/// The words of a search. Each is to be found, whole or as a part.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    folded(text)
        .split_whitespace()
        .take(WORDS_MAX)
        .map(str::to_owned)
        .collect()
}

fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|char| !is_combining_mark(*char) && *char != '\0')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        assert_eq!(
            words("  Café ÜBER ﬁne\tСЛОВО "),
            ["cafe", "uber", "fine", "слово"]
        );
        assert_eq!(words(&"a ".repeat(50)).len(), WORDS_MAX);
    }
}
