//! A command behind what is not one: "tomorrow at 5 remind me to …", "it rains, delete the reminder".

use super::{
    NotUnderstood, Understood, add, change,
    commands::Clause,
    heads::{self, Noun, Verb},
    phrases::phrases,
    tokens::Tokens,
    update,
};

/// So many words behind the head of its clause a command is still looked for.
const WITHIN: usize = 60;

/// The commands that were found, each the first of its kind.
#[derive(Debug, Default)]
struct Inner {
    /// Where it stands, where its verb ends, and whether it is about oneself.
    remind: Option<(usize, usize, bool)>,
    /// Where it stands, where its verb ends, and the noun from where to where.
    make: Option<(usize, usize, usize, usize, Noun)>,
    /// Where it stands, and where its verb ends.
    other: Option<(usize, Verb, usize)>,
}

pub(super) fn read(
    clause: &Clause<'_, '_>,
    into: &mut Understood,
) -> Option<Result<(), NotUnderstood>> {
    let Inner {
        remind,
        make,
        other,
    } = find(clause);
    let places = [
        remind.map(|(at, ..)| at),
        make.map(|(at, ..)| at),
        other.map(|(at, ..)| at),
    ];
    let first = places.into_iter().flatten().min()?;
    let prefixed = |head| Clause {
        head,
        ..clause.clone()
    };
    match (remind, make, other) {
        (_, _, Some((at, verb, end))) if at == first => Some(match verb {
            Verb::Update => update::update(&prefixed(at), at..end, into),
            verb => change::change(&prefixed(at), verb, at..end, into),
        }),
        (_, Some((at, end, noun, next, kind)), _) if at == first => Some(add::made(
            &prefixed(at),
            at..end,
            noun..next,
            kind == Noun::Reminder,
            into,
        )),
        (Some((at, end, mine)), ..) => Some(add::reminds(&prefixed(at), at..end, mine, into)),
        _ => None,
    }
}

fn find(clause: &Clause<'_, '_>) -> Inner {
    let tokens = clause.tokens;
    let mut inner = Inner::default();
    for at in clause.head + 1..clause.range.end.min(clause.head + WITHIN) {
        if tokens.glued(at) {
            continue;
        }
        if inner.remind.is_none() {
            inner.remind = reminder(clause, at);
        }
        if inner.other.is_none()
            && inner.make.is_none()
            && let Some((verb, end)) = heads::verb(tokens, at)
        {
            match verb {
                Verb::Make if makes_one(tokens, at) => {
                    inner.make = heads::makes(tokens, end, clause.range.end)
                        .map(|(noun, kind, next)| (at, end, noun, next, kind));
                }
                Verb::Delete | Verb::Update
                    if !tokens.one_of(at, phrases!("close|end|fix|push|stop|take")) =>
                {
                    let near = heads::find_noun(tokens, end..clause.range.end);
                    let asks = near.is_some_and(|(noun, ..)| noun <= end + 8);
                    inner.other = asks.then_some((at, verb, end));
                }
                _ => {}
            }
        }
    }
    inner
}

fn reminder(clause: &Clause<'_, '_>, at: usize) -> Option<(usize, usize, bool)> {
    let tokens = clause.tokens;
    let may = tokens.one_of(
        at,
        phrases!("alert|don't|help|notify|remind|reminder|remined"),
    );
    may.then(|| heads::remind(tokens, at))
        .flatten()
        .map(|(end, mine)| (at, end, mine))
        .filter(|(_, end, _)| *end <= clause.range.end)
}

/// The verbs that make a reminder where they do not begin the clause.
fn makes_one(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(
        at,
        phrases!("add|create|make|need|put|schedule|send|set|setup"),
    )
}
