//! `PATCH /api/v1/tasks/{id}`

use axum::{extract::State, response::Response};
use serde_json::Value;
use uuid::Uuid;

use super::super::{
    author::Write,
    input::{Id, IfMatch, Input},
};
use crate::{domain::task, error::Problem, state::App, store::lists};

/// Applies a JSON merge patch (RFC 7396).
pub async fn handler(
    State(app): State<App>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    request: Write<Input<Value>>,
) -> Result<Response, Problem> {
    let Input(patch) = &request.input;
    if let Some(list) = patch
        .get("list_id")
        .and_then(Value::as_str)
        .and_then(|id| Uuid::parse_str(id).ok())
        && !lists::exists(&app.pool, request.user.id, list).await?
    {
        return Err(Problem::validation("list_id", "there is no such list"));
    }
    let rule = |task: &_, now| Ok(task::update(task, patch, now)?);
    super::change(&app, &request.author, id, version, rule, |task| {
        (200, Some(task))
    })
    .await
}
