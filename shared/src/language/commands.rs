//! Which command a clause is, told by its verb and the noun or title that the verb binds to.

use std::ops::Range;

use super::{
    Command, Context, Draft, NotUnderstood, SpanKind, Target, Understood, add, change, details,
    embedded, filters,
    heads::{self, Noun, Verb},
    lexicon::Lex,
    lists, phrases,
    phrases::phrases,
    query, talk,
    tokens::Tokens,
    update,
};

/// A clause, and where its first word after courtesy stands.
#[derive(Debug, Clone)]
pub(super) struct Clause<'t, 'a> {
    pub(super) tokens: &'t Tokens<'a>,
    pub(super) range: Range<usize>,
    pub(super) head: usize,
    pub(super) context: &'t Context<'t>,
}

impl Clause<'_, '_> {
    pub(super) fn rest(&self) -> Range<usize> {
        self.head..self.range.end
    }
}

/// Reads one clause into commands and spans.
pub(super) fn read(
    tokens: &Tokens<'_>,
    range: Range<usize>,
    context: &Context<'_>,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let start = heads::bullet(tokens, &range);
    let bulleted = start > range.start;
    let polite = heads::polite(tokens, start);
    let mine = heads::remind(tokens, start).is_some_and(|(_, mine)| mine);
    let head = if polite < range.end && !mine {
        polite
    } else {
        start
    };
    let clause = Clause {
        tokens,
        range,
        head,
        context,
    };
    if let Some(command) = talk::alone(&clause, start) {
        into.span(tokens, clause.range, SpanKind::Command, "");
        into.commands.push(command);
        return Ok(());
    }
    if bulleted && heads::verb(tokens, head).is_none_or(|(verb, _)| verb != Verb::Make) {
        return add::implied(&clause, start, into);
    }
    if talk::asks_how(&clause) {
        into.span(tokens, clause.range.clone(), SpanKind::Command, "help");
        into.commands.push(Command::Help);
        return Ok(());
    }
    by_words(&clause, start, into)
}

/// One more task of the kind of the last one: its clause has no verb of its own.
pub(super) fn another(
    tokens: &Tokens<'_>,
    range: Range<usize>,
    context: &Context<'_>,
    last: &Draft,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let clause = Clause {
        tokens,
        head: range.start,
        range,
        context,
    };
    add::another(&clause, last, into)
}

/// By the words of a clause that is neither talk nor a line of a pasted list.
fn by_words(
    clause: &Clause<'_, '_>,
    start: usize,
    into: &mut Understood,
) -> Result<(), NotUnderstood> {
    let tokens = clause.tokens;
    if let Some(done) = lists::read(clause, into) {
        return done;
    }
    let may_i = tokens
        .longest(start, phrases!("can i|can we|could i|could we|may i"))
        .is_some();
    if may_i
        && heads::find_noun(tokens, clause.rest()).is_none()
        && heads::remind(tokens, clause.head).is_none()
    {
        return Err(NotUnderstood::Question);
    }
    let foreign = heads::foreign(tokens, clause.rest());
    if let Some(done) = by_verb(clause, foreign, into) {
        return done;
    }
    if let Some(done) = embedded::read(clause, into) {
        return done;
    }
    if let Some(done) = change::stated(clause, into) {
        return done;
    }
    if talk::asks(clause, start) {
        return Err(NotUnderstood::Question);
    }
    add::implied(clause, start, into)
}

/// By the verb at the clause's head.
fn by_verb(
    clause: &Clause<'_, '_>,
    foreign: bool,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    let done = reminds_or_marks(clause, foreign, into)
        .or_else(|| query::asked(clause, into))
        .or_else(|| details::read(clause, into))
        .or_else(|| query::of_list(clause, into));
    if done.is_some() {
        return done;
    }
    let noun = heads::find_noun(tokens, clause.rest());
    if let Some((_, noun, ..)) = noun
        && change::trails(clause)
    {
        change::trailing(clause, noun == Noun::Reminder, into);
        return Some(Ok(()));
    }
    let Some((verb, end)) = heads::verb(tokens, head) else {
        return noun_first(clause, into);
    };
    match verb {
        Verb::Make
            if tokens.word(head) == "set"
                && (update::sets(clause, noun) || update::sets_detail(clause)) =>
        {
            Some(update::update(clause, head..end, into))
        }
        Verb::Make => make(clause, end, foreign, into),
        Verb::Show => {
            let (at, noun, ..) = noun?;
            let own = noun == Noun::Reminder || at <= end + 6;
            (own && !add_after(clause, end)).then(|| {
                show(clause, head..end, into);
                Ok(())
            })
        }
        Verb::Complete | Verb::Reopen | Verb::Delete => {
            Some(change::change(clause, verb, head..end, into))
        }
        Verb::Update => Some(update::update(clause, head..end, into)),
    }
}

/// "remind me …", "mark … as done", "give me a reminder".
fn reminds_or_marks(
    clause: &Clause<'_, '_>,
    foreign: bool,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    if let Some((end, mine)) = heads::remind(tokens, head) {
        return Some(if update::instead(clause) {
            update::update(clause, head..end, into)
        } else {
            add::reminds(clause, head..end, mine, into)
        });
    }
    if tokens.one_of(head, phrases!("make|mark|set"))
        && let Some(done) = update::marked(clause, into).or_else(|| update::pointed(clause, into))
    {
        return Some(done);
    }
    let end = tokens.longest(head, phrases!("get|get a|get me|give|give me"))?;
    let (at, noun, many, _) = heads::find_noun(tokens, clause.rest())?;
    let new = (end - 1..at).any(|at| tokens.one_of(at, phrases!("a|an|another|new")));
    if noun != Noun::Reminder || many || !new {
        return None;
    }
    let end = end - usize::from(tokens.word(end - 1) == "a");
    make(clause, end, foreign, into)
}

/// "do i have … set a reminder": the question is only the way to ask for an add.
fn add_after(clause: &Clause<'_, '_>, end: usize) -> bool {
    (end..clause.range.end).any(|at| {
        heads::remind(clause.tokens, at)
            .is_some_and(|(_, mine)| mine && clause.tokens.one_of(at, phrases!("remind")))
            && !clause
                .tokens
                .one_of(at.saturating_sub(1), phrases!("to|you"))
    })
}

/// "set a reminder to …", "add milk", "create a task".
fn make(
    clause: &Clause<'_, '_>,
    end: usize,
    foreign: bool,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    if tokens.word(head) == "add"
        && let Some((at, ..)) = heads::find_noun(tokens, end..clause.range.end)
        && update::adds_to(clause, end, at)
    {
        return Some(update::update(clause, head..end, into));
    }
    if let Some((at, noun, next)) = heads::makes(tokens, end, clause.range.end) {
        let instead = update::instead(clause) && tokens.one_of(head, phrases!("make|set"));
        if instead {
            return Some(update::update(clause, head..end, into));
        }
        return Some(add::made(
            clause,
            head..end,
            at..next,
            noun == Noun::Reminder,
            into,
        ));
    }
    match tokens.word(head) {
        "add" | "insert" | "include" | "put" | "new" | "i" | "create" | "place" | "write"
        | "need"
            if add::lists_it(clause, end) =>
        {
            Some(add::plain(clause, head..end, true, into))
        }
        "add" => Some(add::plain(
            clause,
            head..end,
            !foreign && !add::elsewhere(clause, end),
            into,
        )),
        "create" => (!foreign && clause.range.len() > end - head && tokens.len() > end)
            .then(|| add::plain(clause, head..end, false, into)),
        _ => None,
    }
}

/// A question or a command that shows reminders: what is not known as a filter is about the title.
fn show(clause: &Clause<'_, '_>, verb: Range<usize>, into: &mut Understood) {
    let tokens = clause.tokens;
    let asked = filters::read(tokens, verb.end..clause.range.end, clause.context);
    let text = asked.text(tokens);
    into.span(
        tokens,
        clause.range.start..verb.start,
        SpanKind::Ignored,
        "",
    );
    into.span(tokens, verb, SpanKind::Command, "list");
    let mut query = asked.query;
    query.text = text;
    for (words, kind, value) in asked.spans {
        into.span(tokens, words, kind, &value);
    }
    into.commands.push(Command::List(query));
}

/// "reminder to …", "my reminders for today", "todo: milk", "task milk".
fn noun_first(clause: &Clause<'_, '_>, into: &mut Understood) -> Option<Result<(), NotUnderstood>> {
    let (tokens, head) = (clause.tokens, clause.head);
    let (at, noun, many, end) = heads::find_noun(tokens, clause.rest())?;
    let alert = tokens.one_of(at, phrases!("alert|alerts"));
    // "alert my bank", "any travel alerts": of somebody else's.
    let others = if at == head {
        tokens.word(at) == "alert" && !tokens.ends(end) && !connects(tokens, end)
    } else {
        !(head..at).all(|before| heads::plain_modifier(tokens, before))
    };
    if alert && others {
        return None;
    }
    if many && at <= head + 3 {
        show(clause, head..head, into);
        return Some(Ok(()));
    }
    if noun == Noun::Reminder
        && talk::asks(clause, clause.range.start)
        && heads::statement_head(tokens, head)
    {
        show(clause, head..head, into);
        return Some(Ok(()));
    }
    if at == head
        || noun == Noun::Reminder
            && at <= head + 8
            && !heads::statement(tokens, head)
            && (head..at).all(|at| tokens.mark(at).is_none())
    {
        return Some(add::made(
            clause,
            head..head,
            at..end,
            noun == Noun::Reminder,
            into,
        ));
    }
    None
}

/// Whether a reminder's time or its title follows its noun.
fn connects(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.longest(at, &phrases::CONNECTORS).is_some()
        || tokens.mark(at).is_some()
        || tokens.number(at).is_some()
        || tokens.lex(at) != Lex::Other
        || tokens.one_of(at, phrases!("at|every|in|me|on|this|us"))
}

/// The target of a verb with a generic noun, by what is left of the words.
pub(super) fn named(title: String) -> Target {
    Target::Named {
        title,
        otherwise: None,
    }
}
