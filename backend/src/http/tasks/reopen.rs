//! `POST /api/v1/tasks/{id}/reopen`

use axum::{extract::State, response::Response};

use super::super::{
    author::{Nothing, Write},
    input::{Id, IfMatch},
};
use crate::{domain::task, error::Problem, state::App};

pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<Nothing>,
) -> Result<Response, Problem> {
    let rule = |task: &_, now| Ok(task::reopen(task, now));
    super::change(&app, &request.author, id, version, rule, |task| {
        (200, Some(task))
    })
    .await
}
