use jiff::{Timestamp, civil::Weekday};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::WallTime;

/// `POST /api/v1/auth/register`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub email: String,
    /// 8 to 200 characters.
    pub password: String,
    /// An IANA name, "Europe/Berlin".
    pub time_zone: String,
    #[serde(default)]
    pub name: Option<String>,
}

/// `POST /api/v1/auth/login`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub email: String,
    pub password: String,
    /// Take along the tasks of the guest whose session this comes from.
    #[serde(default)]
    pub merge: bool,
}

/// `POST /api/v1/auth/guest`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    pub time_zone: String,
}

/// The signed-in person. A guest has no e-mail address yet.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: Uuid,
    pub email: Option<String>,
    pub name: Option<String>,
    pub guest: bool,
    pub time_zone: String,
    #[serde(default)]
    pub week_start: WeekStart,
    #[serde(default)]
    pub times_of_day: TimesOfDay,
    /// Where a task goes that names no list; null for the Inbox.
    #[serde(default)]
    pub default_list_id: Option<Uuid>,
    /// How many minutes before its time a task reminds, unless it says otherwise; null for never.
    #[serde(default)]
    pub default_reminder_minutes: Option<u32>,
    /// A language tag, "en".
    #[serde(default = "english")]
    pub language: String,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
}

impl User {
    /// Whether "4/5" is the 5th of April, and days are written "Apr 5", as only the United States do.
    #[must_use]
    pub fn month_first(&self) -> bool {
        let tag = self.language.replace('_', "-");
        tag.eq_ignore_ascii_case("en-US")
    }
}

fn english() -> String {
    "en".to_owned()
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeekStart {
    #[default]
    Monday,
    Saturday,
    Sunday,
}

impl WeekStart {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

/// What "in the morning" means; null for what it means to most.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimesOfDay {
    pub morning: Option<WallTime>,
    pub afternoon: Option<WallTime>,
    pub evening: Option<WallTime>,
}

/// `PATCH /api/v1/me`: a new address or password needs the current one, and ends all other sessions.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatchMe {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_start: Option<WeekStart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times_of_day: Option<TimesOfDay>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub default_list_id: Option<Option<Uuid>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub default_reminder_minutes: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_password: Option<String>,
}

/// A field that is there, be it null.
#[expect(
    clippy::option_option,
    reason = "left out, null and a value are three things"
)]
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// `DELETE /api/v1/me`: an account is confirmed by its password, a guest by the word "delete".
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeleteMe {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

/// One item of `GET /api/v1/sessions`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: Uuid,
    /// What the browser called itself.
    pub user_agent: Option<String>,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    /// To the hour.
    #[serde(with = "super::text")]
    pub last_seen_at: Timestamp,
    #[serde(with = "super::text")]
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    Read,
    Write,
}

impl Scope {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// `POST /api/v1/tokens`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// 1 to 100 characters.
    pub name: String,
    pub scope: Scope,
    #[serde(default, with = "super::text::option")]
    pub expires_at: Option<Timestamp>,
}

/// A personal token, used as `Authorization: Bearer`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Uuid,
    pub name: String,
    pub scope: Scope,
    #[serde(with = "super::text")]
    pub created_at: Timestamp,
    #[serde(default, with = "super::text::option")]
    pub expires_at: Option<Timestamp>,
    /// To the hour.
    #[serde(default, with = "super::text::option")]
    pub last_used_at: Option<Timestamp>,
    /// The secret, in the answer that makes it and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

// Secrets stay out of logs, whoever prints a request.
impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register")
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PatchMe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PatchMe")
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for DeleteMe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeleteMe").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("id", &self.id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}
