//! What a person says, as commands. Pure: the clock, the zone and the lists come in with the context.
//!
//! An utterance is cut into [`tokens`] and clauses ([`split`]); the head of a clause ([`heads`]) tells the command
//! ([`commands`]): a task to be added ([`add`]), a change ([`change`], [`update`], [`details`]), a question ([`query`]), a list ([`lists`]), or
//! talk ([`talk`]). Times ([`time`]), rules that repeat ([`recurrence`]) and marks ([`marks`]) are read wherever they
//! stand ([`reading`]); all other words are a title. Each word lies in a span, so none is lost.

mod add;
mod change;
mod commands;
mod details;
mod embedded;
pub mod examples;
mod filters;
mod finish;
mod heads;
mod lexicon;
mod lists;
mod marks;
mod numbers;
mod phrases;
mod query;
mod reading;
mod recurrence;
mod rule;
mod split;
mod talk;
mod target;
#[cfg(test)]
mod tests;
mod time;
mod tokens;
mod types;
mod update;
mod values;
mod why;

use std::ops::Range as Words;

pub use types::*;
pub use why::*;

use crate::api::{Due, Recurrence};
use reading::Reading;
use tokens::Tokens;

/// Reads an utterance. What lies in `literal` is taken word by word and never read as a date or a mark.
///
/// # Errors
/// Why nothing in it can be done; a part that fails among others that do not is in [`Understood::failed`].
pub fn understand(
    utterance: &str,
    literal: &[Range],
    context: &Context<'_>,
) -> Result<Understood, NotUnderstood> {
    let mut tokens = Tokens::new(utterance, literal);
    let clauses = split::clauses(&tokens, context);
    let mut understood = Understood::empty();
    let mut read = 0;
    for split::Part {
        range: clause,
        again,
    } in clauses
    {
        understood.span(&tokens, read..clause.start, SpanKind::Ignored, "");
        read = clause.end;
        tokens.until(clause.end);
        let known = (understood.commands.len(), understood.spans.len());
        let last = match understood.commands.last() {
            Some(Command::Add(last)) if again => Some(last.clone()),
            _ => None,
        };
        let done = match &last {
            Some(last) => {
                commands::another(&tokens, clause.clone(), context, last, &mut understood)
            }
            None => commands::read(&tokens, clause.clone(), context, &mut understood),
        };
        if let Err(why) = done {
            understood.commands.truncate(known.0);
            understood.spans.truncate(known.1);
            let text = tokens.text(&clause).to_owned();
            understood.failed.push(Failed { text, why });
        }
    }
    tokens.until(usize::MAX);
    understood.fill(&tokens);
    understood.certain =
        understood.failed.is_empty() && understood.commands.iter().all(Command::certain);
    match understood.failed.first() {
        _ if !understood.commands.is_empty() => Ok(understood),
        Some(failed) => Err(failed.why),
        None => Err(NotUnderstood::Empty),
    }
}

/// Reads an utterance as one task to be added, whatever its words.
///
/// # Errors
/// When no words are left for a title.
pub fn understand_add(
    utterance: &str,
    literal: &[Range],
    context: &Context<'_>,
) -> Result<Understood, NotUnderstood> {
    let tokens = Tokens::new(utterance, literal);
    if tokens.len() == 0 {
        return Err(NotUnderstood::Empty);
    }
    let mut understood = Understood::empty();
    add::whole(&tokens, context, &mut understood)?;
    understood.fill(&tokens);
    Ok(understood)
}

/// What a phrase about time means; the first one, of a sentence that holds some.
#[must_use]
pub fn when(text: &str, context: &Context<'_>) -> Option<Moment> {
    time::moment(&Tokens::new(text, &[]), context)
}

/// How a phrase repeats, and its first date; nothing, where it is no such phrase or more often than daily.
#[must_use]
pub fn repeats(text: &str, context: &Context<'_>) -> Option<(Recurrence, Option<Due>)> {
    let tokens = Tokens::new(text, &[]);
    let mut reading = Reading::new(context);
    reading.setting.alone = true;
    reading.read(&tokens, tokens.whole());
    let draft = reading.finish(&tokens, &mut Understood::empty());
    Some((draft.recurrence?, draft.due))
}

impl Understood {
    fn empty() -> Self {
        Self {
            commands: Vec::new(),
            spans: Vec::new(),
            certain: true,
            failed: Vec::new(),
        }
    }

    /// Notes what some words were read as; of no words there is nothing to note.
    fn span(&mut self, tokens: &Tokens<'_>, words: Words<usize>, kind: SpanKind, value: &str) {
        let text = tokens.text(&words);
        let trimmed = text.trim_end_matches([',', ';']);
        if trimmed.is_empty() {
            return;
        }
        let place = tokens.place(&words);
        self.spans.push(Span {
            start: place.start,
            end: place.end - (text.len() - trimmed.len()),
            kind,
            text: trimmed.to_owned(),
            value: value.to_owned(),
        });
    }

    /// Puts the spans in order, without overlap, and names what none of them holds as ignored.
    fn fill(&mut self, tokens: &Tokens<'_>) {
        self.spans.sort_by_key(|span| span.start);
        let mut end = 0;
        self.spans.retain(|span| {
            let free = span.start >= end;
            if free {
                end = span.end;
            }
            free
        });
        let known = std::mem::take(&mut self.spans);
        let mut known = known.into_iter().peekable();
        let mut gap: Option<Words<usize>> = None;
        for at in tokens.whole() {
            let place = tokens.place(&(at..at + 1));
            while let Some(span) = known.next_if(|span| span.start <= place.start) {
                self.close(tokens, gap.take());
                self.spans.push(span);
            }
            if self.spans.last().is_some_and(|span| span.end > place.start) {
                continue;
            }
            match &mut gap {
                Some(gap) if gap.end == at => gap.end = at + 1,
                _ => {
                    self.close(tokens, gap.take());
                    gap = Some(at..at + 1);
                }
            }
        }
        self.close(tokens, gap);
        self.spans.extend(known);
    }

    fn close(&mut self, tokens: &Tokens<'_>, gap: Option<Words<usize>>) {
        if let Some(mut gap) = gap {
            while gap.start < gap.end && matches!(tokens.mark(gap.start), Some(b',' | b';')) {
                gap.start += 1;
            }
            self.span(tokens, gap, SpanKind::Ignored, "");
        }
    }
}
