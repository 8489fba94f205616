//! `PATCH /api/v1/me`

use axum::{extract::State, http::HeaderMap, response::Response};
use shared::api::{PatchMe, User};
use uuid::Uuid;

use super::super::{
    auth::password,
    author::{self, Settled, Write},
    input::Input,
};
use crate::{
    domain::{Invalid, account},
    error::Problem,
    state::App,
    store::{
        sessions,
        unit::{self, Unit},
        users::{self, WriteError},
    },
};

/// Changes name and settings; with the current password, address and password, which ends all other sessions.
#[utoipa::path(
    patch,
    path = "/",
    operation_id = "update_me",
    tag = "me",
    request_body = PatchMe,
    responses((status = 200, body = User)),
)]
pub async fn handler(
    State(app): State<App>,
    headers: HeaderMap,
    mut request: Write<Input<PatchMe>>,
) -> Result<Response, Settled> {
    let patch = request.input.0.clone();
    let credentials = credentials(&app, &headers, &request, &patch).await?;
    if credentials.is_some() {
        // Nothing from which a password could be guessed is kept, not even the request's hash.
        request.author.idempotency = None;
    }
    let user = account::patched(&request.user, &patch)?;
    let mut work = author::open(&app, &request.author).await?;
    if let Some(list) = user.default_list_id {
        own_list(&mut work, list).await?;
    }
    users::update_profile(work.connection(), &user).await?;
    if user.time_zone != request.user.time_zone {
        let zone = account::time_zone("time_zone", &user.time_zone)?;
        work.arm_all(&zone).await?;
    }
    let user = match credentials {
        Some(change) => change.write(&mut work, user).await?,
        None => user,
    };
    let answer = unit::answer(200, &user, None)?;
    author::commit(work, answer).await
}

async fn own_list(work: &mut Unit<'_>, id: Uuid) -> Result<(), Problem> {
    match work.list(id).await? {
        Some(list) if list.deleted_at.is_none() => Ok(()),
        _ => Err(Problem::validation(
            "default_list_id",
            "there is no such list",
        )),
    }
}

/// A new address, a new password, or both, that the current password allows.
struct Credentials {
    email: Option<String>,
    password_hash: Option<String>,
    session: [u8; 32],
}

async fn credentials(
    app: &App,
    headers: &HeaderMap,
    request: &Write<Input<PatchMe>>,
    patch: &PatchMe,
) -> Result<Option<Credentials>, Problem> {
    if patch.email.is_none() && patch.password.is_none() {
        return Ok(None);
    }
    let session = request.session()?;
    let Some(account) = &request.user.email else {
        let detail = "a guest has none yet; register to keep everything";
        return Err(Invalid::new("email", detail).into());
    };
    let email = patch.email.as_deref().map(account::email).transpose()?;
    if let Some(password) = &patch.password {
        account::password(password)?;
    }
    let Some(current) = patch.current_password.clone() else {
        return Err(Invalid::new("current_password", "is needed for this change").into());
    };
    password::check(
        app,
        headers,
        account,
        request.user.id,
        current,
        "current_password",
    )
    .await?;
    let password_hash = match patch.password.clone() {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    Ok(Some(Credentials {
        email,
        password_hash,
        session,
    }))
}

impl Credentials {
    async fn write(self, work: &mut Unit<'_>, user: User) -> Result<User, Problem> {
        let written = users::update_credentials(
            work.connection(),
            user.id,
            self.email.as_deref(),
            self.password_hash.as_deref(),
        );
        written.await.map_err(|error| match error {
            WriteError::EmailTaken => {
                Problem::validation("email", "this address has an account already")
            }
            WriteError::Store(error) => error.into(),
        })?;
        sessions::delete_others(work.connection(), user.id, &self.session).await?;
        Ok(User {
            email: self.email.or(user.email),
            ..user
        })
    }
}
