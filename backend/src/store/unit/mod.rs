//! A unit of work: everything that one request changes, with its events, its undo token and its recorded
//! answer, in one transaction. The only way in which tasks and lists are changed.

mod import;
mod known;
mod lists;
mod merge;
mod place;
mod reminders;
mod revert;
mod tags;
mod tasks;
mod webhooks;
mod write;

pub use reminders::NOTIFICATIONS;
pub use revert::Refused;

use jiff::{ToSpan as _, ZonedDateTime, tz::TimeZone};
use serde::Serialize;
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::{
    Error,
    claim::{self, Claim, Claimed},
    idempotency::{self, Answer, Recorded},
    outbox,
    undo::{self, Step},
    users,
};
use crate::{
    domain::{Invalid, task},
    secret,
    state::App,
};
use known::Known;

const UNDO_HOURS: i64 = 24;
pub const TASK_EVENTS: &str = "task-events";

/// Who changes what, and the key that keeps it from happening twice.
#[derive(Debug, Clone)]
pub struct Author {
    pub user: Uuid,
    /// "web", "api", "chat": told with each event.
    pub actor: &'static str,
    pub idempotency: Option<idempotency::Request>,
}

#[derive(Debug)]
pub struct Unit<'a> {
    app: &'a App,
    author: &'a Author,
    tx: Transaction<'static, Postgres>,
    /// The seq of the unit's first change.
    first: i64,
    /// The seq that the next change takes.
    seq: i64,
    /// Whether `seq` is a change's already, or still free.
    taken: bool,
    steps: Vec<Step>,
    /// Changes that are decided and not written yet, in their order.
    pending: Vec<task::Change>,
    /// Of a unit that makes many changes: what it has read.
    known: Option<Known>,
    /// The steps take back a change, not an undo.
    reverts: bool,
    /// One reading of the clock for the whole unit, in the person's zone: what changed together shows it.
    now: ZonedDateTime,
    default_reminder: Option<u32>,
    default_list: Option<Uuid>,
    claim: Option<Claim>,
}

/// An undo token and until when it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoToken {
    pub token: String,
    pub expires_at: jiff::Timestamp,
}

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum Rejected {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("there is no such {0}")]
    Missing(&'static str),
    #[error("{0}")]
    Conflict(String),
    #[error(transparent)]
    Store(#[from] Error),
}

impl Rejected {
    /// Refuses one more where a person has as many as anybody may have; `way` is how they make room.
    ///
    /// # Errors
    /// When there is no room.
    pub fn beyond(most: usize, own: usize, kind: &str, way: &str) -> Result<(), Self> {
        if own < most {
            return Ok(());
        }
        let detail = format!("There are {most} {kind} already; {way} one first.");
        Err(Self::Conflict(detail))
    }
}

impl From<super::lists::WriteError> for Rejected {
    fn from(error: super::lists::WriteError) -> Self {
        match error {
            super::lists::WriteError::NameTaken => {
                Invalid::new("name", "another list has this name").into()
            }
            super::lists::WriteError::Store(error) => error.into(),
        }
    }
}

/// Either the work may begin, or it was done before, or still is.
#[derive(Debug)]
pub enum Opened<'a> {
    Fresh(Box<Unit<'a>>),
    Replay(Recorded),
    InFlight,
}

impl<'a> Unit<'a> {
    /// Locks the person's row, so that what is read from here on stays as it is until the end.
    pub async fn open(app: &'a App, author: &'a Author) -> Result<Opened<'a>, Error> {
        let claim = match &author.idempotency {
            Some(request) => {
                match claim::claim(&app.runtime, &app.pool, author.user, request).await {
                    Claimed::Run(claim) => claim,
                    Claimed::Answered(recorded) => return Ok(Opened::Replay(recorded)),
                    Claimed::InFlight => return Ok(Opened::InFlight),
                }
            }
            None => None,
        };
        Ok(match Self::begin(app, author, claim).await? {
            Ok(unit) => Opened::Fresh(Box::new(unit)),
            Err(recorded) => Opened::Replay(recorded),
        })
    }

    async fn begin(
        app: &'a App,
        author: &'a Author,
        claim: Option<Claim>,
    ) -> Result<Result<Self, Recorded>, Error> {
        let mut tx = app.begin().await?;
        let person = users::lock(&mut tx, author.user).await?;
        if let Some(request) = &author.idempotency
            && let Some(recorded) = idempotency::find(&mut *tx, author.user, request).await?
        {
            return Ok(Err(recorded));
        }
        let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        Ok(Ok(Self {
            app,
            author,
            tx,
            first: person.seq,
            seq: person.seq,
            taken: false,
            steps: Vec::new(),
            pending: Vec::new(),
            known: None,
            reverts: false,
            now: app.clock.now().to_zoned_datetime(zone),
            default_reminder: person.default_reminder,
            default_list: person.default_list,
            claim,
        }))
    }

    /// Commits what was done so far, and goes on in a new transaction under the same claim. An answer is returned
    /// where a repeat of the request was quicker.
    pub async fn go_on(mut self) -> Result<Result<Self, Recorded>, Error> {
        self.flush().await?;
        self.return_seq().await?;
        let news = self.news();
        let Self {
            app,
            author,
            tx,
            claim,
            ..
        } = self;
        app.commit_events(tx, news).await?;
        Self::begin(app, author, claim).await
    }

    /// Takes back what was done since the last commit, and begins again, like [`Unit::go_on`]. Nobody waits for
    /// the person's row while `meanwhile` runs.
    pub async fn start_over<T>(
        self,
        meanwhile: impl Future<Output = T>,
    ) -> Result<(Result<Self, Recorded>, T), Error> {
        self.tx.rollback().await?;
        let done = meanwhile.await;
        let begun = Self::begin(self.app, self.author, self.claim).await?;
        Ok((begun, done))
    }

    #[must_use]
    pub fn author(&self) -> &'a Author {
        self.author
    }

    pub fn connection(&mut self) -> &mut sqlx::PgConnection {
        &mut self.tx
    }

    /// What the clock showed when the unit was opened, in the person's zone.
    #[must_use]
    pub fn now(&self) -> &ZonedDateTime {
        &self.now
    }

    /// The seq of the person's last change before this unit's.
    #[must_use]
    pub fn before(&self) -> i64 {
        self.first - 1
    }

    /// The token that reverts all that was written so far; `None` when nothing was.
    pub async fn undo_token(&mut self) -> Result<Option<UndoToken>, Error> {
        self.undo_token_with(None).await
    }

    /// The token of earlier transactions of the same request, which from now on reverts this one too.
    pub async fn undo_token_with(
        &mut self,
        earlier: Option<UndoToken>,
    ) -> Result<Option<UndoToken>, Error> {
        self.flush().await?;
        if self.steps.is_empty() {
            return Ok(earlier);
        }
        let token = earlier.map_or_else(secret::token, |earlier| earlier.token);
        let now = self.app.clock.now();
        let expires_at = now.saturating_add(UNDO_HOURS.hours()).unwrap_or(now);
        let hash = secret::hash(&token);
        let entry = undo::Entry {
            steps: self.steps.clone(),
            reverts: self.reverts,
        };
        undo::append(&mut self.tx, &hash, self.author.user, &entry, expires_at).await?;
        Ok(Some(UndoToken { token, expires_at }))
    }

    /// Whose events the relay is to be told of, and from which seq on.
    fn news(&self) -> Option<(Uuid, i64)> {
        self.taken.then_some((self.author.user, self.first))
    }

    /// Gives the seq back that no change took.
    async fn return_seq(&mut self) -> Result<(), Error> {
        if !self.taken {
            outbox::return_seq(&mut self.tx, self.author.user).await?;
        }
        Ok(())
    }

    /// Records the answer under the request's key, and commits.
    pub async fn commit(mut self, answer: &Answer) -> Result<(), Error> {
        self.flush().await?;
        if let Some(request) = &self.author.idempotency {
            let (user, now) = (self.author.user, self.app.clock.now());
            idempotency::insert(&mut *self.tx, user, request, answer, now).await?;
        }
        self.return_seq().await?;
        let news = self.news();
        self.app.commit_events(self.tx, news).await?;
        if let Some(claim) = self.claim {
            claim.answered(answer);
        }
        Ok(())
    }
}

/// An answer with a JSON body.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn answer(
    status: u16,
    body: &impl Serialize,
    undo: Option<&UndoToken>,
) -> Result<Answer, Error> {
    let body = serde_json::to_value(body).map_err(|error| Error::Inconsistent {
        table: "idempotency_requests",
        problem: error.to_string(),
    })?;
    let headers = undo
        .map(|undo| ("undo-token".to_owned(), undo.token.clone()))
        .into_iter()
        .collect();
    Ok(Answer {
        status,
        headers,
        body: Some(body),
    })
}
