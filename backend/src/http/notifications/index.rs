//! `GET /api/v1/notifications`

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::api::{Notification, Page};

use super::super::{author::CurrentUser, input::Query, page::Window};
use crate::{error::Problem, state::App, store::notifications};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Neither read nor put off.
    #[default]
    Unread,
    All,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    #[serde(default)]
    #[param(inline)]
    status: Status,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// A page of notifications, newest first.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_notifications",
    tag = "notifications",
    params(Filter),
    responses((status = 200, body = Page<Notification>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Notification>>, Problem> {
    let window = Window::new(filter.cursor.as_deref(), filter.limit)?;
    let unread = filter.status == Status::Unread;
    let items =
        notifications::page(&app.pool, user.id, unread, window.before, window.rows()).await?;
    Ok(Json(window.page(items, |notification| notification.id)))
}
