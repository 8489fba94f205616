//! A unit of work: everything that one request changes, with its events, its undo token and its recorded
//! answer, in one transaction. The only way in which tasks and lists are changed.

use std::collections::HashMap;

use jiff::ToSpan as _;
use serde::Serialize;
use shared::api::{EVENT_SCHEMA_VERSION, EventData, List, Task};
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::{
    Error,
    idempotency::{self, Answer, Recorded},
    lists, outbox, tasks,
    undo::{self, Step},
};
use crate::{
    domain::{self, task::Change},
    secret,
    state::App,
};

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
    /// The seq that the next change takes.
    seq: i64,
    /// Whether `seq` is a change's already, or still free.
    taken: bool,
    steps: Vec<Step>,
}

/// An undo token and until when it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoToken {
    pub token: String,
    pub expires_at: jiff::Timestamp,
}

/// Why an undo token reverts nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the token is unknown, used, or too old")]
    Unknown,
    #[error("changed since: {0:?}")]
    Changed(Vec<String>),
    #[error(transparent)]
    Store(#[from] Error),
}

/// Either the work may begin, or it was done before.
#[derive(Debug)]
pub enum Opened<'a> {
    Fresh(Unit<'a>),
    Replay(Recorded),
}

impl<'a> Unit<'a> {
    /// Locks the person's row, so that what is read from here on stays as it is until the end.
    pub async fn open(app: &'a App, author: &'a Author) -> Result<Opened<'a>, Error> {
        let mut tx = app.begin().await?;
        let seq = outbox::next_seq(&mut tx, author.user).await?;
        if let Some(request) = &author.idempotency
            && let Some(recorded) = idempotency::find(&mut *tx, author.user, request).await?
        {
            return Ok(Opened::Replay(recorded));
        }
        Ok(Opened::Fresh(Self {
            app,
            author,
            tx,
            seq,
            taken: false,
            steps: Vec::new(),
        }))
    }

    pub fn connection(&mut self) -> &mut sqlx::PgConnection {
        &mut self.tx
    }

    pub async fn task(&mut self, id: Uuid) -> Result<Option<Task>, Error> {
        tasks::find(&mut *self.tx, self.author.user, id).await
    }

    /// Writes a change with its event. `false` when a new task's id exists already; then nothing is written.
    pub async fn write(&mut self, change: &Change) -> Result<bool, Error> {
        let user = self.author.user;
        if change.before.is_none() {
            if !tasks::insert(&mut self.tx, user, &change.after).await? {
                return Ok(false);
            }
        } else {
            tasks::update(&mut self.tx, user, &change.after).await?;
        }
        self.steps.push(Step {
            task_id: change.after.id,
            before: change.before.clone(),
            after_version: change.after.version,
        });
        let data = EventData {
            task: Some(change.after.clone()),
            changed: change.changed.clone(),
            ..self.event().await?
        };
        self.enqueue(change.kind, change.after.id, data).await?;
        Ok(true)
    }

    pub async fn create_list(&mut self, list: &List) -> Result<(), Error> {
        lists::insert(&mut self.tx, self.author.user, list, self.app.clock.now()).await?;
        let data = EventData {
            list: Some(list.clone()),
            ..self.event().await?
        };
        self.enqueue("list.created", list.id, data).await
    }

    async fn event(&mut self) -> Result<EventData, Error> {
        if std::mem::replace(&mut self.taken, true) {
            self.seq = outbox::next_seq(&mut self.tx, self.author.user).await?;
        }
        Ok(EventData {
            schema_version: EVENT_SCHEMA_VERSION,
            user_id: self.author.user,
            seq: self.seq,
            actor: self.author.actor.to_owned(),
            task: None,
            list: None,
            changed: Vec::new(),
        })
    }

    async fn enqueue(&mut self, kind: &str, subject: Uuid, data: EventData) -> Result<(), Error> {
        let event = outbox::NewEvent {
            id: self.app.clock.new_id(),
            topic: TASK_EVENTS,
            r#type: kind.to_owned(),
            subject,
            time: self.app.clock.now(),
            data,
        };
        outbox::enqueue(&mut self.tx, &event).await
    }

    /// The token that reverts all that was written so far; `None` when nothing was.
    pub async fn undo_token(&mut self) -> Result<Option<UndoToken>, Error> {
        if self.steps.is_empty() {
            return Ok(None);
        }
        let token = secret::token();
        let now = self.app.clock.now();
        let expires_at = now.saturating_add(UNDO_HOURS.hours()).unwrap_or(now);
        let hash = secret::hash(&token);
        undo::insert(
            &mut self.tx,
            &hash,
            self.author.user,
            &self.steps,
            expires_at,
        )
        .await?;
        Ok(Some(UndoToken { token, expires_at }))
    }

    /// Reverts what a token stands for, the last change first: all of it, or nothing once this unit is dropped.
    pub async fn revert(&mut self, token: &str) -> Result<Vec<Task>, Refused> {
        let (user, now) = (self.author.user, self.app.clock.now());
        let steps = undo::take(&mut self.tx, &secret::hash(token), user, now)
            .await?
            .ok_or(Refused::Unknown)?;
        self.revert_steps(&steps).await
    }

    /// Reverts the person's newest change; `None` when none is left.
    pub async fn revert_newest(&mut self) -> Result<Option<Vec<Task>>, Refused> {
        let (user, now) = (self.author.user, self.app.clock.now());
        match undo::take_newest(&mut self.tx, user, now).await? {
            Some(steps) => self.revert_steps(&steps).await.map(Some),
            None => Ok(None),
        }
    }

    async fn revert_steps(&mut self, steps: &[Step]) -> Result<Vec<Task>, Refused> {
        let newest: HashMap<_, _> = steps
            .iter()
            .map(|step| (step.task_id, step.after_version))
            .collect();
        let ids: Vec<_> = newest.keys().copied().collect();
        let found = tasks::find_all(&mut *self.tx, self.author.user, &ids).await?;
        let mut tasks: HashMap<_, _> = found.into_iter().map(|task| (task.id, task)).collect();
        let changed: Vec<_> = tasks
            .values()
            .filter(|task| newest.get(&task.id) != Some(&task.version))
            .map(|task| task.title.clone())
            .collect();
        if !changed.is_empty() {
            return Err(Refused::Changed(changed));
        }
        for step in steps.iter().rev() {
            let Some(task) = tasks.get(&step.task_id) else {
                continue;
            };
            let now = self.app.clock.now();
            if let Some(change) = domain::task::revert(task, step.before.as_ref(), now) {
                self.write(&change).await?;
                tasks.insert(step.task_id, change.after);
            }
        }
        Ok(tasks.into_values().collect())
    }

    /// Records the answer under the request's key, and commits. Without a change nothing is written: the
    /// seq that was taken goes back with the transaction.
    pub async fn commit(mut self, answer: &Answer) -> Result<(), Error> {
        if let Some(request) = &self.author.idempotency {
            let (user, now) = (self.author.user, self.app.clock.now());
            idempotency::insert(&mut *self.tx, user, request, answer, now).await?;
        }
        if !self.taken {
            outbox::return_seq(&mut self.tx, self.author.user).await?;
        }
        self.app.commit(self.tx).await
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
