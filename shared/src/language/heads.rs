//! Words that tell a command: verbs, the nouns that they bind to, and what people say before they come to it.

use std::ops::Range;

use super::{
    lexicon::Lex,
    phrases::{self, Phrases, phrases},
    tokens::{Kind, Tokens},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Complete,
    Reopen,
    Delete,
    Update,
    /// "show", "list", "read me".
    Show,
    /// "set", "create", "add": with a noun, an add.
    Make,
}

/// Past words of courtesy; a clause is never only such.
pub(super) fn polite(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut at = at;
    loop {
        let comma =
            at + usize::from(tokens.is(at, b',') || tokens.is(at, b'.') && !tokens.glued(at + 1));
        let longest = tokens.longest(comma, &phrases::POLITE);
        match longest.filter(|end| *end < tokens.len()) {
            Some(end) => at = end + usize::from(tokens.is(end, b',')),
            None => return at,
        }
    }
}

/// Past the "-", "*" or "[ ]" of a pasted list.
pub(super) fn bullet(tokens: &Tokens<'_>, range: &Range<usize>) -> usize {
    let mut at = range.start;
    let sign = matches!(
        tokens.get(at).map(|token| token.kind),
        Some(Kind::Mark(b'-' | b'*'))
    ) || tokens.word(at) == "•";
    if sign && !tokens.glued(at + 1) {
        at += 1;
    }
    if tokens.is(at, b'[') && tokens.is(at + 1, b']') {
        at += 2;
    }
    if at < range.end { at } else { range.start }
}

/// The verbs that stand here, the likeliest first; where each ends.
pub(super) fn verb(tokens: &Tokens<'_>, at: usize) -> Option<(Verb, usize)> {
    static ALL: [(Verb, &Phrases); 6] = [
        (Verb::Complete, &phrases::COMPLETE),
        (Verb::Reopen, &phrases::REOPEN),
        (Verb::Delete, &phrases::DELETE),
        (Verb::Update, &phrases::UPDATE),
        (Verb::Show, &phrases::SHOW),
        (Verb::Make, &phrases::MAKE),
    ];
    static WITH_OFF: Phrases = Phrases::of("check|cross|scratch|strike|tick");
    // Of two verbs that begin alike, the longer phrase is meant.
    let mut best: Option<(Verb, usize)> = None;
    for &(verb, group) in &ALL {
        let off =
            || (at + 1..tokens.len().min(at + 30)).any(|at| tokens.one_of(at, phrases!("off|out")));
        if let Some(end) = tokens.longest(at, group)
            && !(verb == Verb::Delete && wishes(tokens, at, end))
            && !(verb == Verb::Complete && denies(tokens, at, end))
            && (verb != Verb::Complete || end > at + 1 || !tokens.one_of(at, &WITH_OFF) || off())
            && best.is_none_or(|(_, known)| end > known)
        {
            best = Some((verb, end));
        }
    }
    best
}

/// "i don't want to be late": what is not wanted is no reminder.
fn wishes(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    tokens.one_of(at, phrases!("i"))
        && tokens.one_of(end - 1, phrases!("need|want"))
        && tokens.word(end) == "to"
        && !tokens.one_before(tokens.len(), phrases!("anymore"))
}

/// "i did not like it", "just did what you said": nothing is done.
fn denies(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    tokens.one_of(at, phrases!("already|i|i've|ive|just"))
        && tokens.one_of(
            end,
            phrases!("a lot|how|never|not|nothing|so|that|this|too|what|why|you"),
        )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Reminder,
    Task,
}

/// A generic noun: what a task is called when its title is not said. `true`: more than one.
pub(super) fn noun(tokens: &Tokens<'_>, at: usize) -> Option<(Noun, bool, usize)> {
    let found = |noun, many, end| Some((noun, many, end));
    match tokens.word(at) {
        "reminder" | "remainder" | "reminder's" | "remider" | "reminding" | "remined" => {
            found(Noun::Reminder, false, at + 1)
        }
        "reminders" | "remainders" | "reminder’s" | "alerts" => {
            found(Noun::Reminder, true, at + 1)
        }
        "alert" => found(
            Noun::Reminder,
            false,
            at + 1 + usize::from(tokens.word(at + 1) == "reminder"),
        ),
        "remind" if tokens.one_before(at, phrases!("a|all|cancel|delete|my|remove|the")) => {
            found(Noun::Reminder, false, at + 1)
        }
        "task" | "tasks"
            if tokens.one_before(at, phrases!("current|present|the|your"))
                && tokens.ends(at + 1) =>
        {
            None
        }
        "task" | "todo" => found(Noun::Task, false, at + 1),
        "tasks" | "todos" => found(Noun::Task, true, at + 1),
        "to" if tokens.joined(at + 1, b'-') && tokens.one_of(at + 2, phrases!("do|dos")) => {
            found(Noun::Task, tokens.word(at + 2) == "dos", at + 3)
        }
        _ => None,
    }
}

/// The first generic noun in a stretch that is not part of a list's name.
pub(super) fn find_noun(
    tokens: &Tokens<'_>,
    range: Range<usize>,
) -> Option<(usize, Noun, bool, usize)> {
    range.into_iter().find_map(|at| {
        let (noun, many, end) = noun(tokens, at)?;
        (!tokens.one_of(end, phrases!("list|lists"))).then_some((at, noun, many, end))
    })
}

/// What other programs look after: an alarm is no task.
pub(super) fn foreign(tokens: &Tokens<'_>, range: Range<usize>) -> bool {
    range.into_iter().any(|at| {
        tokens.one_of(at, phrases!("alarm|alarms|calendar|calender|channel|contact|contacts|email|emails|facebook|music|notification|\
         notifications|pandora|playlist|podcast|radio|song|songs|spotify|timer|timers|twitter"))
    })
}

/// "remind me", "remind Ada": where it ends, and whether it is about oneself.
pub(super) fn remind(tokens: &Tokens<'_>, at: usize) -> Option<(usize, bool)> {
    if let Some(end) = tokens.longest(at, &phrases::REMIND_ME) {
        let end = if tokens.word(end - 1) == "to" {
            end - 1
        } else {
            end + usize::from(
                tokens.word(end - 1) == "remind" && tokens.one_of(end, phrases!("me|us")),
            )
        };
        return Some((
            end + usize::from(tokens.says(end - 1, "me again").is_some()),
            true,
        ));
    }
    if tokens.one_of(at, phrases!("alert|notify|remind|remined")) {
        let next = tokens.word(at + 1);
        let verb = tokens.word(at) == "remind" && !matches!(next, "yourself" | "you");
        let mine = matches!(next, "to" | "about" | "of" | "at" | "on" | "in" | "that" | "every" | "for" | "this" | "the" if next != "the")
            || !matches!(tokens.lex(at + 1), Lex::Other)
            || tokens.number(at + 1).is_some();
        if verb || (tokens.one_of(at, phrases!("remined")) && mine) {
            return Some((at + 1, mine));
        }
    }
    None
}

/// A reminder noun that its verb makes: "set a daily reminder", "create reminder", at most so many words away.
pub(super) fn makes(
    tokens: &Tokens<'_>,
    verb_end: usize,
    limit: usize,
) -> Option<(usize, Noun, usize)> {
    const WITHIN: usize = 9;
    let last = limit.min(verb_end + WITHIN);
    for at in verb_end..last {
        if let Some((kind, _, end)) = noun(tokens, at) {
            // "add red alert", "add check the alert rules": a word of the title, like one within a longer one.
            let titled = tokens.word(at) == "alert"
                && !(verb_end..at).all(|before| plain_modifier(tokens, before));
            // "add dentist friday with a reminder 2 hours before"
            let beside = at > verb_end
                && tokens.one_before(at, phrases!("a|an"))
                && tokens.one_of(at - 2, phrases!("with"));
            if titled || beside || tokens.glued(at) {
                continue;
            }
            let of_lists = tokens.one_of(end, phrases!("list|lists"));
            return (!of_lists).then_some((at, kind, end));
        }
        let connects = matches!(tokens.word(at), "to" | "that" | "about" | "for" if at > verb_end && tokens.word(at) != "for" || tokens.word(at + 1) == "my");
        if connects || tokens.is(at, b',') && at > verb_end + 6 {
            return None;
        }
    }
    None
}

/// What may stand between "set" and "reminder" and says nothing of the task.
pub(super) fn plain_modifier(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(at, phrases!("a|additional|advance|advanced|alert|an|another|app|audible|auto|automatic|calendar|couple|different|\
         email|event|extra|few|for|friendly|general|group|in|list|me|multiple|my|myself|new|notification|of|\
         one|ongoing|our|out|personal|phone|pop|popup|push|quick|recurring|regular|reminder|reoccurring|repeat|\
         repeating|schedule|second|separate|single|sms|some|special|standing|task|text|that|the|this|three|to|\
         tv|two|up|us|voice"))
}

/// How a statement about something begins, as the reason of a command that follows.
pub(super) fn statement(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(
        at,
        phrases!(
            "as|at|because|each|every|for|he|i|i'm|i've|if|im|in|instead|it|it's|its|my|on|our|rather|she|\
             since|that|the|there|there's|they|this|we|we're|when"
        ),
    )
}

/// How a question about a reminder begins, where no verb of a command does.
pub(super) fn statement_head(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.one_of(
        at,
        phrases!("are|did|do|does|has|have|how|is|was|were|what|when|where|which|who|why|will"),
    )
}
