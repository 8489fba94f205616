use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::User;

/// The answer to [`super::Register`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    #[serde(flatten)]
    pub user: User,
    /// Each lets a forgotten password be reset, once. They are shown here and never again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery_codes: Vec<String>,
}

/// `POST /api/v1/me/recovery-codes`: needs the password; codes from before are void.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeRecoveryCodes {
    pub password: String,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

/// `POST /api/v1/auth/forgot`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgotPassword {
    pub email: String,
}

/// `POST /api/v1/auth/reset`: a new password, by the address and a recovery code, or by the token of a link that was
/// sent by e-mail.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// As it was shown, or without dashes, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The new one, 8 to 200 characters.
    pub password: String,
}

/// The answer to [`super::Login`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedIn {
    #[serde(flatten)]
    pub user: User,
    /// Of a sign-in from a guest's session with tasks, unless they were taken along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergeOffer>,
    /// How many tasks of the guest were taken along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<usize>,
}

/// The guest's tasks can be taken along, by `POST /api/v1/me/merge` with the token.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeOffer {
    pub token: String,
    pub tasks: i64,
    #[serde(with = "super::text")]
    pub expires_at: Timestamp,
}

/// `POST /api/v1/me/merge`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub token: String,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    pub tasks: usize,
}

// Secrets stay out of logs, whoever prints a request or an answer.
macro_rules! hides_secrets {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
hides_secrets!(
    ForgotPassword,
    Registered,
    MakeRecoveryCodes,
    RecoveryCodes,
    ResetPassword,
    LoggedIn,
    MergeOffer,
    Merge
);
