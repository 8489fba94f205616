//! `POST /api/v1/tasks`

use axum::{extract::State, response::Response};
use shared::api::{CreateTask, Task};

use super::super::{
    author::{self, Write},
    input::Input,
};
use crate::{
    error::Problem,
    state::App,
    store::unit::{self, UndoToken, Unit},
};

/// Adds a task. An id that the person's own task has already returns that task.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "create_task",
    tag = "tasks",
    request_body = CreateTask,
    responses((status = 201, body = Task)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<CreateTask>>,
) -> Result<Response, Problem> {
    let Input(input) = &request.input;
    let mut work = match author::open(&app, &request.author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(replayed),
    };
    let task = work.create(input).await?;
    let undo = work.undo_token().await?;
    finish(work, &task, undo.as_ref(), &task).await
}

/// Answers 201 with where the new task is.
pub(super) async fn finish(
    work: Unit<'_>,
    task: &Task,
    undo: Option<&UndoToken>,
    body: &impl serde::Serialize,
) -> Result<Response, Problem> {
    let mut answer = unit::answer(201, body, undo)?;
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{}\"", task.version)));
    answer
        .headers
        .push(("location".to_owned(), format!("/api/v1/tasks/{}", task.id)));
    work.commit(&answer).await?;
    Ok(author::respond(answer))
}
