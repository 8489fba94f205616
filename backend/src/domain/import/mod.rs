//! Files of tasks, as what is to be added: each row is read, checked by the rules of a new task, and either planned
//! or named with what is wrong. Nothing is written here.

mod draft;
mod own;
mod plain;
mod table;
mod ticktick;
mod todoist;

use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, Unit, ZonedDateTime};
use serde::{Deserialize, Serialize};
use shared::api::{Due, ImportColumn, ImportFormat, ImportProblem, List, SavedFilter, Task};
use uuid::Uuid;

use super::{Invalid, list, position, task};
use draft::Draft;

/// Most tasks of one file.
pub const TASKS_MAX: usize = 20_000;
/// So many problems are told; all are counted.
const PROBLEMS_MAX: usize = 100;
const FIELD: &str = "body";

/// What of the person's an import needs to know.
#[derive(Debug)]
pub struct Context<'a> {
    pub now: &'a ZonedDateTime,
    /// The trash, too.
    pub lists: &'a [List],
    /// Where a task goes that names no list.
    pub default_list: Uuid,
    pub default_reminder: Option<u32>,
    /// The list for the tasks of a file that names none.
    pub list_name: Option<&'a str>,
}

/// One thing to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    List(List),
    Task {
        task: Box<Task>,
        /// Where a repeat counts from, which is not among a task's own fields on the wire.
        anchor: Option<Due>,
    },
    Filter(SavedFilter),
}

/// What a file holds.
#[derive(Debug)]
pub struct Plan {
    pub format: ImportFormat,
    /// Lists first, then tasks, each after the one that it is part of.
    pub items: Vec<Item>,
    pub problems: Problems,
    /// Of a table: what was made of its columns.
    pub columns: Vec<ImportColumn>,
}

impl Plan {
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.items.iter().filter_map(|item| match item {
            Item::Task { task, .. } => Some(task.as_ref()),
            Item::List(_) | Item::Filter(_) => None,
        })
    }

    /// Gives other ids to tasks whose own are taken, wherever they are named.
    pub fn rename(&mut self, taken: &HashSet<Uuid>, new_id: &mut dyn FnMut() -> Uuid) {
        let names: HashMap<_, _> = taken.iter().map(|old| (*old, new_id())).collect();
        let name = |id: Uuid| names.get(&id).copied().unwrap_or(id);
        for item in &mut self.items {
            if let Item::Task { task, .. } = item {
                task.id = name(task.id);
                task.parent_id = task.parent_id.map(name);
                task.series_id = task.series_id.map(name);
            }
        }
    }
}

/// What is wrong with rows.
#[derive(Debug, Default)]
pub struct Problems {
    pub told: Vec<ImportProblem>,
    pub count: usize,
    /// Rows that are left out.
    pub skipped: usize,
}

impl Problems {
    /// A row that is left out.
    fn skip(&mut self, row: usize, invalid: Invalid) {
        self.skipped += 1;
        self.note(row, invalid.field.into_owned(), &invalid.message, true);
    }

    /// A part of a row that is kept otherwise.
    fn warn(&mut self, row: usize, field: &str, message: impl Into<String>) {
        self.note(row, field.to_owned(), &message.into(), false);
    }

    fn note(&mut self, row: usize, field: String, message: &str, skipped: bool) {
        self.count += 1;
        if self.told.len() < PROBLEMS_MAX {
            self.told.push(ImportProblem {
                row,
                field,
                // Kept as JSON in the database, which holds no U+0000.
                message: message.replace(char::is_control, " "),
                skipped,
            });
        }
    }
}

/// Reads a file. Ids are made by `new_id`, in order.
///
/// # Errors
/// When it is no file of that format, or of none that is known.
pub fn plan(
    file: &[u8],
    format: Option<ImportFormat>,
    context: &Context<'_>,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<Plan, Invalid> {
    let text = std::str::from_utf8(file)
        .map_err(|_| Invalid::new(FIELD, "expected a file in UTF-8"))?
        .trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Invalid::new(FIELD, "the file is empty"));
    }
    let mut builder = Builder::new(context, new_id);
    let looks_own = text.trim_start().starts_with('{');
    if format == Some(ImportFormat::Own) || (format.is_none() && looks_own) {
        own::read(text, &mut builder)?;
        return builder.finish(ImportFormat::Own, Vec::new());
    }
    let (format, columns) = match format {
        Some(ImportFormat::Todoist) => (ImportFormat::Todoist, todoist::read(text, &mut builder)?),
        Some(ImportFormat::Ticktick) => {
            (ImportFormat::Ticktick, ticktick::read(text, &mut builder)?)
        }
        None if todoist::is(text) => (ImportFormat::Todoist, todoist::read(text, &mut builder)?),
        None if ticktick::is(text) => (ImportFormat::Ticktick, ticktick::read(text, &mut builder)?),
        _ => (ImportFormat::Csv, plain::read(text, &mut builder)?),
    };
    builder.finish(format, columns)
}

/// Collects what a reader finds.
struct Builder<'a> {
    context: &'a Context<'a>,
    new_id: &'a mut dyn FnMut() -> Uuid,
    lists: Vec<List>,
    /// By lower-case name.
    by_name: HashMap<String, Uuid>,
    tasks: Vec<Task>,
    filters: Vec<SavedFilter>,
    problems: Problems,
}

impl<'a> Builder<'a> {
    fn new(context: &'a Context<'a>, new_id: &'a mut dyn FnMut() -> Uuid) -> Self {
        let by_name = context
            .lists
            .iter()
            .filter(|list| list.deleted_at.is_none())
            .map(|list| (list.name.to_lowercase(), list.id))
            .collect();
        Self {
            context,
            new_id,
            lists: Vec::new(),
            by_name,
            tasks: Vec::new(),
            filters: Vec::new(),
            problems: Problems::default(),
        }
    }

    /// The list of a name: the person's own, or a new one. An empty name is the list for all.
    fn list(&mut self, name: &str) -> Result<Uuid, Invalid> {
        let name = match name.trim() {
            "" => match self.context.list_name {
                Some(name) => name.trim(),
                None => return Ok(self.context.default_list),
            },
            name => name,
        };
        if let Some(id) = self.by_name.get(&name.to_lowercase()) {
            return Ok(*id);
        }
        let list = List {
            name: name.to_owned(),
            ..List::default()
        };
        self.add_list(list)
    }

    /// A new list with the given one's name and looks; its position comes when it is added.
    fn add_list(&mut self, list: List) -> Result<Uuid, Invalid> {
        let id = (self.new_id)();
        let request = shared::api::CreateList {
            name: list.name,
            colour: list.colour,
            icon: list.icon,
            archived: list.archived,
            ..shared::api::CreateList::default()
        };
        let at = self.context.now.timestamp();
        let deleted_at = list.deleted_at.map(|at| kept_moment("deleted_at", at));
        let checked = List {
            deleted_at: deleted_at.transpose()?,
            ..list::create(&request, id, String::new(), at)?.after
        };
        if checked.deleted_at.is_none() {
            self.by_name.insert(checked.name.to_lowercase(), id);
        }
        self.lists.push(checked);
        Ok(id)
    }

    /// Plans the task of a row. What breaks a rule leaves the row out; then `None`.
    fn add(&mut self, row: usize, draft: Draft) -> Option<Uuid> {
        let id = (self.new_id)();
        let planned = self
            .list(&draft.list)
            .and_then(|list| draft.task(id, list, self.context));
        match planned {
            Ok(task) => {
                self.tasks.push(task);
                Some(id)
            }
            Err(invalid) => {
                self.problems.skip(row, invalid);
                None
            }
        }
    }

    fn finish(self, format: ImportFormat, columns: Vec<ImportColumn>) -> Result<Plan, Invalid> {
        if self.tasks.len() > TASKS_MAX {
            let count = self.tasks.len();
            let message = format!("at most {TASKS_MAX} tasks in one file, not {count}");
            return Err(Invalid::new(FIELD, message));
        }
        let mut tasks = self.tasks;
        // A stable sort: tasks stay in the file's order, each part after its whole.
        tasks.sort_by_key(|task| task.parent_id.is_some());
        let items = self.lists.into_iter().map(Item::List);
        let items = items.chain(tasks.into_iter().map(|task| Item::Task {
            anchor: task.anchor.clone(),
            task: Box::new(task),
        }));
        Ok(Plan {
            format,
            items: items
                .chain(self.filters.into_iter().map(Item::Filter))
                .collect(),
            problems: self.problems,
            columns,
        })
    }
}

/// An instant as the database keeps it, to the microsecond.
fn kept_moment(field: &'static str, at: Timestamp) -> Result<Timestamp, Invalid> {
    let at = task::instant(field, at)?;
    Ok(at.round(Unit::Microsecond).unwrap_or(at))
}

/// A position as it is kept, or nothing for the end of the list.
fn kept_position(text: &str) -> String {
    position::parse("position", text).unwrap_or_default()
}

#[cfg(test)]
mod tests;
