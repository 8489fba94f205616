//! Lists.

mod create;
mod delete;
mod index;
mod read;
mod restore;
mod update;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use shared::api::List;
use uuid::Uuid;

use super::author;
use crate::{
    error::Problem,
    state::App,
    store::unit::{Author, Unit},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index::handler).post(create::handler))
        .route(
            "/{id}",
            get(read::handler)
                .patch(update::handler)
                .delete(delete::handler),
        )
        .route("/{id}/restore", post(restore::handler))
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
