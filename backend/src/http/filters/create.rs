//! `POST /api/v1/filters`

use axum::{extract::State, response::Response};
use shared::api::{SaveFilter, SavedFilter};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    state::App,
    store::{
        filters,
        unit::{self, Rejected},
    },
};

/// Of one person.
const MAX: usize = 200;

/// Saves a filter under a name.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "create_filter",
    tag = "filters",
    request_body = SaveFilter,
    responses((status = 201, body = SavedFilter)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<SaveFilter>>,
) -> Result<Response, Settled> {
    let Input(input) = &request.input;
    let mut work = author::open(&app, &request.author).await?;
    let others = filters::all(work.connection(), request.user.id, None).await?;
    Rejected::beyond(MAX, others.len(), "filters", "delete")?;
    let empty = SavedFilter {
        id: app.clock.new_id(),
        name: String::new(),
        filter: String::new(),
        created_at: work.now().timestamp(),
    };
    let filter = super::changed(&empty, input, work.now().date())?;
    super::save(&mut work, request.user.id, &filter).await?;
    let answer = unit::answer(201, &filter, None)?;
    author::commit(work, answer).await
}
