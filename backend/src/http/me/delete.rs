//! `DELETE /api/v1/me`

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use shared::api::DeleteMe;

use super::super::{
    auth::{password, session},
    author::SignedIn,
    input::OptionalInput,
};
use crate::{domain::Invalid, error::Problem, state::App, store::users};

const CONFIRM: &str = "delete";

/// Deletes the person and everything of theirs, for good.
#[utoipa::path(
    delete,
    path = "/",
    operation_id = "delete_me",
    tag = "me",
    request_body = Option<DeleteMe>,
    responses((status = 204)),
)]
pub async fn handler(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
    headers: HeaderMap,
    OptionalInput(request): OptionalInput<DeleteMe>,
) -> Result<impl IntoResponse, Problem> {
    match &user.email {
        Some(email) => {
            let given = request
                .password
                .ok_or_else(|| Invalid::new("password", "is needed to delete the account"))?;
            password::check(&app, &headers, email, user.id, given, "password").await?;
        }
        None if request.confirm.as_deref() == Some(CONFIRM) => {}
        None => {
            let message = format!("expected the word \"{CONFIRM}\"");
            return Err(Invalid::new("confirm", message).into());
        }
    }
    let mut tx = app.begin().await?;
    users::delete(&mut tx, user.id).await?;
    app.commit(tx).await?;
    Ok((StatusCode::NO_CONTENT, session::forget(&app)))
}
