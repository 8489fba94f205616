//! Changes of one detail: a due date that is taken away or put off, a tag, how often it repeats.

use std::ops::Range;

use super::{
    Changes, Command, NotUnderstood, SpanKind, Target, Understood,
    change::target,
    commands::Clause,
    heads,
    marks::{self, Mark},
    numbers::duration,
    phrases::{Phrases, phrases},
    reading::Reading,
    recurrence,
    target::end_of,
};
use crate::api::Priority;

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
        .or_else(|| once_more(clause, end))
        .or_else(|| tagged(clause, end))
        .or_else(|| repeated(clause, end))
        .or_else(|| put_off(clause, end))?;
    let tokens = clause.tokens;
    let noun = heads::find_noun(tokens, detail.object.clone());
    let target = if detail.object.is_empty() {
        Target::Last
    } else {
        target(clause, &detail.object, noun)
    };
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

/// "clear the due date of the report", "remove the priority from milk".
fn cleared(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    static DATE: Phrases = Phrases::of(
        "date|deadline|due|due date|due time|its date|its due date|the date|the deadline|the due date|\
         the due time",
    );
    static REPEAT: Phrases = Phrases::of(
        "its recurrence|recurrence|repeat|repetition|the recurrence|the repeat|the repetition",
    );
    static PRIORITY: Phrases = Phrases::of("its priority|priority|the priority");
    let tokens = clause.tokens;
    let verb = tokens.longest(
        clause.head,
        phrases!("cancel|clear|delete|drop|erase|remove|take off|unset"),
    )?;
    let said = |words: &Phrases| tokens.longest(verb, words);
    let (detail, kind, changes) = if let Some(date) = said(&DATE) {
        let clear = Changes {
            clear_due: true,
            ..Changes::default()
        };
        (date, SpanKind::Date, clear)
    } else if let Some(repeat) = said(&REPEAT) {
        (repeat, SpanKind::Recurrence, no_repeat())
    } else {
        let none = Changes {
            priority: Some(Priority::None),
            ..Changes::default()
        };
        (said(&PRIORITY)?, SpanKind::Priority, none)
    };
    let of = tokens.longest(detail, phrases!("for|from|of|off|on"))?;
    Some(Detail {
        object: of..end,
        words: verb..detail,
        kind,
        changes,
    })
    .filter(|detail| !detail.object.is_empty())
}

fn no_repeat() -> Changes {
    Changes {
        clear_recurrence: true,
        ..Changes::default()
    }
}

/// "stop repeating the report", "the report should not repeat anymore".
fn once_more(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    static NO_LONGER: Phrases = Phrases::of(
        "does not repeat|doesn't repeat|no longer repeats|not repeat|should not repeat|shouldn't repeat|\
         stop repeating",
    );
    let (tokens, head) = (clause.tokens, clause.head);
    let end = end - usize::from(tokens.one_before(end, phrases!("anymore")));
    let first = tokens.longest(
        head,
        phrases!("do not repeat|don't repeat|dont repeat|stop repeating"),
    );
    let (words, object) = if let Some(verb) = first {
        (head..verb, verb..end)
    } else {
        let from = end.saturating_sub(3).max(head + 1);
        let at = (from..end).find(|at| tokens.longest(*at, &NO_LONGER) == Some(end))?;
        let start = head + usize::from(tokens.one_of(head, phrases!("have|let|make")));
        (at..end, start..at)
    };
    Some(Detail {
        object,
        words,
        kind: SpanKind::Recurrence,
        changes: no_repeat(),
    })
    .filter(|detail| !detail.object.is_empty())
}

/// "tag the report with #work", "add #work to the report", "remove the tag #work from the report".
fn tagged(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let (tokens, head) = (clause.tokens, clause.head);
    let first = (head + 1..end).find(|at| tokens.is(*at, b'#'))?;
    let mut tags = Vec::new();
    let mut last = first;
    while let Some((Mark::Tag(tag), next)) = marks::read(tokens, last, clause.context) {
        tags.push(tag);
        last = next + usize::from(tokens.one_of(next, phrases!("and")) || tokens.is(next, b','));
    }
    let takes = tokens.longest(head, phrases!("delete|drop|remove|take off|untag"));
    let object = if tokens.one_of(head, phrases!("tag|untag")) {
        let with = usize::from(tokens.one_before(first, phrases!("as|from|with")));
        (last == end).then_some(head + 1..first - with)?
    } else {
        let verb = takes.or_else(|| tokens.longest(head, phrases!("add|put")))?;
        let tag = tokens
            .longest(verb, phrases!("tag|tags|the tag|the tags"))
            .unwrap_or(verb);
        let to = tokens.longest(last, phrases!("from|on|to"))?;
        (tag == first && !tokens.one_of(end - 1, phrases!("list"))).then_some(to..end)?
    };
    let changes = if takes.is_some() {
        Changes {
            remove_tags: tags,
            ..Changes::default()
        }
    } else {
        Changes {
            add_tags: tags,
            ..Changes::default()
        }
    };
    Some(Detail {
        object,
        words: first..last,
        kind: SpanKind::Tag,
        changes,
    })
    .filter(|detail| !detail.object.is_empty() && !detail.changes.is_empty())
}

/// "make the report repeat every week", "make the report weekly", "repeat the report every friday".
fn repeated(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    let (tokens, head) = (clause.tokens, clause.head);
    let verb = tokens.longest(head, phrases!("have|let|make|repeat"))?;
    let repeats = tokens.word(head) == "repeat";
    let says = |at: usize| tokens.one_of(at, phrases!("recur|recurring|repeat|repeating"));
    let (object, rule) = match (verb + 1..end).find(|at| says(*at)) {
        Some(repeat) if !repeats => (verb..repeat, repeat + 1),
        _ if !tokens.one_of(head, phrases!("make|repeat")) => return None,
        _ => {
            let begins = |at: &usize| {
                tokens.one_of(*at, phrases!("each|every"))
                    || *at + 1 == end && recurrence::adverb_rule(tokens.word(*at)).is_some()
            };
            let at = (verb + 1..end).find(begins)?;
            // "make a reminder every monday" is a new one.
            let new = heads::find_noun(tokens, verb..at).is_some();
            (!new).then_some((verb..at, at))?
        }
    };
    let mut reading = Reading::new(clause.context);
    reading.setting.alone = true;
    reading.read(tokens, rule..end);
    let has_words = reading.has_words(tokens);
    let draft = reading.finish(tokens, &mut Understood::empty());
    let recurrence = draft.recurrence.filter(|_| !has_words)?;
    Some(Detail {
        words: object.end..end,
        object,
        kind: SpanKind::Recurrence,
        changes: Changes {
            recurrence: Some(recurrence),
            ..Changes::default()
        },
    })
}

/// "postpone the report by a week", "snooze it for 2 hours", "push it back a day", "move it an hour earlier".
fn put_off(clause: &Clause<'_, '_>, end: usize) -> Option<Detail> {
    static VERBS: Phrases = Phrases::of(
        "bring|defer|delay|extend|move|move back|postpone|push|push back|push out|put off|shift|snooze",
    );
    static ASIDE: Phrases = Phrases::of("back|forward|off|out|up");
    let (tokens, head) = (clause.tokens, clause.head);
    let verb = tokens.longest(head, &VERBS)?;
    let shifted = tokens.one_before(end, phrases!("back|earlier|forward|later|sooner"));
    let until = end - usize::from(shifted);
    let sure = shifted
        || tokens.one_of(head, phrases!("defer|delay|postpone|snooze"))
        || tokens.one_before(verb, &ASIDE);
    let by = (verb..until).find(|at| {
        let led = tokens.one_of(*at, phrases!("by|for"));
        let start = at + usize::from(led);
        let aside = *at > verb && tokens.one_before(*at, &ASIDE);
        (led || sure || aside) && duration(tokens, start).is_some_and(|(_, next)| next == until)
    })?;
    let (length, _) = duration(
        tokens,
        by + usize::from(tokens.one_of(by, phrases!("by|for"))),
    )?;
    let minutes = i64::from(length.minutes()?);
    let forward = tokens.one_before(by, phrases!("forward|up"))
        || tokens.one_before(end, phrases!("earlier|forward|sooner"));
    let aside = tokens.one_before(by, &ASIDE) && by > verb + 1;
    let object = verb..by - usize::from(aside);
    let named = !object.is_empty() || tokens.one_of(head, phrases!("defer|delay|postpone|snooze"));
    named.then(|| Detail {
        object,
        words: by..end,
        kind: SpanKind::Date,
        changes: Changes {
            delay_minutes: Some(if forward { -minutes } else { minutes }),
            ..Changes::default()
        },
    })
}
