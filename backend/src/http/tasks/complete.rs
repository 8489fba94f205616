//! `POST /api/v1/tasks/{id}/complete`

use axum::{extract::State, response::Response};
use shared::api::Completed;

use super::super::{
    author::{Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{domain::task, error::Problem, state::App};

/// Completes a task; a completed one stays as it is.
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Problem> {
    let shape = |task| {
        (
            200,
            Some(Completed {
                task,
                completed: None,
            }),
        )
    };
    let rule = |task: &_, now| Ok(task::complete(task, now));
    super::change(&app, &request.author, id, version, rule, shape).await
}
