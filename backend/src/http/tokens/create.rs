//! `POST /api/v1/tokens`

use axum::{extract::State, http::StatusCode, response::Response};
use shared::api::{CreateToken, Token};

use super::super::{
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    domain::{Invalid, account},
    secret,
    state::App,
    store::{sessions, unit::Rejected},
};

/// Of one person.
const MAX: usize = 200;

/// Makes a token and shows its secret, this once. The same Idempotency-Key again is told that it happened.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "create_token",
    tag = "me",
    request_body = CreateToken,
    responses((status = 201, body = Token)),
)]
pub async fn handler(
    State(app): State<App>,
    request: Write<Input<CreateToken>>,
) -> Result<Response, Settled> {
    request.session()?;
    let Input(input) = &request.input;
    let now = app.clock.now();
    let name = account::name(&input.name)?;
    if input.expires_at.is_some_and(|at| at <= now) {
        return Err(Invalid::new("expires_at", "expected a time to come").into());
    }
    let mut work = author::open(&app, &request.author).await?;
    let others = sessions::tokens(work.connection(), request.user.id).await?;
    Rejected::beyond(MAX, others.len(), "tokens", "revoke")?;
    let secret = format!("todo_{}", secret::token());
    let token = Token {
        id: app.clock.new_id(),
        name,
        scope: input.scope,
        created_at: now,
        expires_at: input.expires_at,
        last_used_at: None,
        token: Some(secret.clone()),
    };
    let hash = secret::hash(&secret);
    sessions::insert_token(work.connection(), request.user.id, &hash, &token).await?;
    author::show_once(work, StatusCode::CREATED, &token).await
}
