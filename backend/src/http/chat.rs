//! `POST /api/v1/chat`

use axum::{extract::State, response::Response};
use shared::api::ChatRequest;

use super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    assistant::{self, Answered},
    error::Problem,
    state::App,
};

pub(in crate::http) const MESSAGE_MAX: usize = 4000;
pub(in crate::http) const VIEW_MAX: usize = 200;

/// Understands a message and does what it says, each part of it in a transaction of its own.
#[utoipa::path(
    post,
    path = "/chat",
    operation_id = "chat",
    tag = "chat",
    request_body = ChatRequest,
    responses((status = 200, body = shared::api::ChatReply)),
)]
pub async fn handler(
    State(app): State<App>,
    mut request: Write<Input<ChatRequest>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let yes = input.confirm.as_ref().map(|_| assistant::YES);
    let message = input.message.as_deref().or(yes).unwrap_or_default().trim();
    let length = message.chars().count();
    if !(1..=MESSAGE_MAX).contains(&length) {
        return Err(Problem::validation(
            "message",
            format!("expected 1 to {MESSAGE_MAX} characters"),
        )
        .into());
    }
    if message
        .chars()
        .any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t'))
    {
        return Err(Problem::validation("message", "must not contain control characters").into());
    }
    if input
        .view
        .as_ref()
        .is_some_and(|view| view.task_ids.len() > VIEW_MAX)
    {
        return Err(Problem::validation("view.task_ids", format!("at most {VIEW_MAX} ids")).into());
    }
    request.author.actor = "chat";
    let work = author::open(&app, &request.author).await?;
    // All that a message may do makes a large future.
    let answer = Box::pin(assistant::answer(&app, work, &request.user, message, input));
    match answer.await? {
        Answered::Now(answer) => Ok(author::respond(answer)),
        Answered::Before(recorded) => Err(author::replay(&request.author, recorded)),
    }
}
