//! A conversation: what was understood is done, in one transaction, and answered in words.

mod change;
mod confirm;
mod likeness;
mod on_lists;
mod reply;
mod target;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use shared::{
    api::{
        Action, ChatReply, ChatRequest, Choice, CreateList, CreateTask, List, Message, Role, Task,
        UndoOffer, Undone, User,
    },
    language::{Command, Context, Draft, Query, Understood, understand},
};
use uuid::Uuid;

use crate::{
    domain::account,
    error::Problem,
    secret,
    state::App,
    store::{
        confirmations::{self, Confirmation},
        conversations::{self, Reference},
        lists,
        tasks::{self, Shown},
        unit::{Refused, Unit},
    },
};
pub use confirm::YES;

/// How many open tasks a title is looked for in, and a query answers from.
const CANDIDATES: i64 = 1000;

/// What the language engine needs to know of a person.
pub fn context<'a>(
    app: &App,
    user: &User,
    lists: &'a [String],
    shown: usize,
) -> Result<Context<'a>, Problem> {
    let zone = account::time_zone("time_zone", &user.time_zone)?;
    Ok(Context {
        now: app.clock.now().to_zoned_datetime(zone),
        lists,
        shown,
        week_start: Weekday::Monday,
        month_first: false,
    })
}

/// Writes the task that a draft describes, in a new list where it names one that is not there yet.
pub async fn add(work: &mut Unit<'_>, known: &[List], draft: Draft) -> Result<Task, Problem> {
    let list = match draft.list.as_deref() {
        None => known.iter().find(|list| list.is_inbox).map(|list| list.id),
        Some(name) => known
            .iter()
            .find(|list| list.name.to_lowercase() == name.to_lowercase())
            .map(|list| list.id),
    };
    let list = match (list, draft.list) {
        (Some(list), _) => list,
        (None, name) => {
            let request = CreateList {
                name: name.unwrap_or_default(),
                ..CreateList::default()
            };
            work.create_list(&request).await?.id
        }
    };
    let request = CreateTask {
        list_id: Some(list),
        title: draft.title,
        tags: draft.tags,
        priority: draft.priority,
        due: draft.due,
        recurrence: draft.recurrence,
        reminders: draft
            .reminder
            .map(|reminder| vec![change::reminder_of(reminder, work.now().time_zone())]),
        ..CreateTask::default()
    };
    Ok(work.create(&request).await?)
}

/// What is done to tasks that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verb {
    Complete,
    Reopen,
    Delete,
}

impl Verb {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Reopen => "reopen",
            Self::Delete => "delete",
        }
    }

    /// Among which tasks its target is.
    const fn shown(self) -> Shown {
        match self {
            Self::Complete | Self::Delete => Shown::Open,
            Self::Reopen => Shown::Done,
        }
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Complete => "task.completed",
            Self::Reopen => "task.reopened",
            Self::Delete => "task.deleted",
        }
    }
}

/// One answer in the making.
struct Turn<'a, 'u> {
    app: &'a App,
    work: &'a mut Unit<'u>,
    user: &'a User,
    known: Vec<List>,
    now: jiff::ZonedDateTime,
    reference: Reference,
    sentences: Vec<String>,
    actions: Vec<Action>,
    tasks: Vec<Task>,
    choose: Option<Choice>,
    /// What waits for a yes.
    pinned: Vec<confirm::Pinned>,
}

/// Understands a message, does it, remembers what "it" now means, and keeps both messages.
pub async fn answer(
    app: &App,
    work: &mut Unit<'_>,
    user: &User,
    message: &str,
    request: &ChatRequest,
) -> Result<ChatReply, Problem> {
    let question = question(work, user, message, request).await?;
    let asked_in = match &question {
        Question::Answered(confirmation) => Some(confirmation.conversation_id),
        Question::Declined | Question::Gone | Question::None => None,
    };
    let (conversation, mut reference) =
        conversation(app, work, user, asked_in.or(request.conversation_id)).await?;
    if let (true, Some(view)) = (reference.shown.is_empty(), &request.view) {
        reference.shown.clone_from(&view.task_ids);
    }
    let known = lists::all(work.connection(), user.id).await?;
    let names: Vec<_> = known.iter().map(|list| list.name.clone()).collect();
    let context = context(app, user, &names, reference.shown.len())?;
    let now = context.now.clone();
    let mut turn = Turn {
        app,
        work,
        user,
        known,
        now,
        reference,
        sentences: Vec::new(),
        actions: Vec::new(),
        tasks: Vec::new(),
        choose: None,
        pinned: Vec::new(),
    };
    let mut spans = Vec::new();
    match question {
        Question::Answered(confirmation) => turn.confirmed(confirmation).await?,
        Question::Declined => turn.sentences.push(reply::DECLINED.to_owned()),
        Question::Gone => turn.sentences.push(reply::NO_QUESTION.to_owned()),
        Question::None => match understand(message, &request.literal, &context) {
            Ok(understood) => spans = turn.all(understood).await?,
            Err(reason) => turn.sentences.push(reason.to_string()),
        },
    }
    turn.finish(conversation, message, spans).await
}

/// What a message is to the question that was open before it.
enum Question {
    Answered(Confirmation),
    Declined,
    /// A yes to a question that is answered, dropped or too old.
    Gone,
    None,
}

async fn question(
    work: &mut Unit<'_>,
    user: &User,
    message: &str,
    request: &ChatRequest,
) -> Result<Question, Problem> {
    let now = work.now().timestamp();
    if let Some(token) = &request.confirm {
        let hash = secret::hash(token);
        let found = confirmations::take(work.connection(), &hash, user.id, now).await?;
        return Ok(found.map_or(Question::Gone, Question::Answered));
    }
    let Some(conversation) = request.conversation_id else {
        return Ok(Question::None);
    };
    let open = confirmations::take_open(work.connection(), user.id, conversation, now).await?;
    Ok(match open {
        Some(open) if confirm::agrees(message) => Question::Answered(open),
        Some(_) if confirm::declines(message) => Question::Declined,
        Some(_) | None => Question::None,
    })
}

async fn conversation(
    app: &App,
    work: &mut Unit<'_>,
    user: &User,
    id: Option<Uuid>,
) -> Result<(Uuid, Reference), Problem> {
    if let Some(id) = id {
        let reference = conversations::reference(work.connection(), user.id, id)
            .await?
            .ok_or_else(|| Problem::not_found("conversation"))?;
        return Ok((id, reference));
    }
    let id = app.clock.new_id();
    conversations::insert(work.connection(), user.id, id, app.clock.now()).await?;
    Ok((id, Reference::default()))
}

impl Turn<'_, '_> {
    /// Does all that was understood, in order, questions last; what was not is named.
    async fn all(
        &mut self,
        understood: Understood,
    ) -> Result<Vec<shared::language::Span>, Problem> {
        let (questions, changes): (Vec<_>, Vec<_>) = understood
            .commands
            .into_iter()
            .partition(|command| matches!(command, Command::List(_)));
        for command in changes.into_iter().chain(questions) {
            self.run(command).await?;
        }
        for failed in understood.failed {
            self.sentences
                .push(format!("“{}”: {}", failed.text, failed.why));
        }
        Ok(understood.spans)
    }

    async fn run(&mut self, command: Command) -> Result<(), Problem> {
        match command {
            Command::Add(draft) => self.add(draft).await,
            Command::List(query) => self.list(&query).await,
            Command::Complete(target) => self.change(&target, Verb::Complete).await,
            Command::Reopen(target) => self.change(&target, Verb::Reopen).await,
            Command::Delete(target) => self.change(&target, Verb::Delete).await,
            Command::CancelReminder(target) => self.cancel_reminder(&target).await,
            Command::Update(target, changes) => self.update(&target, &changes).await,
            Command::ClearCompleted => self.clear_completed().await,
            Command::CreateList(name) => self.create_list(name).await,
            Command::RenameList { from, to } => self.rename_list(&from, &to).await,
            Command::DeleteList(name) => self.delete_list(&name).await,
            Command::Undo => self.undo().await,
            Command::Redo => self.redo().await,
            Command::Help => {
                self.sentences.push(reply::HELP.to_owned());
                Ok(())
            }
            Command::Courtesy(courtesy) => {
                self.sentences.push(reply::courtesy(courtesy).to_owned());
                Ok(())
            }
        }
    }

    async fn add(&mut self, draft: Draft) -> Result<(), Problem> {
        let task = add(self.work, &self.known, draft).await?;
        if !self.known.iter().any(|list| list.id == task.list_id) {
            self.known = lists::all(self.work.connection(), self.user.id).await?;
        }
        let list = self.known.iter().find(|list| list.id == task.list_id);
        self.sentences.push(reply::added(&task, list, &self.now));
        self.acted("task.created", task);
        Ok(())
    }

    fn acted(&mut self, kind: &str, task: Task) {
        self.reference.last_task = Some(task.id);
        self.actions.push(Action {
            r#type: kind.to_owned(),
            task_id: task.id,
        });
        self.tasks.push(task);
    }

    async fn list(&mut self, query: &Query) -> Result<(), Problem> {
        let shown = if query.done { Shown::Done } else { Shown::Open };
        let all = tasks::page(
            self.work.connection(),
            self.user.id,
            shown,
            None,
            CANDIDATES,
        )
        .await?;
        let found = reply::matching(all, query, &self.known, &self.now);
        self.sentences.push(reply::listed(&found, query, &self.now));
        // One numbering for all that the answer shows: "the second one" is the second card.
        self.tasks
            .retain(|task| !found.iter().any(|listed| listed.id == task.id));
        self.tasks.extend(found);
        self.reference.shown = self.tasks.iter().map(|task| task.id).collect();
        Ok(())
    }

    /// Completed tasks go to the trash, once the person has said yes.
    async fn clear_completed(&mut self) -> Result<(), Problem> {
        let connection = self.work.connection();
        let done = tasks::page(connection, self.user.id, Shown::Done, None, CANDIDATES).await?;
        match &done[..] {
            [] => self
                .sentences
                .push("There are no completed tasks.".to_owned()),
            [only] => self.apply(only, Verb::Delete).await?,
            several => self.ask(Verb::Delete, several),
        }
        Ok(())
    }

    /// Reverts the newest change that can still be reverted.
    async fn undo(&mut self) -> Result<(), Problem> {
        let reverted = self.work.revert_newest().await;
        self.reverted(reverted, "There is nothing to undo.", "Undone")
    }

    /// Takes the newest undo back.
    async fn redo(&mut self) -> Result<(), Problem> {
        let reverted = self.work.reapply_newest().await;
        self.reverted(reverted, "There is nothing to redo.", "Done again")
    }

    fn reverted(
        &mut self,
        reverted: Result<Option<Undone>, Refused>,
        nothing: &str,
        done: &str,
    ) -> Result<(), Problem> {
        let reverted = match reverted {
            Ok(reverted) => reverted,
            Err(Refused::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(Problem::conflict(format!("Left alone: {refused}."))),
        };
        match reverted {
            None => self.sentences.push(nothing.to_owned()),
            Some(undone) => {
                for task in undone.tasks {
                    self.sentences.push(reply::undone(done, &task));
                    self.acted("task.updated", task);
                }
            }
        }
        Ok(())
    }

    async fn finish(
        mut self,
        conversation: Uuid,
        message: &str,
        understood: Vec<shared::language::Span>,
    ) -> Result<ChatReply, Problem> {
        let undo = self.work.undo_token().await?;
        let confirm = self.keep_question(conversation).await?;
        let suggestions = match confirm {
            Some(_) => vec!["Yes".to_owned(), "No".to_owned()],
            None => reply::SUGGESTIONS.map(str::to_owned).to_vec(),
        };
        let now = self.app.clock.now();
        let said = Message {
            id: self.app.clock.new_id(),
            role: Role::User,
            text: message.to_owned(),
            reply: None,
            created_at: now,
        };
        let reply = ChatReply {
            conversation_id: conversation,
            message_id: self.app.clock.new_id(),
            reply: self.sentences.join("\n"),
            understood,
            actions: self.actions,
            tasks: self.tasks,
            undo: undo.map(|undo| UndoOffer {
                token: undo.token,
                expires_at: undo.expires_at,
            }),
            confirm,
            choose: self.choose,
            suggestions,
        };
        let answered = Message {
            id: reply.message_id,
            role: Role::Assistant,
            text: reply.reply.clone(),
            reply: Some(reply.clone()),
            created_at: now,
        };
        let connection = self.work.connection();
        conversations::remember(connection, conversation, &self.reference, now).await?;
        conversations::insert_message(connection, conversation, &said).await?;
        conversations::insert_message(connection, conversation, &answered).await?;
        Ok(reply)
    }
}
