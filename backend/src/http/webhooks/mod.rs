//! Webhooks: addresses of a person's own programs that are told of their events.

mod create;
mod delete;
mod deliveries;
mod index;
mod read;
mod rotate_secret;
mod test;
mod update;

use shared::api::Webhook;
use sqlx::PgExecutor;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::author::Item;
use crate::{
    domain::webhook::Targets,
    error::Problem,
    state::App,
    store::{self, unit::Unit, webhooks},
    webhook::sign,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index::handler, create::handler))
        .routes(routes!(read::handler, update::handler, delete::handler))
        .routes(routes!(deliveries::handler))
        .routes(routes!(rotate_secret::handler))
        .routes(routes!(test::handler))
}

async fn find(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<Webhook, Problem> {
    let found = webhooks::all(db, user, Some(id)).await?.pop();
    found.ok_or_else(|| Problem::not_found("webhook"))
}

/// # Errors
/// Where this service sends to none.
fn offered(app: &App) -> Result<(), Problem> {
    if app.config.webhook_targets == Targets::Off {
        return Err(Problem::forbidden("Webhooks are switched off here."));
    }
    Ok(())
}

/// A new secret, and what is kept of it.
fn new_secret(app: &App, webhook: Uuid) -> Result<(String, Vec<u8>), Problem> {
    let secret = sign::new_secret();
    let sealed = app.config.webhook_keys.seal(webhook, &secret);
    let sealed = sealed.map_err(|error| Problem::internal(&error))?;
    Ok((sign::shown(&secret), sealed))
}

impl Item for Webhook {
    const NAME: &'static str = "webhook";

    /// The worker writes failures down, and disables: it waits, or is waited for.
    async fn find(work: &mut Unit<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        let user = work.author().user;
        webhooks::lock_one(work.connection(), id).await?;
        let found = webhooks::all(work.connection(), user, Some(id)).await?;
        Ok(found.into_iter().next())
    }
}
