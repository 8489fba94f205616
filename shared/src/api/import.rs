use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Activity, Due, List, Message, Notification, SavedFilter, Task, UndoOffer, User};

/// What an export calls itself.
pub const EXPORT_FORMAT: &str = "todo-chatbot";
pub const EXPORT_VERSION: u32 = 1;

/// `GET /api/v1/export`: everything of one person. It is streamed: `tasks` come before the lists that they are in.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// "todo-chatbot"
    #[cfg_attr(feature = "openapi", schema(examples("todo-chatbot")))]
    pub format: String,
    pub version: u32,
    pub exported_at: Timestamp,
    /// What changed after this `seq` may be in it, or not.
    pub seq: i64,
    pub user: User,
    /// The trash, too.
    pub tasks: Vec<ExportedTask>,
    /// The trash, too.
    pub lists: Vec<List>,
    pub filters: Vec<SavedFilter>,
    pub messages: Vec<Message>,
    pub notifications: Vec<Notification>,
    pub activity: Vec<Activity>,
}

/// A task, and where its repeat counts from.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedTask {
    #[serde(flatten)]
    pub task: Task,
    #[serde(default)]
    pub anchor: Option<Due>,
}

/// Which program wrote a file.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportFormat {
    /// `GET /api/v1/export`
    Own,
    Todoist,
    Ticktick,
    /// Any table with a header.
    Csv,
}

impl ImportFormat {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Todoist => "todoist",
            Self::Ticktick => "ticktick",
            Self::Csv => "csv",
        }
    }
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    Waiting,
    Running,
    Done,
    /// What was added by then stays; `undo` takes it back.
    Cancelled,
    Failed,
}

impl ImportState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// What is wrong with one row of a file.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// As a person counts: a table's header is row 1; of an export, the place among its tasks.
    pub row: usize,
    pub field: String,
    pub message: String,
    /// Whether the row is left out; otherwise it comes, and the message says with what change.
    pub skipped: bool,
}

/// What was made of a column.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    pub name: String,
    /// The field of a task; null for a column that is left out.
    pub field: Option<String>,
}

/// `POST /api/v1/import?preview=true`: what would come. Nothing is written.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub format: ImportFormat,
    /// How many tasks would be added; of them `done` are done.
    pub tasks: usize,
    pub done: usize,
    /// Tasks of an export that are there already, and stay as they are.
    pub existing: usize,
    /// Rows that would be left out.
    pub skipped: usize,
    pub new_lists: Vec<String>,
    pub columns: Vec<ImportColumn>,
    /// The first tasks, as they would be.
    pub sample: Vec<ImportSample>,
    /// The first hundred problems of `problem_count`.
    pub problems: Vec<ImportProblem>,
    pub problem_count: usize,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSample {
    pub title: String,
    pub list: String,
    pub due: Option<Due>,
    pub deadline: Option<civil::Date>,
    pub tags: Vec<String>,
    /// Whether it is a subtask.
    pub subtask: bool,
    pub done: bool,
}

/// `GET /api/v1/import/{id}`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: Uuid,
    pub format: ImportFormat,
    pub state: ImportState,
    /// How many lists, tasks and filters the file holds, how many of them were looked at, and how many added.
    pub total: i64,
    pub looked_at: i64,
    pub added: i64,
    pub problems: Vec<ImportProblem>,
    pub problem_count: i64,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Once it is over: takes back all that it added.
    pub undo: Option<UndoOffer>,
}
