//! `GET /api/v1/tasks`

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::api::{Page, Task};

use super::super::{author::CurrentUser, input::Query, page::Window};
use crate::{
    error::Problem,
    state::App,
    store::tasks::{self, Shown},
};

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    #[default]
    Open,
    Done,
    All,
    Trash,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    #[serde(default)]
    status: Status,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// A page of tasks, newest first.
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Task>>, Problem> {
    let window = Window::new(filter.cursor.as_deref(), filter.limit)?;
    let shown = match filter.status {
        Status::Open => Shown::Open,
        Status::Done => Shown::Done,
        Status::All => Shown::All,
        Status::Trash => Shown::Trash,
    };
    let items = tasks::page(&app.pool, user.id, shown, window.before, window.rows()).await?;
    Ok(Json(window.page(items, |task| task.id)))
}
