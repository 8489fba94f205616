//! Holds the rest of the crate to having no texts of its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Attributes and properties whose values people read, or are read to.
const READ: [&str; 5] = ["aria-label=", "placeholder=", "title=", "label=", "alt="];

/// A string literal with what stands around it.
#[derive(Debug)]
struct Literal<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
    raw: bool,
}

/// The literals of a source without its comments.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let raw = rest.starts_with("r#\"");
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if raw || rest.starts_with('"') {
            let start = if raw { 3 } else { 1 };
            let length = if raw {
                rest[start..].find("\"#").unwrap()
            } else {
                quoted(&rest[start..])
            };
            let end = start + length;
            found.push(Literal {
                before: source[..at].trim_end(),
                text: &rest[start..end],
                after: rest[end..].trim_start_matches(['"', '#']).trim_start(),
                raw,
            });
            end + if raw { 2 } else { 1 }
        } else if rest.starts_with("'\"'") {
            // The character, which begins no literal.
            3
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    found
}

/// How long a literal is that begins here.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    rest.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    })
    .unwrap()
}

fn is_for_people(literal: &Literal<'_>) -> bool {
    let Literal {
        before,
        text,
        after,
        raw,
    } = literal;
    if *raw {
        // The text between its tags.
        return text.split('>').skip(1).any(|part| {
            let part = part.split(['<', '{']).next().unwrap_or_default();
            part.contains(char::is_alphabetic)
        });
    }
    if before.ends_with("<code>") {
        return false;
    }
    let pattern = ["=>", "|", "if "]
        .iter()
        .any(|next| after.starts_with(next));
    // In a tree of elements, text follows one of these.
    let node = before.ends_with(['>', '}', '"'])
        && !before.ends_with("=>")
        && !before.ends_with("->")
        && !pattern;
    let read = READ.iter().any(|name| before.ends_with(name));
    text.contains(char::is_alphabetic) && (node || read) || is_a_sentence(text)
}

/// Words with a capital, or with marks that no program needs; settings are named to operators in their own words.
fn is_a_sentence(text: &str) -> bool {
    let word = |word: &&str| {
        let word = word.trim_matches(['.', ',', ';', ':', '!', '?', '(', ')']);
        word.len() > 1 && word.chars().all(char::is_alphabetic) && word.contains(char::is_lowercase)
    };
    let setting = text.split_once(": ").is_some_and(|(name, _)| {
        let mut letters = name.chars();
        letters.all(|letter| letter == '_' || letter.is_ascii_uppercase())
    });
    let capital = text.starts_with(char::is_uppercase) && text.split(' ').filter(word).count() > 1;
    text.contains(['“', '”', '…', '’']) || capital && !setting
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn what_people_read_is_in_the_texts_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut strays = Vec::new();
    for path in sources(&root) {
        if path.starts_with(root.join("texts")) {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let source = source.split("mod tests {").next().unwrap_or_default();
        let found = literals(source).into_iter().filter(is_for_people);
        strays.extend(found.map(|literal| format!("{}: {:?}", path.display(), literal.text)));
    }
    assert!(
        strays.is_empty(),
        "move these to frontend/src/texts:\n{}",
        strays.join("\n")
    );
}

#[test]
fn a_text_is_told_from_what_programs_read() {
    for (source, texts) in [
        (r#"view! { <p class="quiet">"gone"</p> }"#, vec!["gone"]),
        (r#"view! { <b>{count} " left"</b> }"#, vec![" left"]),
        (
            r#"view! { <a title="Close" href="/">{icon}</a> }"#,
            vec!["Close"],
        ),
        (
            r#"let text = format!("Nothing is {state}.");"#,
            vec!["Nothing is {state}."],
        ),
        (
            r#"match key { "a" => {} "b" if on => {} "c" | "d" => {} }"#,
            vec![],
        ),
        (
            r#"view! { <code>"title"</code> {text!(views::TODAY)} " · " }"#,
            vec![],
        ),
        (
            r#"error("SITE_DIR: {0} has no {1}"); let quote = '"'; // "Not a text.""#,
            vec![],
        ),
    ] {
        let found = literals(source).into_iter().filter(is_for_people);
        let found: Vec<_> = found.map(|literal| literal.text).collect();
        assert_eq!(found, texts, "{source}");
    }
}
