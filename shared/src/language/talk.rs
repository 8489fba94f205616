//! What is no command on tasks: courtesy, help, and questions about something else.

use super::{
    Command, Courtesy, Target,
    commands::Clause,
    heads,
    phrases::{self, Phrases, phrases},
    tokens::Tokens,
};

const ALONE: [(&str, Command); 41] = [
    // What was done last is not wanted.
    ("cancel that", Command::Undo),
    ("cancel it", Command::Undo),
    ("cancel this", Command::Undo),
    ("undo", Command::Undo),
    ("undo that", Command::Undo),
    ("undo it", Command::Undo),
    ("undo this", Command::Undo),
    ("undo please", Command::Undo),
    ("undo the last one", Command::Undo),
    ("undo last", Command::Undo),
    ("undo the last change", Command::Undo),
    ("undo my last change", Command::Undo),
    ("undo the last thing", Command::Undo),
    ("revert", Command::Undo),
    ("revert that", Command::Undo),
    ("scratch that", Command::Undo),
    ("take that back", Command::Undo),
    // What was spoken of last is done.
    ("done", Command::Complete(Target::Last)),
    ("finished", Command::Complete(Target::Last)),
    ("done with it", Command::Complete(Target::Last)),
    ("done with that", Command::Complete(Target::Last)),
    ("it's done", Command::Complete(Target::Last)),
    ("its done", Command::Complete(Target::Last)),
    ("it is done", Command::Complete(Target::Last)),
    ("that's done", Command::Complete(Target::Last)),
    ("thats done", Command::Complete(Target::Last)),
    ("that is done", Command::Complete(Target::Last)),
    ("redo", Command::Redo),
    ("redo that", Command::Redo),
    ("redo it", Command::Redo),
    ("help", Command::Help),
    ("help me", Command::Help),
    ("what can you do", Command::Help),
    ("what can i say", Command::Help),
    ("what can i ask", Command::Help),
    ("clear completed", Command::ClearCompleted),
    ("clear completed tasks", Command::ClearCompleted),
    ("clear all completed tasks", Command::ClearCompleted),
    ("clear done", Command::ClearCompleted),
    ("delete completed", Command::ClearCompleted),
    ("delete done", Command::ClearCompleted),
];

/// Nothing but a yes: there is nothing to be done.
static ASSENT: Phrases = Phrases::of(
    "all good|all right|alright|amazing|awesome|brilliant|cool|excellent|fantastic|good|got it|great|haha|hehe|\
     i see|k|kk|lol|nice|no problem|no worries|ok|ok cool|ok great|okay|perfect|right|sounds good|superb|sure|sweet|\
     that's all|thats all|wonderful|wow|yay|yeah|yep|yes|yes do that|yes please|yes please do that|yup",
);
/// Nothing but a no: nothing is to be done.
static REFUSAL: Phrases = Phrases::of(
    "abort|cancel|don't|forget about it|forget it|leave it|nah|never mind|nevermind|no|no thank you|no thanks|nope|\
     not now|nothing|nvm|quit|stop|stop it",
);

/// A clause that is nothing but such a phrase, with or without a name behind it.
pub(super) fn alone(clause: &Clause<'_, '_>, start: usize) -> Option<Command> {
    let tokens = clause.tokens;
    let end = super::target::end_of(tokens, &clause.range);
    // "thanks for reminding me" is no reminder.
    let asks = heads::find_noun(tokens, clause.range.clone())
        .is_some_and(|(at, ..)| tokens.word(at) != "reminding");
    if !asks && grateful(clause, start) {
        return Some(Command::Courtesy(Courtesy::Thanks));
    }
    if pleased(tokens, start..end) && !asks {
        return Some(Command::Courtesy(Courtesy::Goodbye));
    }
    if let Some(courtesy) = short_greeting(clause, start..end) {
        return Some(Command::Courtesy(courtesy));
    }
    for from in [start, clause.head] {
        if let Some((_, command)) = ALONE
            .iter()
            .filter(|_| end <= from + 5)
            .find(|(phrase, _)| tokens.says(from, phrase) == Some(end))
        {
            return Some(command.clone());
        }
        for (group, courtesy) in [(&ASSENT, Courtesy::Assent), (&REFUSAL, Courtesy::Refusal)] {
            if tokens.longest(from, group) == Some(end) {
                return Some(Command::Courtesy(courtesy));
            }
        }
        if let Some(courtesy) = courtesy(tokens, from, end) {
            return Some(Command::Courtesy(courtesy));
        }
    }
    None
}

/// Courtesy and nothing else from here on.
fn courtesy(tokens: &Tokens<'_>, from: usize, end: usize) -> Option<Courtesy> {
    [
        (&phrases::GREETINGS, Courtesy::Greeting),
        (&phrases::THANKS, Courtesy::Thanks),
        (&phrases::GOODBYES, Courtesy::Goodbye),
    ]
    .into_iter()
    .find(|(group, _)| {
        tokens.longest(from, group).is_some_and(|said| {
            said == end
                || said + 2 >= end && named(tokens, said, end)
                || only_courtesy(tokens, said, end)
        })
    })
    .map(|(_, courtesy)| courtesy)
}

/// "that is great, I appreciate it": thanks for what was done, and no reminder.
fn grateful(clause: &Clause<'_, '_>, start: usize) -> bool {
    let tokens = clause.tokens;
    let thanks = clause.range.clone().any(|at| match tokens.word(at) {
        "thanks" | "thankful" | "grateful" => true,
        "thank" => tokens.word(at + 1) == "you",
        "appreciate" => tokens.word(at + 1) == "it" || tokens.word_before(at) == "i",
        _ => false,
    });
    let deletes = matches!(
        heads::verb(tokens, clause.head),
        Some((heads::Verb::Delete, _))
    );
    thanks
        && !deletes
        && heads::remind(tokens, clause.head).is_none()
        && (tokens.longest(start, &phrases::WANTS).is_some()
            || tokens.longest(start, &phrases::THANKS).is_some()
            || praise(tokens, start))
}

/// "hello my friend", "goodbye for now".
fn short_greeting(clause: &Clause<'_, '_>, words: std::ops::Range<usize>) -> Option<Courtesy> {
    let tokens = clause.tokens;
    let short = clause.range.len() <= 9
        && !words.is_empty()
        && heads::find_noun(tokens, clause.range.clone()).is_none()
        && heads::verb(tokens, clause.head).is_none();
    let said = |at: usize| {
        tokens.one_of(
            at,
            phrases!("adios|bye|farewell|goodbye|greetings|hello|hey|hi|howdy"),
        )
    };
    let greets = short
        && (said(words.start) && heads::polite(tokens, words.start) + 3 >= words.end
            || tokens.one_of(words.start, phrases!("adios|bye|goodbye|greetings"))
            || said(words.end - 1));
    let goodbye = || {
        clause
            .range
            .clone()
            .any(|at| tokens.one_of(at, phrases!("adios|bye|farewell|goodbye")))
    };
    greets.then(|| {
        if goodbye() {
            Courtesy::Goodbye
        } else {
            Courtesy::Greeting
        }
    })
}

/// "it was nice talking to you".
fn pleased(tokens: &Tokens<'_>, words: std::ops::Range<usize>) -> bool {
    words.len() <= 12
        && words.into_iter().any(|at| {
            let talk = tokens.one_of(at + 1, phrases!("chatting|speaking|talking"))
                || tokens.word(at + 1) == "to"
                    && tokens.one_of(at + 2, phrases!("chat|speak|talk"));
            talk && tokens.one_of(at, phrases!("enjoyed|fun|good|great|nice|pleasure"))
        })
}

/// "great job", "nice": said of the assistant.
fn praise(tokens: &Tokens<'_>, at: usize) -> bool {
    let at = at + usize::from(tokens.one_of(at, phrases!("a|really|so|very")));
    tokens.one_of(
        at,
        phrases!(
            "amazing|awesome|brilliant|cool|correct|excellent|fantastic|good|great|nice|ok|okay|perfect|right|\
             superb|thank|thanks|well|wonderful|yes"
        ),
    ) && (tokens.ends(at + 1)
        || tokens.mark(at + 1).is_some()
        || tokens.one_of(
            at + 1,
            phrases!("answer|done|job|one|response|thank|thanks|work|you"),
        ))
}

/// "hello olly", "thanks, buddy".
fn named(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    let comma = said + usize::from(tokens.is(said, b','));
    comma + 1 == end
        && tokens.one_of(comma, phrases!("again|alexa|all|assistant|buddy|computer|everyone|friend|google|man|mate|now|olly|siri|there|\
             today|you"))
}

/// "thank you for your help", "thanks that was great".
fn only_courtesy(tokens: &Tokens<'_>, said: usize, end: usize) -> bool {
    tokens.one_of(
        said.saturating_sub(1),
        phrases!("bye|goodbye|hello|hi|thanks|you"),
    ) && end - said <= 6
        && (said..end).all(|at| tokens.word(at).is_empty() || tokens.one_of(at, &OF_COURTESY))
}

/// What is said around words of courtesy.
static OF_COURTESY: Phrases = Phrases::of(
    "all|and|answer|appreciate|are|assistance|doing|for|friend|good|great|help|how|i|info|information|it|later|\
     much|my|next|nice|response|see|so|talk|that|the|time|to|today|until|very|was|you|your",
);

/// "how do i delete a reminder", "show me how …", "is there a way to …": about the assistant itself.
pub(super) fn asks_how(clause: &Clause<'_, '_>) -> bool {
    let (tokens, range) = (clause.tokens, &clause.range);
    let noun = || {
        heads::find_noun(tokens, range.clone()).is_some()
            || (range.clone()).any(|at| tokens.one_of(at, phrases!("list|lists|remind")))
    };
    let starts = |at: usize| tokens.longest(at, &phrases::HELP).is_some();
    let wants = tokens
        .longest(range.start, phrases!("help me with|help with|i need help"))
        .is_some();
    (starts(range.start) || starts(clause.head) || wants) && noun()
        || tokens
            .longest(range.start, phrases!("help me"))
            .is_some_and(|at| {
                heads::find_noun(tokens, range.clone()).is_some()
                    && !tokens.one_of(at, phrases!("remember|to"))
            })
}

/// Whether a clause asks, or wants what only other programs do.
pub(super) fn asks(clause: &Clause<'_, '_>, start: usize) -> bool {
    let tokens = clause.tokens;
    if tokens
        .get(start)
        .is_none_or(|token| token.kind == super::tokens::Kind::Literal)
    {
        return false;
    }
    let question = clause
        .range
        .end
        .checked_sub(1)
        .is_some_and(|last| tokens.is(last, b'?'));
    let head =
        |at: usize| tokens.longest(at, &phrases::QUESTIONS).is_some() && clause.range.end > at + 1;
    let does = tokens.word(start) == "do"
        && (start + 2..clause.range.end.min(start + 6)).any(|at| {
            tokens.one_of(
                at,
                phrases!("accept|feel|get|have|know|like|look|make|need|seem|still|take|want|work"),
            )
        });
    let refuses =
        tokens.one_of(start, phrases!("no|nope|stop|wrong")) && tokens.is(start + 1, b',');
    // "please rectify the command": the assistant's own.
    let own = clause.range.len() <= 8
        && tokens.one_before(
            super::target::end_of(tokens, &clause.range),
            phrases!("command"),
        );
    question
        || does
        || refuses
        || own
        || praise(tokens, start)
        || head(start)
        || head(clause.head) && clause.head > start
        || tokens.longest(start, &phrases::WANTS).is_some()
        || tokens
            .longest(clause.head, phrases!("define|do you|explain|find out|give me|how|is there|let me know|play|show me|tell me|what"))
            .is_some()
        || asks_later(tokens, start, clause.range.end)
}

/// "…, can you tell me how …": the question comes behind other words.
fn asks_later(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    static LATER: Phrases = Phrases::of(
        "can i|can you|do you|how|how's|if|is there|what|what's|when is|where|whether|which|who|why",
    );
    (start + 1..end.min(start + 12)).any(|at| {
        let clause_start = tokens.is(at - 1, b',')
            || tokens.one_of(at - 1, phrases!("know|me|please|see|so|wondering"));
        clause_start && tokens.longest(at, &LATER).is_some()
    })
}
