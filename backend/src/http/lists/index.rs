//! `GET /api/v1/lists`

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::api::{List, Page};

use super::super::{author::CurrentUser, input::Query};
use crate::{error::Problem, state::App, store::lists};

#[derive(Debug, Default, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Outside the trash, archived ones too.
    #[default]
    Open,
    /// What `lists/{id}/restore` brings back, for 30 days.
    Trash,
    All,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLists {
    /// `open` are those outside the trash, `trash` those in it.
    #[serde(default)]
    #[param(inline)]
    status: Status,
}

/// The person's lists, archived ones too: the Inbox first, then in their order.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_lists",
    tag = "lists",
    params(ListLists),
    responses((status = 200, body = Page<List>)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
    Query(query): Query<ListLists>,
) -> Result<Json<Page<List>>, Problem> {
    let trashed = match query.status {
        Status::Open => Some(false),
        Status::Trash => Some(true),
        Status::All => None,
    };
    let items = lists::shown(&app.pool, user.id, trashed).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}
