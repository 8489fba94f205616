//! Filters that the person gave a name.

mod create;
mod delete;
mod index;
mod update;

use jiff::civil::Date;
use shared::api::{SaveFilter, SavedFilter};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::author::Item;
use crate::{
    domain::{account, filter},
    error::Problem,
    state::App,
    store::{
        self,
        filters::{self, WriteError},
        unit::Unit,
    },
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(update::handler, delete::handler))
}

impl Item for SavedFilter {
    const NAME: &'static str = "filter";

    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        let user = work.author().user;
        let found = filters::all(work.connection(), user, Some(id)).await?;
        Ok(found.into_iter().next())
    }
}

/// The filter with what a request names of it.
fn changed(saved: &SavedFilter, request: &SaveFilter, today: Date) -> Result<SavedFilter, Problem> {
    let name = request.name.as_deref().unwrap_or(&saved.name);
    let text = request.filter.as_deref().unwrap_or(&saved.filter).trim();
    filter::parse(text, today).map_err(|error| Problem::validation("filter", error.to_string()))?;
    Ok(SavedFilter {
        name: account::name(name)?,
        filter: text.to_owned(),
        ..saved.clone()
    })
}

async fn save(work: &mut Unit<'_>, user: Uuid, filter: &SavedFilter) -> Result<(), Problem> {
    let saved = filters::save(work.connection(), user, filter).await;
    saved.map_err(|error| match error {
        WriteError::NameTaken => Problem::validation("name", "another filter has this name"),
        WriteError::Store(error) => error.into(),
    })
}
