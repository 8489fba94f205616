//! `GET /api/v1/activity`

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::api::{Activity, Page};
use uuid::Uuid;

use super::{author::CurrentUser, input::Query, page};
use crate::{error::Problem, state::App, store::activity};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Window {
    /// The `seq` of the last item of the page before.
    cursor: Option<String>,
    limit: Option<i64>,
}

/// What happened to all that is the person's, newest first.
#[utoipa::path(
    get,
    path = "/activity",
    operation_id = "list_activity",
    tag = "me",
    params(Window),
    responses((status = 200, body = Page<Activity>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(window): Query<Window>,
) -> Result<Json<Page<Activity>>, Problem> {
    page_of(&app, user.id, None, &window).await
}

pub(super) async fn page_of(
    app: &App,
    user: Uuid,
    subject: Option<Uuid>,
    window: &Window,
) -> Result<Json<Page<Activity>>, Problem> {
    let limit = page::limit(window.limit)?;
    let before = match &window.cursor {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            Problem::validation("cursor", "expected a next_cursor of this listing")
        })?),
    };
    let mut items = activity::page(&app.pool, user, subject, before, limit + 1).await?;
    let more = page::cut(&mut items, limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|item| item.seq.to_string());
    Ok(Json(Page { items, next_cursor }))
}
