//! What holds of any text: no panic, spans that lie in it, no word lost, and one pass over a long one.

use proptest::prelude::*;

use super::*;

/// The words of an utterance that lie in no span; commas and the like are no words.
fn lost(utterance: &str, spans: &[Span]) -> String {
    let mut left: Vec<u16> = utterance.encode_utf16().collect();
    for span in spans {
        left[span.start..span.end].fill(u16::from(b' '));
    }
    String::from_utf16_lossy(&left).replace([',', ';', ' ', '\n'], "")
}

fn spans_lie_in_the_text(text: &str, read: &Understood) -> Result<(), TestCaseError> {
    let wide: Vec<u16> = text.encode_utf16().collect();
    let mut end = 0;
    for span in &read.spans {
        prop_assert!(end <= span.start, "{:?}", read.spans);
        end = span.end;
        let slice = wide.get(span.start..span.end).map(String::from_utf16_lossy);
        prop_assert_eq!(slice, Some(span.text.clone()));
    }
    Ok(())
}

#[test]
fn every_word_lies_in_a_span() {
    for utterance in [
        "buy milk tomorrow at 5pm #home, and what's left today?",
        "please remind me on friday to call mom in my Work list !high",
        "- bread\n- mark eggs as done",
        "what did I finish this week in my Work list?",
        "delete 1, 2 and 3; show my tasks",
        "🧀 käse, tonight at 8 and undo",
    ] {
        let lists = ["Work".to_owned()];
        let read = understand(utterance, &[], &context(&lists)).unwrap();
        assert_eq!(lost(utterance, &read.spans), "", "{:?}", read.spans);
    }
}

#[test]
fn a_span_says_what_its_words_mean() {
    let lists = ["Work".to_owned()];
    let read = understand("🧀 tomorrow at 5 #home @work p2", &[], &context(&lists)).unwrap();
    let said: Vec<_> = read
        .spans
        .iter()
        .map(|span| {
            (
                span.start,
                span.kind,
                span.text.as_str(),
                span.value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (0, SpanKind::Title, "🧀", "🧀"),
            (3, SpanKind::Date, "tomorrow", "2026-11-25"),
            (12, SpanKind::Time, "at 5", "17:00"),
            (17, SpanKind::Tag, "#home", "home"),
            (23, SpanKind::List, "@work", "Work"),
            (29, SpanKind::Priority, "p2", "high"),
        ]
    );
}

/// Quadratic reading would take minutes.
#[test]
fn a_long_text_is_read_in_one_pass() {
    for part in [
        "buy milk tomorrow at 5pm #home, and ",
        "and add a, ",
        "and mark ",
        "\"a ",
        "“a\" ",
        "in my a ",
        "the day after ",
        "add x\n",
        "delete 1, ",
        "show my ",
        "a",
        "é́ ",
    ] {
        let text = part.repeat(100_000 / part.len());
        let literal: Vec<_> = (0..20_000)
            .map(|at| Range {
                start: at * 5,
                end: at * 5 + 1,
            })
            .collect();
        for literal in [&[][..], &literal] {
            let _ = understand(&text, literal, &context(&[]));
            let _ = understand_add(&text, literal, &context(&[]));
        }
    }
    let tags: Vec<_> = (0..12_000).map(|at| format!("#t{at}")).collect();
    assert_eq!(
        draft(&format!("{} milk", tags.join(" "))).tags.len(),
        12_000
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(
        text in "\\PC{0,80}|[a-z0-9 #@!,.:/\\n\"-]{0,80}",
        literal in prop::collection::vec((0_usize..90, 0_usize..90), 0..4),
    ) {
        let literal: Vec<_> =
            literal.into_iter().map(|(start, end)| Range { start, end }).collect();
        for read in [understand(&text, &literal, &context(&[])), understand_add(&text, &literal, &context(&[]))]
            .into_iter()
            .flatten()
        {
            spans_lie_in_the_text(&text, &read)?;
        }
    }

    #[test]
    fn any_sentence_keeps_its_words(words in prop::collection::vec(prop::sample::select(vec![
        "add", "delete", "mark", "as", "done", "it", "and", "then", "what's", "left", "today", "show", "my", "next",
        "friday", "at", "5", "pm", "5pm", "in", "3", "days", "the", "24th", "of", "may", "tonight", "morning", "every",
        "#home", "@work", "p1", "Work", "list", "milk", "🧀", "\"quoted", "text\"", ",", ";", "\n", "to", "due", "on",
    ]), 0..14)) {
        let text = words.join(" ");
        let lists = ["Work".to_owned()];
        for read in [understand(&text, &[], &context(&lists)), understand_add(&text, &[], &context(&lists))]
            .into_iter()
            .flatten()
        {
            spans_lie_in_the_text(&text, &read)?;
            prop_assert_eq!(lost(&text, &read.spans), "", "{:?}", read);
        }
    }
}
