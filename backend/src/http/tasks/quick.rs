//! `POST /api/v1/tasks/quick`

use axum::{extract::State, response::Response};
use shared::{
    api::{Due, List, QuickAdd, QuickAdded},
    language::{Command, Context, Draft, understand_add},
};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    assistant,
    domain::task::{self, TITLE_MAX},
    error::Problem,
    state::App,
    store::lists,
};

/// Adds what one line says; always an add, whatever the words.
#[utoipa::path(
    post,
    path = "/quick",
    operation_id = "quick_add",
    tag = "tasks",
    request_body = QuickAdd,
    responses((status = 201, body = QuickAdded)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<QuickAdd>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    if input.text.chars().count() > TITLE_MAX {
        return Err(Problem::validation("text", format!("at most {TITLE_MAX} characters")).into());
    }
    let mut work = author::open(&app, &request.author).await?;
    let known = lists::all(work.connection(), request.user.id).await?;
    let names: Vec<_> = known.iter().map(|list| list.name.clone()).collect();
    let now = work.now().clone();
    let said_at = match input.said_at {
        Some(at) if at < now.timestamp() => at.to_zoned_datetime(now.time_zone().clone()),
        _ => now,
    };
    let context = Context::of(&request.user, said_at.into(), &names, 0);
    let understood = understand_add(&input.text, &input.literal, &context)
        .map_err(|error| Problem::validation("text", error.to_string()))?;
    let Some(Command::Add(mut draft)) = understood.commands.into_iter().next() else {
        return Err(Problem::validation("text", "expected the words of a task").into());
    };
    complement(&mut draft, input, &known)?;
    let task = assistant::add(&mut work, &known, draft, input.id).await?;
    let undo = work.undo_token().await?;
    let body = QuickAdded {
        task,
        understood: understood.spans,
    };
    super::create::finish(work, &body.task, undo.as_ref(), &body).await
}

/// Adds what the words leave open and the request knows.
fn complement(draft: &mut Draft, input: &QuickAdd, known: &[List]) -> Result<(), Problem> {
    if let (None, Some(id)) = (&draft.list, input.list_id) {
        let list = known.iter().find(|list| list.id == id);
        let list = list.ok_or_else(|| Problem::validation("list_id", "there is no such list"))?;
        draft.list = Some(list.name.clone());
    }
    if draft.due.is_none() && draft.recurrence.is_none() {
        let date = input.due.map(|date| task::day("due", date)).transpose()?;
        draft.due = date.map(|date| Due {
            date,
            time: None,
            time_zone: None,
        });
    }
    if let Some(tag) = &input.tag {
        let tag = task::tag("tag", tag)?;
        if !draft.tags.contains(&tag) {
            draft.tags.push(tag);
        }
    }
    Ok(())
}
