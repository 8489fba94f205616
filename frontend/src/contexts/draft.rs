//! What is being typed, and which of its words are meant word by word. Offsets are UTF-16 code units, as browsers
//! and the wire count.

use shared::language::{self, Context, Range, Span, SpanKind};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) literal: Vec<Range>,
}

impl Draft {
    /// Follows an edit: a range keeps its words, wherever they move; one that was edited is forgotten.
    pub(crate) fn edit(&mut self, text: String) {
        let (old, new): (Vec<u16>, Vec<u16>) = (
            self.text.encode_utf16().collect(),
            text.encode_utf16().collect(),
        );
        let start = common(old.iter(), new.iter());
        let rest = (&old[start..], &new[start..]);
        let tail = common(rest.0.iter().rev(), rest.1.iter().rev());
        let (old_end, new_end) = (old.len() - tail, new.len() - tail);
        self.literal.retain_mut(|range| {
            if range.end <= start {
                return true;
            }
            let after = range.start >= old_end;
            if after {
                range.start = range.start + new_end - old_end;
                range.end = range.end + new_end - old_end;
            }
            after
        });
        self.text = text;
    }

    /// Takes the words of a chip as they are.
    pub(crate) fn drop_chip(&mut self, chip: &Span) {
        self.literal.push(Range {
            start: chip.start,
            end: chip.end,
        });
    }

    /// What will be understood, but for the plain words of a title.
    pub(crate) fn chips(&self, context: &Context<'_>, one_task: bool) -> Vec<Span> {
        let understood = if one_task {
            language::understand_add(&self.text, &self.literal, context)
        } else {
            language::understand(&self.text, &self.literal, context)
        };
        let spans = understood
            .map(|understood| understood.spans)
            .unwrap_or_default();
        let plain = |kind| matches!(kind, SpanKind::Title | SpanKind::Target | SpanKind::Ignored);
        spans.into_iter().filter(|span| !plain(span.kind)).collect()
    }
}

fn common<T: PartialEq>(left: impl Iterator<Item = T>, right: impl Iterator<Item = T>) -> usize {
    left.zip(right)
        .take_while(|(left, right)| left == right)
        .count()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::{super::tasks::tests::now, *};

    fn chips(draft: &Draft) -> Vec<Span> {
        let context = Context {
            now: now(),
            lists: &[],
            shown: 0,
            week_start: Weekday::Monday,
            month_first: false,
            times_of_day: shared::api::TimesOfDay::default(),
        };
        draft.chips(&context, false)
    }

    fn draft(text: &str) -> Draft {
        Draft {
            text: text.to_owned(),
            literal: Vec::new(),
        }
    }

    fn kinds(draft: &Draft) -> Vec<SpanKind> {
        chips(draft).iter().map(|chip| chip.kind).collect()
    }

    #[test]
    fn a_dropped_chip_is_words_again() {
        let mut draft = draft("buy milk tomorrow #home");
        assert_eq!(kinds(&draft), [SpanKind::Date, SpanKind::Tag]);
        let date = chips(&draft).remove(0);
        draft.drop_chip(&date);
        assert_eq!(kinds(&draft), [SpanKind::Tag]);
    }

    #[test]
    fn dropped_words_stay_dropped_where_they_move() {
        let mut draft = draft("buy milk tomorrow");
        let date = chips(&draft).remove(0);
        draft.drop_chip(&date);
        draft.edit("please buy milk tomorrow".to_owned());
        assert_eq!(draft.literal, [Range { start: 16, end: 24 }]);
        draft.edit("please buy milk tomorrow #home 🥛".to_owned());
        assert_eq!(kinds(&draft), [SpanKind::Tag]);
    }

    #[test]
    fn an_edited_word_is_read_again() {
        let mut draft = draft("buy milk tomorrow");
        let date = chips(&draft).remove(0);
        draft.drop_chip(&date);
        draft.edit("buy milk tomorow".to_owned());
        assert!(draft.literal.is_empty());
        draft.edit(String::new());
        assert_eq!(draft, Draft::default());
    }
}
