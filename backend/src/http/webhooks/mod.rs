//! Webhooks: addresses of a person's own programs that are told of their events.

mod create;
mod delete;
mod deliveries;
mod index;
mod read;
mod rotate_secret;
mod test;
mod update;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use shared::api::Webhook;
use sqlx::PgExecutor;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    domain::webhook::Targets,
    error::Problem,
    state::App,
    store::{
        unit::{self, Unit},
        webhooks,
    },
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

/// Commits, and shows a secret this once: the same request again is told only that it happened.
async fn show_once(
    work: Unit<'_>,
    status: StatusCode,
    webhook: &Webhook,
) -> Result<Response, Problem> {
    let mut repeat = unit::answer(409, &Problem::happened().into_body(), None)?;
    repeat.headers.push((
        "content-type".to_owned(),
        "application/problem+json".to_owned(),
    ));
    work.commit(&repeat).await?;
    Ok((status, Json(webhook)).into_response())
}
