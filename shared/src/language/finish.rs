//! The end of an add: a title without what only joined it to its times, or what it says of the task before.

use super::{
    Changes, Command, Draft, NotUnderstood, Reminder, Target, Understood,
    commands::Clause,
    phrases::phrases,
    reading::{COURTESY, Reading},
    tokens::Tokens,
};
use crate::api::Priority;

pub(super) fn finish(
    clause: &Clause<'_, '_>,
    reading: Reading<'_>,
    into: &mut Understood,
    certain: bool,
    why: NotUnderstood,
) -> Result<(), NotUnderstood> {
    let known = into.commands.len();
    added(clause, reading, into, certain, why)?;
    if into.commands.len() > known {
        match into.commands.pop() {
            Some(Command::Add(draft)) => into.commands.push(meant(draft)),
            last => into.commands.extend(last),
        }
    }
    Ok(())
}

/// What an add is about: a task that is there, where its words say so.
fn meant(draft: Draft) -> Command {
    if let Some(target) = spoken_of(&draft) {
        return Command::Update(target, as_changes(draft));
    }
    match draft.reminder {
        // "remind me an hour before the dentist" is about the task that is there, if there is one.
        Some(Reminder::Before(1..)) if draft.due.is_none() => reminds_early_of(draft),
        _ => Command::Add(draft),
    }
}

/// An add, whatever its words.
pub(super) fn added(
    clause: &Clause<'_, '_>,
    mut reading: Reading<'_>,
    into: &mut Understood,
    certain: bool,
    why: NotUnderstood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    drop_joining(tokens, clause, &mut reading);
    if !reading.has_words(tokens) {
        reading.forget_title();
    }
    let reminds = why == NotUnderstood::NoReminderTitle;
    let draft = reading.finish(tokens, into);
    if draft.title.is_empty() {
        return match into.commands.last_mut() {
            // "remind me 10 minutes before" after an add says more of what was added.
            Some(Command::Add(last)) if reminds => {
                remind_of(last, &draft);
                Ok(())
            }
            _ => Err(why),
        };
    }
    into.commands.push(Command::Add(Draft {
        implied: !certain || draft.implied,
        ..draft
    }));
    Ok(())
}

/// "add it to Groceries", "remind me of that in an hour": no title, but what was spoken of last.
fn spoken_of(draft: &Draft) -> Option<Target> {
    let says = draft.list.is_some() || draft.due.is_some() || draft.reminder.is_some();
    let target = match draft.title.to_lowercase().as_str() {
        "it" | "that" | "this" => Target::Last,
        "them" | "those" | "these" => Target::Them,
        _ => return None,
    };
    (says && !draft.implied).then_some(target)
}

fn as_changes(draft: Draft) -> Changes {
    Changes {
        date: draft.due.as_ref().map(|due| due.date),
        time: draft.due.and_then(|due| due.time),
        priority: Some(draft.priority).filter(|priority| *priority != Priority::None),
        list: draft.list,
        add_tags: draft.tags,
        recurrence: draft.recurrence,
        reminder: draft.reminder,
        ..Changes::default()
    }
}

/// A reminder before something whose day is not said: its task may tell.
fn reminds_early_of(draft: Draft) -> Command {
    let changes = Changes {
        reminder: draft.reminder,
        ..Changes::default()
    };
    let target = Target::Named {
        title: draft.title.clone(),
        otherwise: Some(Box::new(draft)),
    };
    Command::Update(target, changes)
}

/// A reminder without a title of its own is one of the task before it.
pub(super) fn remind_of(task: &mut Draft, reminder: &Draft) {
    task.implied = false;
    task.recurrence = task.recurrence.take().or(reminder.recurrence.clone());
    task.reminder = match (reminder.reminder, &reminder.due) {
        (Some(Reminder::Before(minutes)), _) if minutes > 0 => Some(Reminder::Before(minutes)),
        (_, Some(due)) => match due.time {
            Some(time) => Some(Reminder::At(due.date.to_datetime(time.time()))),
            None => reminder.reminder,
        },
        (said, None) => said.or(task.reminder),
    };
    if task.due.is_none() {
        task.due.clone_from(&reminder.due);
    }
}

/// "remind me tomorrow to call mom": what came between verb and title is gone, and "to" with it.
pub(super) fn drop_joining(
    tokens: &Tokens<'_>,
    clause: &Clause<'_, '_>,
    reading: &mut Reading<'_>,
) {
    drop_to(tokens, clause, reading);
    let courteous = reading.title.last().is_some_and(|piece| {
        reading.title.len() > 1
            && piece
                .clone()
                .all(|at| tokens.mark(at).is_some() || tokens.one_of(at, &COURTESY))
    });
    if courteous && let Some(words) = reading.title.pop() {
        reading.ignore(words);
    }
    if reading.reminds() {
        drop_last(reading, |last, end| {
            end == clause.range.end && tokens.one_of(last, phrases!("later"))
        });
        drop_last(reading, |last, _| tokens.is(last, b'?'));
    }
    drop_dangling(tokens, clause, reading);
}

/// "to" at the beginning of a title that does not begin its clause.
fn drop_to(tokens: &Tokens<'_>, clause: &Clause<'_, '_>, reading: &mut Reading<'_>) {
    let first = reading.title.first().map(|piece| piece.start);
    if let Some(start) = first.filter(|start| *start > clause.range.start)
        && let Some(piece) = reading.title.first_mut()
        && piece.len() > 1
        && tokens.one_of(start, phrases!("to"))
    {
        piece.start += 1;
        reading.ignore(start..start + 1);
    }
}

/// The last token of a title that is more than that.
fn drop_last(reading: &mut Reading<'_>, drops: impl Fn(usize, usize) -> bool) {
    let dropped = reading
        .title
        .last_mut()
        .filter(|piece| piece.len() > 1 && drops(piece.end - 1, piece.end))
        .map(|piece| {
            piece.end -= 1;
            piece.end
        });
    if let Some(last) = dropped {
        reading.ignore(last..last + 1);
    }
}

/// Courtesy at the end, and a joining word that only led to a time that was taken out.
fn drop_dangling(tokens: &Tokens<'_>, clause: &Clause<'_, '_>, reading: &mut Reading<'_>) {
    let single = reading.title.len() == 1;
    let Some(piece) = reading.title.last_mut() else {
        return;
    };
    let end = piece.end;
    let mut new = end;
    while new > piece.start + 1
        && (tokens.one_of(new - 1, phrases!("please"))
            || matches!(tokens.mark(new - 1), Some(b',' | b';')))
    {
        new -= 1;
    }
    let dangling = end < clause.range.end
        && new > piece.start + 1
        && tokens.one_of(
            new - 1,
            phrases!("and|at|by|exactly|for|on|starting|than|to"),
        );
    new -= usize::from(dangling);
    if new < end && (single || dangling) {
        piece.end = new;
        reading.ignore(new..end);
    }
}
