//! `POST /api/v1/import`

use std::collections::HashSet;

use axum::{Json, body::Bytes, extract::State, response::IntoResponse as _, response::Response};
use serde::Deserialize;
use shared::api::{
    Import, ImportFormat, ImportPreview, ImportSample, ImportState, List, Status, Task, User,
};

use super::super::{
    author::{self, Settled, Write},
    input::{File, Query},
};
use crate::{
    domain::{
        Invalid, account,
        import::{self, Context, Item, Plan},
    },
    error::Problem,
    state::App,
    store::{
        imports::{self, BeginError},
        lists, tasks, unit,
    },
};

const SAMPLE: usize = 20;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Options {
    /// What wrote the file; left out, it is told by its look.
    format: Option<ImportFormat>,
    /// Answers with what would come, and writes nothing.
    #[serde(default)]
    preview: bool,
    /// The name of the list for tasks of a table that names none; left out, the default list.
    list: Option<String>,
}

/// Reads a file in: an export, a Todoist or TickTick CSV, or any table with a header. The body is the file; rows of it
/// that are wrong are left out, and named. With
/// `preview=true`, 200 and what would come; else 202, and the work is done beside the requests.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "import",
    tag = "import",
    params(Options),
    request_body(content((String = "text/csv"), (serde_json::Value = "application/json"))),
    responses((status = 202, body = Import), (status = 200, body = ImportPreview)),
)]
pub async fn handler(
    State(app): State<App>,
    Query(options): Query<Options>,
    request: Write<File>,
) -> Result<Response, Settled> {
    let known = lists::shown(&app.pool, request.user.id, None).await?;
    let File(file) = request.input.clone();
    let mut plan = planned(&app, &request.user, known.clone(), &options, file).await?;
    let existing = settle_ids(&app, &request.user, &mut plan).await?;
    if options.preview {
        return Ok(Json(preview(&plan, &known, existing)).into_response());
    }
    let mut work = author::open(&app, &request.author).await?;
    let import = begun(&app, &plan);
    let written = imports::insert(work.connection(), request.user.id, &import, &plan.items);
    written.await.map_err(|error| match error {
        BeginError::Running => {
            Problem::conflict("Another import is not over yet; wait for it, or cancel it.")
        }
        BeginError::Store(error) => error.into(),
    })?;
    let mut answer = unit::answer(202, &import, None)?;
    let location = format!("/api/v1/import/{}", import.id);
    answer.headers.push(("location".to_owned(), location));
    let answered = author::commit(work, answer).await?;
    app.imports_begun.notify_one();
    Ok(answered)
}

/// Reads the file, off the threads that serve requests.
async fn planned(
    app: &App,
    user: &User,
    known: Vec<List>,
    options: &Options,
    file: Bytes,
) -> Result<Plan, Problem> {
    let zone = account::zone(user);
    let now = app.clock.now().to_zoned_datetime(zone);
    let open = |list: &&List| list.deleted_at.is_none();
    let own = |id| known.iter().filter(open).any(|list| list.id == id);
    let inbox = known.iter().find(|list| list.is_inbox).map(|list| list.id);
    let default_list = user.default_list_id.filter(|id| own(*id)).or(inbox);
    let (format, list_name) = (options.format, options.list.clone());
    let default_reminder = user.default_reminder_minutes;
    let clock = app.clock.clone();
    let planned = tokio::task::spawn_blocking(move || {
        let context = Context {
            now: &now,
            lists: &known,
            default_list: default_list.unwrap_or_default(),
            default_reminder,
            list_name: list_name.as_deref(),
        };
        import::plan(&file, format, &context, &mut || clock.new_id())
    });
    let plan = planned.await.map_err(|error| Problem::internal(&error))?;
    plan.map_err(Invalid::into)
}

/// Tasks of an export keep their ids where these are free; how many of them are there already.
async fn settle_ids(app: &App, user: &User, plan: &mut Plan) -> Result<usize, Problem> {
    if plan.format != ImportFormat::Own {
        return Ok(0);
    }
    let ids: Vec<_> = plan.tasks().map(|task| task.id).collect();
    let mut taken = tasks::taken(&app.pool, &ids).await?;
    let own = tasks::find_all(&app.pool, user.id, &ids).await?;
    let own: HashSet<_> = own.iter().map(|task| task.id).collect();
    taken.retain(|id| !own.contains(id));
    plan.rename(&taken, &mut || app.clock.new_id());
    Ok(own.len())
}

fn begun(app: &App, plan: &Plan) -> Import {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Import {
        id: app.clock.new_id(),
        format: plan.format,
        state: ImportState::Waiting,
        total: count(plan.items.len()),
        looked_at: 0,
        added: 0,
        problems: plan.problems.told.clone(),
        problem_count: count(plan.problems.count),
        created_at: app.clock.now(),
        finished_at: None,
        undo: None,
    }
}

fn preview(plan: &Plan, known: &[List], existing: usize) -> ImportPreview {
    let new_lists: Vec<_> = plan
        .items
        .iter()
        .filter_map(|item| match item {
            Item::List(list) => Some(list),
            Item::Task { .. } | Item::Filter(_) => None,
        })
        .collect();
    let list_of = |task: &Task| {
        let mut lists = known.iter().chain(new_lists.iter().copied());
        let list = lists.find(|list| list.id == task.list_id);
        list.map_or_else(String::new, |list| list.name.clone())
    };
    let done = |task: &&Task| task.status == Status::Done;
    let sample = plan.tasks().take(SAMPLE).map(|task| ImportSample {
        title: task.title.clone(),
        list: list_of(task),
        due: task.due.clone(),
        deadline: task.deadline,
        tags: task.tags.clone(),
        subtask: task.parent_id.is_some(),
        done: task.status == Status::Done,
    });
    ImportPreview {
        format: plan.format,
        tasks: plan.tasks().count() - existing,
        done: plan.tasks().filter(done).count(),
        existing,
        skipped: plan.problems.skipped,
        sample: sample.collect(),
        new_lists: new_lists
            .iter()
            .filter(|list| list.deleted_at.is_none())
            .map(|list| list.name.clone())
            .collect(),
        columns: plan.columns.clone(),
        problems: plan.problems.told.clone(),
        problem_count: plan.problems.count,
    }
}
