//! `POST /api/v1/auth/reset`

use axum::{Json, extract::State, http::HeaderMap, response::IntoResponse};
use shared::api::{ResetPassword, User};
use uuid::Uuid;

use super::{
    super::{input::Input, limit},
    Once, password, recovery, session,
};
use crate::{
    domain::{Invalid, account},
    error::Problem,
    secret,
    state::App,
    store::{recovery as ways, sessions, users},
};

/// Sets a new password by a recovery code, or by a link that was sent; each is used up. All sessions end, and a new
/// one begins.
#[utoipa::path(
    post,
    path = "/reset",
    operation_id = "reset_password",
    tag = "auth",
    request_body = ResetPassword,
    responses((status = 200, body = User)),
)]
pub async fn handler(
    State(app): State<App>,
    once: Once,
    headers: HeaderMap,
    Input(request): Input<ResetPassword>,
) -> Result<impl IntoResponse, Problem> {
    let way = way(&request)?;
    account::password(&request.password)?;
    let guessed = way.guessed();
    limit::guesses(&app, &headers, &guessed).await?;
    // Hashed before the code is looked at: a wrong one, or an address without an account, takes as long.
    let password_hash = password::hash(request.password).await?;
    let mut tx = app.begin().await?;
    super::once(&app, &mut tx, &once).await?;
    let Some(user) = way.take(&app, &mut tx).await? else {
        drop(tx);
        limit::wrong_guess(&app, &headers, &guessed).await?;
        return Err(way.wrong().into());
    };
    users::set_password(&mut *tx, user, &password_hash).await?;
    ways::void_resets(&mut *tx, user).await?;
    sessions::delete_all(&mut *tx, user).await?;
    let cookie = session::start(&app, &mut tx, user, &headers).await?;
    let found = users::find(&mut *tx, user).await?;
    app.commit(tx).await?;
    let user = found.ok_or_else(|| Problem::not_found("account"))?;
    Ok((cookie, Json(user)))
}

/// What shows that the account is one's own.
enum Way {
    Code { email: String, hash: [u8; 32] },
    Link { hash: [u8; 32] },
}

fn way(request: &ResetPassword) -> Result<Way, Invalid> {
    match (&request.token, &request.recovery_code, &request.email) {
        (Some(_), Some(_), _) => Err(Invalid::new(
            "token",
            "expected a token or a code, not both",
        )),
        (Some(token), None, _) => Ok(Way::Link {
            hash: secret::hash(token),
        }),
        (None, Some(code), Some(email)) => Ok(Way::Code {
            email: email.trim().to_lowercase(),
            hash: recovery::hash(code),
        }),
        (None, Some(_), None) => Err(Invalid::new("email", "is needed with a recovery code")),
        (None, None, _) => {
            let message = "is needed, or the token of a link that was sent";
            Err(Invalid::new("recovery_code", message))
        }
    }
}

impl Way {
    /// What wrong guesses are counted by.
    fn guessed(&self) -> String {
        match self {
            Self::Code { email, .. } => email.clone(),
            Self::Link { .. } => "link".to_owned(),
        }
    }

    /// Uses it up; whose account it is.
    async fn take(
        &self,
        app: &App,
        conn: &mut sqlx::PgConnection,
    ) -> Result<Option<Uuid>, Problem> {
        Ok(match self {
            Self::Code { email, hash } => ways::take_code(conn, email, hash).await?,
            Self::Link { hash } => ways::take_reset(conn, hash, app.clock.now()).await?,
        })
    }

    fn wrong(&self) -> Invalid {
        match self {
            Self::Code { .. } => {
                let message = "this is no code of that account, or it was used";
                Invalid::new("recovery_code", message)
            }
            Self::Link { .. } => Invalid::new("token", "the link is unknown, used, or too old"),
        }
    }
}
