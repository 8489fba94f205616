//! `POST /api/v1/auth/register`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use shared::api::{Register, Registered, User};

use super::{super::input::Input, Once, password, recovery, session};
use crate::{
    domain::account,
    error::Problem,
    state::App,
    store::users::{self, WriteError},
};

/// Makes an account. From a guest's session, the guest becomes the account and keeps every task. The recovery codes
/// of the answer are shown once: each lets a forgotten password be reset.
#[utoipa::path(
    post,
    path = "/register",
    operation_id = "register",
    tag = "auth",
    request_body = Register,
    responses((status = 201, body = Registered)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<Register>,
) -> Result<impl IntoResponse, Problem> {
    let email = account::email(&request.email)?;
    account::password(&request.password)?;
    account::time_zone("time_zone", &request.time_zone)?;
    let name = request.name.as_deref().map(account::name).transpose()?;
    let guest = super::guest_of(&app, &headers).await?;
    let hash = password::hash(request.password).await?;
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    let user = if let Some(guest) = guest {
        let user = User {
            email: Some(email),
            name,
            guest: false,
            time_zone: request.time_zone,
            ..guest
        };
        if !users::upgrade(&mut tx, &user, &hash)
            .await
            .map_err(problem)?
        {
            return Err(Problem::conflict(
                "This guest has become an account already; sign in.",
            ));
        }
        user
    } else {
        let user = super::new_user(&app, Some(email), name, request.time_zone);
        super::create(&app, &mut tx, &user, Some(&hash))
            .await
            .map_err(problem)?;
        user
    };
    let cookie = session::start(&app, &mut tx, user.id, &headers).await?;
    let recovery_codes = recovery::renew(&mut tx, user.id).await?;
    app.commit(tx).await?;
    let registered = Registered {
        user,
        recovery_codes,
    };
    Ok((StatusCode::CREATED, cookie, Json(registered)))
}

fn problem(error: WriteError) -> Problem {
    match error {
        WriteError::EmailTaken => Problem::validation(
            "email",
            "this address has an account already; sign in instead",
        ),
        WriteError::Store(error) => error.into(),
    }
}
