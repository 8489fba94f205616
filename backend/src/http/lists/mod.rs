//! Lists.

mod create;
mod delete;
mod index;
mod move_;
mod read;
mod restore;
mod update;

use axum::response::Response;
use shared::api::List;
use uuid::Uuid;

use super::author;
use crate::{
    error::Problem,
    state::App,
    store::unit::{Author, Unit},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(read::handler, update::handler, delete::handler))
        .routes(routes!(restore::handler))
        .routes(routes!(move_::handler))
}

/// Opens the unit of work for one list, under the request's conditions; or answers as it was answered before.
async fn open<'a>(
    app: &'a App,
    author: &'a Author,
    id: Uuid,
    if_match: Option<i64>,
) -> Result<Result<(Unit<'a>, List), Response>, Problem> {
    let mut work = match author::open(app, author).await? {
        Ok(work) => work,
        Err(replayed) => return Ok(Err(replayed)),
    };
    let list = work
        .list(id)
        .await?
        .ok_or_else(|| Problem::not_found("list"))?;
    if if_match.is_some_and(|version| version != list.version) {
        return Err(Problem::precondition_failed());
    }
    Ok(Ok((work, list)))
}
