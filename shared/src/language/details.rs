//! Changes of one detail: a due date that is taken away or put off, a tag, how often it repeats.

use std::ops::Range;

use super::{
    Changes, Command, NotUnderstood, SpanKind, Understood,
    change::target,
    commands::Clause,
    heads,
    marks::{self, Mark},
    numbers::duration,
    phrases::phrases,
    reading::Reading,
    target::end_of,
};

/// What is changed: the words of the task, and those of the change.
struct Detail {
    object: Range<usize>,
    words: Range<usize>,
    kind: SpanKind,
    changes: Changes,
}

pub(super) fn read(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let end = end_of(clause.tokens, &clause.range);
    let detail = cleared(clause, end)
        .or_else(|| tagged(clause, end))
        .or_else(|| repeated(clause, end))
        .or_else(|| put_off(clause, end))
        .filter(|detail| !detail.object.is_empty())?;
    let tokens = clause.tokens;
    let noun = heads::find_noun(tokens, detail.object.clone());
    let target = target(clause, &detail.object, noun, false);
    into.span(
        tokens,
        clause.range.start..clause.head,
        SpanKind::Ignored,
        "",
    );
    into.span(tokens, detail.words, detail.kind, "update");
    into.span(
        tokens,
        detail.object.clone(),
        SpanKind::Target,
        tokens.text(&detail.object),
    );
    for gap in [clause.head..detail.object.start, detail.object.end..end] {
        into.span(tokens, gap, SpanKind::Command, "update");
    }
    into.commands.push(Command::Update(target, detail.changes));
    Some(Ok(()))
}

/// "clear the due date of the report".
fn cleared(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let tokens = clause.tokens;
    let verb = tokens.longest(
        clause.head,
        phrases!("cancel|clear|delete|drop|erase|remove|take off|unset"),
    )?;
    let date = tokens.longest(
        verb,
        phrases!(
            "deadline|due|due date|its due date|the date|the deadline|the due date|the due time"
        ),
    )?;
    let of = tokens.longest(date, phrases!("for|from|of|off|on"))?;
    Some(Detail {
        object: of..end,
        words: verb..date,
        kind: SpanKind::Date,
        changes: Changes {
            clear_due: true,
            ..Changes::default()
        },
    })
}

/// "tag the report with #work", "add #work to the report".
fn tagged(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let (tokens, head) = (clause.tokens, clause.head);
    let first = (head + 1..end).find(|at| tokens.is(*at, b'#'))?;
    let mut tags = Vec::new();
    let mut last = first;
    while let Some((Mark::Tag(tag), next)) = marks::read(tokens, last, clause.context) {
        tags.push(tag);
        last = next + usize::from(tokens.one_of(next, phrases!("and")) || tokens.is(next, b','));
    }
    let object = if tokens.word(head) == "tag" {
        let with = usize::from(tokens.one_before(first, phrases!("as|with")));
        (last == end).then_some(head + 1..first - with)?
    } else {
        let verb = tokens.longest(head, phrases!("add|put"))?;
        let to = tokens.longest(last, phrases!("on|to"))?;
        (verb == first && !tokens.one_of(end - 1, phrases!("list"))).then_some(to..end)?
    };
    Some(Detail {
        object,
        words: first..last,
        kind: SpanKind::Tag,
        changes: Changes {
            add_tags: tags,
            ..Changes::default()
        },
    })
    .filter(|detail| !detail.changes.add_tags.is_empty())
}

/// "make the report repeat every week".
fn repeated(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let (tokens, head) = (clause.tokens, clause.head);
    let verb = tokens.longest(head, phrases!("have|let|make"))?;
    let repeat = (verb + 1..end)
        .find(|at| tokens.one_of(*at, phrases!("recur|recurring|repeat|repeating")))?;
    let mut reading = Reading::new(clause.context);
    reading.setting.alone = true;
    reading.read(tokens, repeat + 1..end);
    let has_words = reading.has_words(tokens);
    let draft = reading.finish(tokens, &mut Understood::empty());
    let recurrence = draft.recurrence.filter(|_| !has_words)?;
    Some(Detail {
        object: verb..repeat,
        words: repeat..end,
        kind: SpanKind::Recurrence,
        changes: Changes {
            recurrence: Some(recurrence),
            ..Changes::default()
        },
    })
}

/// "postpone the report by a week", "snooze it for 2 hours", "bring the dentist forward by a day".
fn put_off(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let (tokens, head) = (clause.tokens, clause.head);
    let verb = tokens.longest(
        head,
        phrases!(
            "bring|defer|delay|extend|move|move back|postpone|push|push back|push out|put off|shift|snooze"
        ),
    )?;
    let by = (verb + 1..end).find(|at| {
        tokens.one_of(*at, phrases!("by|for"))
            && duration(tokens, at + 1).is_some_and(|(_, next)| next == end)
    })?;
    let (length, _) = duration(tokens, by + 1)?;
    let minutes = i64::from(length.minutes()?);
    let forward = tokens.one_before(by, phrases!("forward|up"));
    let aside = tokens.one_before(by, phrases!("back|forward|off|out|up"));
    Some(Detail {
        object: verb..by - usize::from(aside && by > verb + 1),
        words: by..end,
        kind: SpanKind::Date,
        changes: Changes {
            delay_minutes: Some(if forward { -minutes } else { minutes }),
            ..Changes::default()
        },
    })
}
