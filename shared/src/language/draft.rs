//! One task out of its words: marks and times wherever they stand, and the rest as its title.

use std::{collections::HashSet, ops::Range};

use jiff::civil::{Date, Time};

use super::{
    Command, Context, Draft, NotUnderstood, SpanKind, Understood, clock,
    marks::{self, Mark},
    when::{self, Moment},
    words::Words,
};
use crate::api::{Due, WallTime};

pub(super) fn add(
    words: &Words<'_>,
    clause: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let mut reading = Reading::default();
    let mut title: Vec<Range<usize>> = Vec::new();
    let mut at = clause.start;
    while at < clause.end {
        if let Some(end) = reading.take(words, at, clause.end, context, into) {
            at = end;
            continue;
        }
        match title.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => title.push(at..at + 1),
        }
        at += 1;
    }
    drop_leading_to(words, &clause, &mut title, into);
    let text = title
        .iter()
        .map(|piece| words.text(piece))
        .collect::<Vec<_>>()
        .join(" ");
    for piece in title {
        into.span(words, piece.clone(), SpanKind::Title, words.text(&piece));
    }
    let due = reading.due(context, into);
    if text.trim().is_empty() {
        return Err(NotUnderstood::NoTitle);
    }
    into.commands.push(Command::Add(Draft {
        title: text.trim().to_owned(),
        due,
        ..reading.draft
    }));
    Ok(())
}

/// "remind me tomorrow to call mom": what came between verb and title is gone, and "to" with it.
fn drop_leading_to(
    words: &Words<'_>,
    clause: &Range<usize>,
    title: &mut [Range<usize>],
    into: &mut Understood,
) {
    if let Some(first) = title.first_mut()
        && first.start > clause.start
        && first.len() > 1
        && words.key(first.start) == "to"
    {
        into.span(words, first.start..first.start + 1, SpanKind::Ignored, "");
        first.start += 1;
    }
}

#[derive(Default)]
struct Reading {
    draft: Draft,
    tagged: HashSet<String>,
    date: Option<Date>,
    time: Option<Time>,
    part: Option<Time>,
    /// An hour of either half of the day, and its span: the whole phrase tells which half.
    hour: Option<(i8, usize)>,
}

impl Reading {
    /// Reads a mark, a day or a time at this word. A second day or time is left to the title.
    fn take(
        &mut self,
        words: &Words<'_>,
        at: usize,
        limit: usize,
        context: &Context<'_>,
        into: &mut Understood,
    ) -> Option<usize> {
        if let Some((mark, end)) = marks::read(words, at, context).filter(|read| read.1 <= limit) {
            into.span(words, at..end, mark.kind(), &mark.value());
            match mark {
                Mark::Tag(tag) => {
                    if self.tagged.insert(tag.to_lowercase()) {
                        self.draft.tags.push(tag);
                    }
                }
                Mark::List(list) => self.draft.list = Some(list),
                Mark::Priority(priority) => self.draft.priority = priority,
            }
            return Some(end);
        }
        let (moment, end) = when::read(words, at, context).filter(|read| read.1 <= limit)?;
        if !self.accept(moment, into.spans.len()) {
            return None;
        }
        let (kind, value) = match moment {
            Moment::Day(day) | Moment::DayPart(day, _) | Moment::Exact(day, _) => {
                (SpanKind::Date, day.to_string())
            }
            Moment::Time(time) | Moment::Part(time) => {
                (SpanKind::Time, WallTime::new(time).to_string())
            }
            Moment::Hour(_) => (SpanKind::Time, String::new()),
        };
        into.span(words, at..end, kind, &value);
        Some(end)
    }

    /// Whether this is news: each task has one day and one time.
    fn accept(&mut self, moment: Moment, span: usize) -> bool {
        let timed = self.time.is_some() || self.hour.is_some();
        match moment {
            Moment::Day(day) if self.date.is_none() => self.date = Some(day),
            Moment::DayPart(day, part) if self.date.is_none() && self.part.is_none() => {
                self.date = Some(day);
                self.part = Some(part);
            }
            Moment::Exact(day, time) if self.date.is_none() && !timed && self.part.is_none() => {
                self.date = Some(day);
                self.time = Some(time);
            }
            Moment::Time(time) if !timed => self.time = Some(time),
            Moment::Hour(hour) if !timed => self.hour = Some((hour, span)),
            Moment::Part(part) if self.part.is_none() => self.part = Some(part),
            _ => return false,
        }
        true
    }

    /// A time alone is the next such time.
    fn due(&self, context: &Context<'_>, into: &mut Understood) -> Option<Due> {
        let now = context.now.datetime();
        let waking = self.hour.map(|(hour, span)| {
            let time = clock::waking(hour, self.part, self.date, now);
            if let Some(span) = into.spans.get_mut(span) {
                span.value = WallTime::new(time).to_string();
            }
            time
        });
        let time = self.time.or(waking).or(self.part);
        let date = match (self.date, time) {
            (Some(date), _) => date,
            (None, Some(time)) if time > now.time() => now.date(),
            (None, Some(_)) => now.date().tomorrow().ok()?,
            (None, None) => return None,
        };
        Some(Due {
            date,
            time: time.map(WallTime::new),
            time_zone: None,
        })
    }
}
