//! `POST /api/v1/tasks`

use axum::{extract::State, response::Response};
use shared::api::{CreateTask, Task};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
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
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let mut work = author::open(&app, &request.author).await?;
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
) -> Result<Response, Settled> {
    let mut answer = unit::answer(201, body, undo)?;
    answer
        .headers
        .push(("etag".to_owned(), format!("\"{}\"", task.version)));
    answer
        .headers
        .push(("location".to_owned(), format!("/api/v1/tasks/{}", task.id)));
    author::commit(work, answer).await
}
