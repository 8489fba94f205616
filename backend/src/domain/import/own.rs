//! What `GET /api/v1/export` wrote: lists, tasks and filters come back as they were, with their ids where those are
//! free.

use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::Value;
use shared::api::{
    CreateTask, Due, EXPORT_FORMAT, EXPORT_VERSION, ExportedTask, List, SavedFilter, Status, Task,
};
use uuid::Uuid;

use super::{Builder, FIELD, Invalid, kept_moment, kept_position};
use crate::domain::{
    account, filter,
    task::{self, Place},
};

/// The parts that come back. A row that is wrong is left out, so each is read on its own.
#[derive(Deserialize)]
struct File {
    format: String,
    version: u32,
    #[serde(default)]
    lists: Vec<Value>,
    #[serde(default)]
    tasks: Vec<Value>,
    #[serde(default)]
    filters: Vec<Value>,
}

pub(super) fn read(text: &str, builder: &mut Builder<'_>) -> Result<(), Invalid> {
    let file: File = serde_json::from_str(text)
        .map_err(|error| Invalid::new(FIELD, format!("expected what an export wrote: {error}")))?;
    if file.format != EXPORT_FORMAT || file.version > EXPORT_VERSION {
        let message =
            format!("expected format {EXPORT_FORMAT:?}, version {EXPORT_VERSION} at most");
        return Err(Invalid::new(FIELD, message));
    }
    let lists = lists(file.lists, builder);
    let mut wholes = HashSet::new();
    let mut parts = Vec::new();
    for (index, value) in file.tasks.into_iter().enumerate() {
        let row = index + 1;
        match serde_json::from_value::<ExportedTask>(value) {
            Ok(task) if task.task.parent_id.is_some() => parts.push((row, task)),
            Ok(task) => {
                let id = task.task.id;
                if add(row, task, None, &lists, builder) {
                    wholes.insert(id);
                }
            }
            Err(error) => {
                let invalid = Invalid::new("tasks", error.to_string());
                builder.problems.skip(row, invalid);
            }
        }
    }
    for (row, task) in parts {
        let parent = task.task.parent_id.filter(|parent| wholes.contains(parent));
        if parent.is_none() {
            let message = "its task is not in the file; it is kept on the top level";
            builder.problems.warn(row, "parent_id", message);
        }
        add(row, task, parent, &lists, builder);
    }
    for (index, value) in file.filters.into_iter().enumerate() {
        let read = serde_json::from_value::<SavedFilter>(value)
            .map_err(|error| Invalid::new("filters", error.to_string()))
            .and_then(|saved| kept_filter(saved, builder.context.now.date()));
        match read {
            Ok(filter) => builder.filters.push(filter),
            Err(invalid) => builder.problems.skip(index + 1, invalid),
        }
    }
    Ok(())
}

/// A filter under the rules of one that is saved.
fn kept_filter(saved: SavedFilter, today: Date) -> Result<SavedFilter, Invalid> {
    filter::parse(&saved.filter, today)
        .map_err(|error| Invalid::new("filter", error.to_string()))?;
    Ok(SavedFilter {
        name: account::name(&saved.name)?,
        created_at: kept_moment("created_at", saved.created_at)?,
        ..saved
    })
}

/// The person's list for each list of the file.
fn lists(values: Vec<Value>, builder: &mut Builder<'_>) -> HashMap<Uuid, Uuid> {
    let mut known = HashMap::new();
    for (index, value) in values.into_iter().enumerate() {
        let list = match serde_json::from_value::<List>(value) {
            Ok(list) => list,
            Err(error) => {
                let invalid = Invalid::new("lists", error.to_string());
                builder.problems.skip(index + 1, invalid);
                continue;
            }
        };
        let id = list.id;
        let own = builder.context.lists.iter();
        let own = own.clone().find(|own| {
            // What the file has outside the trash does not go into it.
            let same = own.deleted_at.is_none() || list.deleted_at.is_some();
            (own.id == id && same) || (own.is_inbox && list.is_inbox)
        });
        // One of the trash stays apart from those of its name.
        let same_name = match list.deleted_at {
            None => builder.by_name.get(&list.name.to_lowercase()).copied(),
            Some(_) => None,
        };
        let found = match own.map(|own| own.id).or(same_name) {
            Some(found) => Ok(found),
            None => builder.add_list(list),
        };
        match found {
            Ok(found) => {
                known.insert(id, found);
            }
            Err(invalid) => builder.problems.skip(index + 1, invalid),
        }
    }
    known
}

fn add(
    row: usize,
    ExportedTask { task, anchor }: ExportedTask,
    parent_id: Option<Uuid>,
    lists: &HashMap<Uuid, Uuid>,
    builder: &mut Builder<'_>,
) -> bool {
    let list = lists.get(&task.list_id).copied();
    let place = Place {
        list_id: list.unwrap_or(builder.context.default_list),
        parent_id,
        position: kept_position(&task.position),
    };
    let request = CreateTask {
        title: task.title.clone(),
        notes: task.notes.clone(),
        tags: task.tags.clone(),
        priority: task.priority,
        start_date: task.start_date,
        due: task.due.clone(),
        deadline: task.deadline,
        duration_minutes: task.duration_minutes,
        recurrence: task.recurrence.clone(),
        reminders: Some(task.reminders.clone()),
        ..CreateTask::default()
    };
    let planned = task::create(&request, task.id, place, None, builder.context.now)
        .and_then(|change| as_it_was(change.after, &task, anchor));
    match planned {
        Ok(task) => {
            builder.tasks.push(task);
            true
        }
        Err(invalid) => {
            builder.problems.skip(row, invalid);
            false
        }
    }
}

/// A new task with what only the service writes, as the file has it.
fn as_it_was(new: Task, old: &Task, anchor: Option<Due>) -> Result<Task, Invalid> {
    let moment = |field, at: Option<Timestamp>| at.map(|at| kept_moment(field, at)).transpose();
    let anchor = match anchor.filter(|_| new.recurrence.is_some()) {
        Some(anchor) => Some(task::due_kept(anchor)?),
        None => new.anchor,
    };
    Ok(Task {
        anchor,
        series_id: old.series_id,
        status: match old.completed_at {
            Some(_) => Status::Done,
            None => Status::Open,
        },
        completed_at: moment("completed_at", old.completed_at)?,
        deleted_at: moment("deleted_at", old.deleted_at)?,
        created_at: kept_moment("created_at", old.created_at)?,
        ..new
    })
}
