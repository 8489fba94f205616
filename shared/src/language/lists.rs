//! Lists themselves: made, renamed, removed. What is put on a list is not told here.

use super::{
    Command, NotUnderstood, Query, SpanKind, Understood,
    commands::Clause,
    marks,
    phrases::{Phrases, phrases},
    tokens::Tokens,
};

static MAKE: Phrases = Phrases::of(
    "add a list|add a new list|add list|add new list|begin a list|begin a new list|begin new list|\
     create a list|create a new list|create list|create new list|make a list|make a new list|make me a list|\
     make new list|new list|set up a list|start a list|start a new list|start new list",
);

pub(super) fn read(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    create(clause, into)
        .or_else(|| rename(clause, into))
        .or_else(|| delete(clause, into))
        .or_else(|| switch(clause, into))
}

/// "create a list called Trips", "create a shopping list".
fn create(clause: &Clause<'_, '_>, into: &mut Understood) -> Option<Result<(), NotUnderstood>> {
    let tokens = clause.tokens;
    let head = clause.head;
    let (name, end) = if let Some(next) = tokens.longest(head, &MAKE) {
        let next = next + usize::from(tokens.is(next, b':'));
        let next = tokens
            .longest(
                next,
                phrases!("called|for|for me|for my|named|of|please|with the name"),
            )
            .unwrap_or(next);
        if tokens
            .longest(next, phrases!("all|all reminders|reminders"))
            .is_some()
        {
            return None;
        }
        (next..clause.range.end, next)
    } else {
        let verb = tokens.longest(head, phrases!("begin|create|make|new|open|set up|start"))?;
        let start = tokens.longest(verb, phrases!("a|a new|another|me a|new"))?;
        let end = (start..start + 4).find(|at| tokens.word(*at) == "list")?;
        (start..end, end)
    };
    let after = super::target::end_of(tokens, &clause.range);
    if end < name.start {
        return None;
    }
    let text = tokens
        .text(&(name.start..name.end.min(after)))
        .trim_matches(['"', '“', '”', '.', '?', ' ']);
    into.span(
        tokens,
        clause.range.start..name.start,
        SpanKind::Command,
        "create list",
    );
    into.span(
        tokens,
        name.start..name.end.min(after),
        SpanKind::List,
        text,
    );
    if text.is_empty() {
        return Some(Err(NotUnderstood::NoListName));
    }
    into.commands.push(Command::CreateList(text.to_owned()));
    Some(Ok(()))
}

/// "rename my Work list to Office".
fn rename(clause: &Clause<'_, '_>, into: &mut Understood) -> Option<Result<(), NotUnderstood>> {
    let tokens = clause.tokens;
    let next = tokens.longest(
        clause.head,
        phrases!("rename|rename list|rename my list|rename the list"),
    )?;
    let to = (next..clause.range.end).find(|at| tokens.word(*at) == "to")?;
    let says_list = next > clause.head + 1
        || tokens.word(to - 1) == "list"
        || marks::known_list(tokens, next, clause.context).is_some_and(|(_, end)| end == to);
    let from_end = if tokens.word(to - 1) == "list" {
        to - 1
    } else {
        to
    };
    let own = next + usize::from(tokens.one_of(next, phrases!("my|the")));
    let from = tokens.text(&(own..from_end));
    let after = super::target::end_of(tokens, &clause.range);
    if !says_list || from.is_empty() || to + 1 >= after {
        return None;
    }
    let name = tokens.text(&(to + 1..after));
    into.span(
        tokens,
        clause.range.start..own,
        SpanKind::Command,
        "rename list",
    );
    into.span(tokens, own..from_end, SpanKind::List, from);
    into.span(tokens, to + 1..after, SpanKind::List, name);
    into.commands.push(Command::RenameList {
        from: from.to_owned(),
        to: name.to_owned(),
    });
    Some(Ok(()))
}

/// "delete my shopping list", "remove the list Trips".
fn delete(clause: &Clause<'_, '_>, into: &mut Understood) -> Option<Result<(), NotUnderstood>> {
    let tokens = clause.tokens;
    let next = tokens.longest(
        clause.head,
        phrases!("cancel|delete|discard|erase|get rid of|remove|trash"),
    )?;
    let after = super::target::end_of(tokens, &clause.range);
    if let Some(list) = tokens.longest(
        next,
        phrases!("list|list called|list named|my list|the list"),
    ) && let Some((own, end)) = marks::known_list(tokens, list, clause.context)
        && end == after
    {
        deleted(clause, next..after, own, into);
        return Some(Ok(()));
    }
    let (mark, end) = marks::list_name(tokens, next, clause.context)?;
    let named = tokens.longest(end, phrases!("called|named")).unwrap_or(end);
    let own = match mark {
        marks::Mark::List(name)
            if end == after || tokens.word(end) == "of" || tail(tokens, end, after) =>
        {
            name
        }
        marks::Mark::Inbox if named < after && named > end => {
            tokens.text(&(named..after)).to_owned()
        }
        _ => return None,
    };
    deleted(clause, next..after, own, into);
    Some(Ok(()))
}

fn deleted(
    clause: &Clause<'_, '_>,
    words: std::ops::Range<usize>,
    name: String,
    into: &mut Understood,
) {
    let tokens = clause.tokens;
    into.span(
        tokens,
        clause.range.start..words.start,
        SpanKind::Command,
        "delete list",
    );
    into.span(tokens, words, SpanKind::List, &name);
    into.commands.push(Command::DeleteList(name));
}

/// "switch to Work", "open Groceries": what is in a list of the person.
fn switch(clause: &Clause<'_, '_>, into: &mut Understood) -> Option<Result<(), NotUnderstood>> {
    let tokens = clause.tokens;
    let next = tokens.longest(
        clause.head,
        phrases!(
            "open|open list|open my|open the|switch to|switch to list|switch to my|switch to the"
        ),
    )?;
    let (list, end) = marks::known_list(tokens, next, clause.context)?;
    if end != super::target::end_of(tokens, &clause.range) {
        return None;
    }
    into.span(tokens, clause.range.start..next, SpanKind::Command, "list");
    into.span(tokens, next..end, SpanKind::List, &list);
    into.commands.push(Command::List(Query {
        list: Some(list),
        ..Query::default()
    }));
    Some(Ok(()))
}

fn tail(tokens: &Tokens<'_>, end: usize, after: usize) -> bool {
    tokens.longest(end, phrases!("for me|now|please")) == Some(after)
}
