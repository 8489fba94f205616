//! `POST /api/v1/me/recovery-codes`

use axum::{Json, extract::State, http::HeaderMap, http::StatusCode, response::IntoResponse};
use shared::api::{MakeRecoveryCodes, RecoveryCodes};

use super::super::{
    auth::{password, recovery},
    author::SignedIn,
    input::Input,
};
use crate::{domain::Invalid, error::Problem, state::App};

/// Makes new recovery codes, shown once; those from before are void.
#[utoipa::path(
    post,
    path = "/recovery-codes",
    operation_id = "make_recovery_codes",
    tag = "me",
    request_body = MakeRecoveryCodes,
    responses((status = 201, body = RecoveryCodes)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
    headers: HeaderMap,
    Input(request): Input<MakeRecoveryCodes>,
) -> Result<impl IntoResponse, Problem> {
    let Some(email) = &user.email else {
        let message = "a guest has none yet; register to keep everything";
        return Err(Invalid::new("password", message).into());
    };
    password::check(&app, &headers, email, user.id, request.password, "password").await?;
    let mut tx = app.begin().await?;
    let recovery_codes = recovery::renew(&mut tx, user.id).await?;
    app.commit(tx).await?;
    Ok((StatusCode::CREATED, Json(RecoveryCodes { recovery_codes })))
}
