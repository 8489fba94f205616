//! `POST /api/v1/tasks/batch`

use std::collections::HashSet;

use axum::{extract::State, response::Response};
use shared::api::{
    Batch, BatchDone, BatchMode, FieldError, Operation, OperationKind, Outcome, Task,
};
use uuid::Uuid;

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    error::Problem,
    state::App,
    store::unit::{self, Unit},
};

pub(in crate::http) const OPERATIONS_MAX: usize = 100;

/// Creates, changes, completes, reopens, moves, trashes and restores up to 100 tasks, all or none of them, or each
/// on its own. One undo token takes all of it back.
#[utoipa::path(
    post,
    path = "/batch",
    operation_id = "batch_tasks",
    tag = "tasks",
    request_body = Batch,
    responses((status = 200, body = BatchDone)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<Batch>>,
) -> Result<Response, Settled> {
    let Input(batch) = &request.input;
    check(batch)?;
    let mut work = author::open(&app, &request.author).await?;
    let (tasks, lists) = named(batch);
    work.gather(&tasks, &lists).await?;
    let mut results = Vec::with_capacity(batch.operations.len());
    let mut refused = Vec::new();
    for (index, operation) in batch.operations.iter().enumerate() {
        // Every rule is checked before an operation changes anything: one that is refused leaves nothing behind.
        match carry_out(&mut work, operation).await {
            Ok(outcome) => results.push(outcome),
            Err(problem) if problem.status().is_server_error() => return Err(problem.into()),
            Err(problem) => {
                let problem = within(index, operation.op, problem);
                refused.push(problem.clone());
                results.push(Outcome {
                    status: problem.status().as_u16(),
                    task: None,
                    completed: None,
                    problem: Some(problem.into_body()),
                });
            }
        }
    }
    if batch.mode == BatchMode::AllOrNothing
        && let Some(problem) = all_refused(refused)
    {
        return Err(problem.into());
    }
    let undo = work.undo_token().await?;
    let answer = unit::answer(200, &BatchDone { results }, undo.as_ref())?;
    author::commit(work, answer).await
}

/// Checks what can be checked without the tasks: the number of operations, their fields, and that no task comes
/// twice, which would make the order of changes matter.
fn check(batch: &Batch) -> Result<(), Problem> {
    let count = batch.operations.len();
    if !(1..=OPERATIONS_MAX).contains(&count) {
        let message = format!("expected 1 to {OPERATIONS_MAX}, not {count}");
        return Err(Problem::validation("operations", message));
    }
    let mut seen = HashSet::new();
    for (index, operation) in batch.operations.iter().enumerate() {
        let (field, id) = match &operation.task {
            Some(task) if operation.op == OperationKind::Create => ("task.id", task.id),
            _ => ("id", operation.id),
        };
        fits(operation)
            .map_err(|(field, message)| Problem::validation(at(index, field), message))?;
        if id.is_some_and(|id| !seen.insert(id)) {
            let message = "an operation before this one names the same task";
            return Err(Problem::validation(at(index, field), message));
        }
    }
    Ok(())
}

/// Whether an operation has the fields of its kind, and no others.
fn fits(operation: &Operation) -> Result<(), (&'static str, &'static str)> {
    use OperationKind::{Complete, Create, Move, Update};
    let kind = operation.op;
    let creates = kind == Create;
    for (field, given, needed, possible) in [
        ("id", operation.id.is_some(), !creates, !creates),
        ("version", operation.version.is_some(), false, !creates),
        ("task", operation.task.is_some(), creates, creates),
        (
            "patch",
            operation.patch.is_some(),
            kind == Update,
            kind == Update,
        ),
        (
            "occurrence",
            operation.occurrence.is_some(),
            false,
            kind == Complete,
        ),
        ("to", operation.to.is_some(), kind == Move, kind == Move),
    ] {
        if needed && !given {
            return Err((field, "is needed for this operation"));
        }
        if given && !possible {
            return Err((field, "does not go with this operation"));
        }
    }
    Ok(())
}

/// The tasks and lists that the operations name.
fn named(batch: &Batch) -> (Vec<Uuid>, Vec<Uuid>) {
    let (mut tasks, mut lists) = (Vec::new(), Vec::new());
    for operation in &batch.operations {
        tasks.extend(operation.id);
        if let Some(task) = &operation.task {
            tasks.extend(task.id.into_iter().chain(task.parent_id));
            lists.extend(task.list_id);
        }
        if let Some(to) = &operation.to {
            tasks.extend(to.parent_id);
            lists.extend(to.list_id);
        }
    }
    (tasks, lists)
}

async fn carry_out(work: &mut Unit<'_>, operation: &Operation) -> Result<Outcome, Problem> {
    if let Some(task) = &operation.task {
        return Ok(done(201, work.create(task).await?));
    }
    let task = match operation.id {
        Some(id) => work.task(id).await?,
        None => None,
    };
    let task = task.ok_or_else(|| Problem::not_found("task"))?;
    if operation
        .version
        .is_some_and(|version| version != task.version)
    {
        return Err(Problem::precondition_failed());
    }
    Ok(match operation.op {
        OperationKind::Create => return Err(Problem::not_found("task")),
        OperationKind::Update => {
            let patch = operation.patch.clone().unwrap_or_default();
            done(200, work.update(&task, &patch).await?)
        }
        OperationKind::Complete => {
            let completed = work.complete(&task, operation.occurrence).await?;
            Outcome {
                completed: completed.completed,
                ..done(200, completed.task)
            }
        }
        OperationKind::Reopen => done(200, work.reopen(&task).await?),
        OperationKind::Delete => done(200, work.delete(&task).await?),
        OperationKind::Restore => done(200, work.restore(&task).await?),
        OperationKind::Move => {
            let to = operation.to.clone().unwrap_or_default();
            done(200, work.relocate(&task, &to).await?)
        }
    })
}

fn done(status: u16, task: Task) -> Outcome {
    Outcome {
        status,
        task: Some(task),
        completed: None,
        problem: None,
    }
}

/// A problem of one operation, its fields named from the top of the batch.
fn within(index: usize, kind: OperationKind, problem: Problem) -> Problem {
    let part = match kind {
        OperationKind::Create => "task.",
        OperationKind::Update => "patch.",
        OperationKind::Move => "to.",
        _ => "",
    };
    problem.map_fields(|field| match field {
        "" => at(index, ""),
        field => at(index, &format!("{part}{field}")),
    })
}

/// One problem for a batch that is refused as a whole: the first one's, naming all that is wrong.
fn all_refused(refused: Vec<Problem>) -> Option<Problem> {
    let errors: Vec<FieldError> = refused.iter().flat_map(Problem::errors).cloned().collect();
    let first = refused.into_iter().next()?;
    Some(first.with_errors(errors))
}

fn at(index: usize, field: &str) -> String {
    if field.is_empty() {
        format!("operations[{index}]")
    } else {
        format!("operations[{index}].{field}")
    }
}
