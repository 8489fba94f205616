//! A conversation: what was understood is done, each part in a transaction of its own, and answered in words.
//!
//! A message is read once ([`opening`]); what it asks for is done part by part ([`turn`]), in order; what was done is
//! kept with each part ([`outcome`]), so that a repeat of the request goes on where it broke off; questions come last.

mod act;
mod asked;
mod change;
mod confirm;
mod history;
mod likeness;
mod model;
mod on_lists;
mod opening;
mod outcome;
mod progress;
mod reply;
mod target;
mod turn;

use shared::api::{ChatReply, ChatRequest, Message, Role, User};

use crate::{
    domain::account,
    error::Problem,
    state::App,
    store::{
        conversations,
        idempotency::{Answer, Recorded},
        unit::{self, Rejected, UndoToken, Unit},
    },
};
use opening::{Opening, Part, Script};
use outcome::Outcome;
use turn::Turn;

pub use confirm::YES;
pub use turn::add;

/// What answers a message.
#[derive(Debug)]
pub enum Answered {
    Now(Answer),
    /// A repeat of the request was quicker.
    Before(Recorded),
}

/// What goes through all parts of a message.
struct Talk<'a> {
    app: &'a App,
    user: &'a User,
    message: &'a str,
}

/// Understands a message, does it, remembers what "it" now means, and keeps both messages.
pub async fn answer(
    app: &App,
    mut work: Unit<'_>,
    user: &User,
    message: &str,
    request: &ChatRequest,
) -> Result<Answered, Problem> {
    let talk = Talk { app, user, message };
    let opening = if let Some(opening) = progress::opening(&mut work).await? {
        opening
    } else {
        let read;
        (work, read) = match Box::pin(talk.open(work, request)).await? {
            Ok(opened) => opened,
            Err(recorded) => return Ok(Answered::Before(recorded)),
        };
        read
    };
    let script = opening.script(user, message, request);
    let mut so_far = Outcome {
        sentences: script.sentences.clone(),
        reference: opening.reference.clone(),
        ..Outcome::default()
    };
    let mut done = 0;
    loop {
        if script.parts.len() > 1 {
            done += progress::catch_up(&mut work, done, &mut so_far).await?;
        }
        let Some(part) = script.parts.get(done) else {
            break;
        };
        let outcome;
        (work, outcome) = match talk.attempt(work, &opening, part, &so_far).await? {
            Ok(attempted) => attempted,
            Err(recorded) => return Ok(Answered::Before(recorded)),
        };
        done += 1;
        if done == script.parts.len() {
            // The last part shares its transaction with the answer.
            so_far.absorb(outcome);
            break;
        }
        progress::keep(&mut work, done, &opening, &outcome).await?;
        so_far.absorb(outcome);
        work = match work.go_on().await? {
            Ok(next) => next,
            Err(recorded) => return Ok(Answered::Before(recorded)),
        };
    }
    talk.finish(work, &opening, &script, so_far).await
}

impl Talk<'_> {
    /// Reads what the message is said to; what the grammar does not understand, a model may.
    async fn open<'u>(
        &self,
        mut work: Unit<'u>,
        request: &ChatRequest,
    ) -> Result<Result<(Unit<'u>, Opening), Recorded>, Problem> {
        let (app, user, message) = (self.app, self.user, self.message);
        let opening = Opening::read(app, &mut work, user, message, request).await?;
        let script = opening.script(user, message, request);
        let Some(question) = model::question(app, &mut work, &opening, &script.failed).await?
        else {
            return Ok(Ok((work, opening)));
        };
        let (begun, consulted) = work.start_over(question.ask()).await?;
        let mut work = match begun {
            Ok(work) => work,
            Err(recorded) => return Ok(Err(recorded)),
        };
        // Meanwhile the conversation may have gone on.
        let mut opening = Opening::read(app, &mut work, user, message, request).await?;
        opening.consulted = Some(consulted?);
        Ok(Ok((work, opening)))
    }

    /// Does one part. One that fails is named; nothing of it stays.
    async fn attempt<'u>(
        &self,
        mut work: Unit<'u>,
        opening: &Opening,
        part: &Part,
        so_far: &Outcome,
    ) -> Result<Result<(Unit<'u>, Outcome), Recorded>, Problem> {
        let now = opening.now(self.user);
        let mut turn = Turn::begin(&mut work, self.user, &now, so_far).await?;
        let ran = turn.run(part).await;
        let mut outcome = turn.part;
        match ran {
            Ok(()) => {
                let earlier = so_far.undo.clone().map(UndoToken::from);
                let undo = work.undo_token_with(earlier).await?;
                outcome.undo = undo.map(Into::into);
                Ok(Ok((work, outcome)))
            }
            Err(Rejected::Store(error)) => Err(error.into()),
            Err(why) => {
                let command = match part {
                    Part::Command(command) => Some(command),
                    Part::Confirmed(_) | Part::Chosen(_) | Part::Picked(_) => None,
                };
                let named = Outcome {
                    sentences: vec![reply::failed(command, &why)],
                    reference: so_far.reference.clone(),
                    ..Outcome::default()
                };
                let (begun, ()) = work.start_over(std::future::ready(())).await?;
                Ok(begun.map(|work| (work, named)))
            }
        }
    }

    /// Answers questions, and commits the answer with the last part.
    async fn finish(
        &self,
        mut work: Unit<'_>,
        opening: &Opening,
        script: &Script,
        mut so_far: Outcome,
    ) -> Result<Answered, Problem> {
        if !script.closing.is_empty() {
            let now = opening.now(self.user);
            let mut turn = Turn::begin(&mut work, self.user, &now, &so_far).await?;
            // What a question shows is numbered together with what the parts did.
            turn.part.tasks = std::mem::take(&mut so_far.tasks);
            for command in &script.closing {
                turn.command(command).await?;
            }
            let closing = turn.part;
            so_far.absorb(closing);
        }
        for failed in &script.failed {
            let alone = script.failed.len() == 1 && so_far.sentences.is_empty();
            so_far.sentences.push(reply::not_understood(failed, alone));
            so_far.suggestions.extend(reply::readings(failed));
        }
        if !account::zone_is_known(self.user) {
            so_far.sentences.push(reply::no_zone(&self.user.time_zone));
        }
        let reply = self.keep(&mut work, opening, script, so_far).await?;
        progress::forget(&mut work).await?;
        let answer = unit::answer(200, &reply, None)?;
        work.commit(&answer).await?;
        Ok(Answered::Now(answer))
    }

    /// Keeps both messages, the open question, and what words now mean.
    async fn keep(
        &self,
        work: &mut Unit<'_>,
        opening: &Opening,
        script: &Script,
        so_far: Outcome,
    ) -> Result<ChatReply, Problem> {
        let (clock, user) = (&self.app.clock, self.user.id);
        let (conversation, now) = (opening.conversation, clock.now());
        let reference = &so_far.reference;
        conversations::remember(work.connection(), user, conversation, reference, now).await?;
        let confirm = confirm::keep(work, user, conversation, &so_far.asks).await?;
        let suggestions = progress::suggestions(&so_far, confirm.is_some());
        let said = Message {
            id: clock.new_id(),
            role: Role::User,
            text: self.message.to_owned(),
            reply: None,
            created_at: now,
        };
        let reply = ChatReply {
            conversation_id: conversation,
            message_id: clock.new_id(),
            reply: so_far.sentences.join("\n"),
            understood: script.spans.clone(),
            actions: so_far.actions,
            tasks: so_far.tasks,
            undo: so_far.undo,
            confirm,
            choose: so_far.choose,
            suggestions,
        };
        let answered = Message {
            id: reply.message_id,
            role: Role::Assistant,
            text: reply.reply.clone(),
            reply: Some(reply.clone()),
            created_at: now,
        };
        let connection = work.connection();
        conversations::insert_message(connection, conversation, &said).await?;
        conversations::insert_message(connection, conversation, &answered).await?;
        Ok(reply)
    }
}
