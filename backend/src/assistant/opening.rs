//! What a message is read against, and what it then asks for. Both are the same when the request is repeated after a
//! crash: the opening is kept with the first part that was done.

use jiff::{Timestamp, ZonedDateTime, civil::Weekday};
use serde::{Deserialize, Serialize};
use shared::{
    api::{ChatRequest, List, TimesOfDay, User},
    language::{Command, Context, Failed, Span, Target, understand},
};
use uuid::Uuid;

use super::{
    act::Pinned,
    confirm,
    model::{Consulted, Deed},
    outcome::Asks,
    reply,
};
use crate::{
    domain::account,
    error::Problem,
    secret,
    state::App,
    store::{
        confirmations,
        conversations::{self, Pin, Reference},
        lists,
        unit::Unit,
    },
};

const UNNUMBERED: usize = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Opening {
    pub(super) conversation: Uuid,
    pub(super) at: Timestamp,
    /// The names of the person's lists.
    lists: Vec<String>,
    pub(super) reference: Reference,
    answers: Answers,
    /// What a language model made of what the grammar did not understand.
    pub(super) consulted: Option<Consulted>,
}

/// What a message is to what was asked before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answers {
    Confirmed(Asks),
    Chosen(Vec<Pinned>),
    Declined,
    /// A yes to a question that is answered, dropped or too old.
    Gone,
    Nothing,
}

/// A part that changes something, done in a transaction of its own.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Confirmed(Asks),
    Chosen(Vec<Pinned>),
    /// By a language model.
    Picked(Vec<(Pin, Deed)>),
    Command(Command),
}

/// All that a message asks for.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) parts: Vec<Part>,
    /// Questions and talk: they come last, and see what the parts did.
    pub(super) closing: Vec<Command>,
    pub(super) failed: Vec<Failed>,
    pub(super) sentences: Vec<String>,
    pub(super) spans: Vec<Span>,
}

impl Opening {
    /// Reads what the conversation, its open question and the person's lists are. Changes nothing.
    pub(super) async fn read(
        app: &App,
        work: &mut Unit<'_>,
        user: &User,
        message: &str,
        request: &ChatRequest,
    ) -> Result<Self, Problem> {
        let at = work.now().timestamp();
        let by_token = match &request.confirm {
            Some(token) => {
                let hash = secret::hash(token);
                Some(confirmations::by_token(work.connection(), &hash, user.id, at).await?)
            }
            None => None,
        };
        let asked_in = by_token.iter().flatten().next();
        let id = asked_in
            .map(|question| question.conversation_id)
            .or(request.conversation_id);
        let mut reference = match id {
            Some(id) => conversations::reference(work.connection(), user.id, id)
                .await?
                .ok_or_else(|| Problem::not_found("conversation"))?,
            None => Reference::default(),
        };
        let answers = match (by_token, id) {
            (Some(found), _) => found
                .as_ref()
                .and_then(confirm::asked)
                .map_or(Answers::Gone, Answers::Confirmed),
            (None, Some(id)) => {
                let open = confirmations::open(work.connection(), user.id, id, at).await?;
                answered(message, open.as_ref().and_then(confirm::asked), &reference)
            }
            (None, None) => Answers::Nothing,
        };
        // A choice is open for one message.
        reference.offered = serde_json::Value::Null;
        if let (true, Some(view)) = (reference.shown.is_empty(), &request.view) {
            let pin = |id: &Uuid| Pin {
                id: *id,
                title: String::new(),
            };
            reference.shown = view.task_ids.iter().map(pin).collect();
        }
        let known: Vec<List> = lists::all(work.connection(), user.id).await?;
        Ok(Self {
            conversation: id.unwrap_or_else(|| app.clock.new_id()),
            at,
            lists: known.into_iter().map(|list| list.name).collect(),
            reference,
            answers,
            consulted: None,
        })
    }

    /// When the message came, where the person is.
    pub(super) fn now(&self, user: &User) -> ZonedDateTime {
        self.at.to_zoned_datetime(account::zone(user))
    }

    /// What the message asks for.
    pub(super) fn script(&self, user: &User, message: &str, request: &ChatRequest) -> Script {
        let mut script = Script::default();
        match &self.answers {
            Answers::Confirmed(asks) => script.parts.push(Part::Confirmed(asks.clone())),
            Answers::Chosen(pinned) => script.parts.push(Part::Chosen(pinned.clone())),
            Answers::Declined => script.sentences.push(reply::DECLINED.to_owned()),
            Answers::Gone => script.sentences.push(reply::NO_QUESTION.to_owned()),
            Answers::Nothing => {
                // Where nothing is numbered, a number is still read as one: it is said that there is none.
                let shown = match self.reference.shown.len() {
                    0 => UNNUMBERED,
                    shown => shown,
                };
                let context = Context::of(user, self.now(user).into(), &self.lists, shown);
                match understand(message, &request.literal, &context) {
                    Ok(understood) => {
                        for command in understood.commands {
                            script.command(command);
                        }
                        script.failed = understood.failed;
                        script.spans = understood.spans;
                    }
                    Err(why) => script.failed.push(Failed {
                        text: message.to_owned(),
                        why,
                    }),
                }
            }
        }
        if let Some(consulted) = &self.consulted {
            consulted.clone().into_script(&mut script);
        }
        script
    }
}

impl Script {
    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::List(_) | Command::Lists | Command::Help | Command::Courtesy(_) => {
                self.closing.push(command);
            }
            command => self.parts.push(Part::Command(command)),
        }
    }
}

/// A yes or a no to an open question, or one of an open choice.
fn answered(message: &str, question: Option<Asks>, reference: &Reference) -> Answers {
    let offered: Vec<Pinned> =
        serde_json::from_value(reference.offered.clone()).unwrap_or_default();
    if let Some(asks) = question {
        if confirm::agrees(message) {
            return Answers::Confirmed(asks);
        }
        if confirm::declines(message) {
            return Answers::Declined;
        }
        return Answers::Nothing;
    }
    match &offered[..] {
        [] => Answers::Nothing,
        [only] if confirm::agrees(message) => Answers::Chosen(vec![only.clone()]),
        _ if confirm::declines(message) => Answers::Declined,
        _ => chosen(message, &offered, reference).map_or(Answers::Nothing, Answers::Chosen),
    }
}

/// Those that a message picks by nothing but their numbers: "2", "the second one", "both".
fn chosen(message: &str, offered: &[Pinned], reference: &Reference) -> Option<Vec<Pinned>> {
    let context = Context {
        now: ZonedDateTime::new(Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC).into(),
        lists: &[],
        shown: offered.len(),
        week_start: Weekday::Monday,
        month_first: false,
        times_of_day: TimesOfDay::default(),
    };
    if let Some(at) = reference
        .shown
        .iter()
        .position(|pin| pin.title.to_lowercase() == message.trim().to_lowercase())
    {
        return offered.get(at).map(|pinned| vec![pinned.clone()]);
    }
    let understood = understand(&format!("complete {message}"), &[], &context).ok()?;
    match &understood.commands[..] {
        [Command::Complete(Target::Ordinals(numbers))] if understood.failed.is_empty() => numbers
            .iter()
            .map(|number| offered.get(number.checked_sub(1)?).cloned())
            .collect(),
        [Command::Complete(Target::Them)] => Some(offered.to_vec()),
        _ => None,
    }
}
